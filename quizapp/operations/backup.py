"""Backups: one tar.gz with a copy of the database and a manifest. No key is in it, and neither is Redis.

A backup made before somebody was erased still holds them, sealed. So a restore is followed by erasing again whoever
was erased since: by the list that `person erased` printed, kept off the machine.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from quizapp.domain.people import Actor
from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.operations import tell_the_board
from quizapp.storage import audit, backup, contests
from quizapp.storage.database import transaction
from quizapp.storage.redis_client import Away
from quizapp.storage.resources import resources

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. `audit_head` anchors the chain; the key number says nothing about the key."""

    format: int
    database: str
    sha256: str
    key_number: int
    audit_head: str
    made_at: str


def create(path: Path, actor: Actor, now: datetime) -> Manifest:
    """Write a backup, readable by its owner only; it takes its name when it is whole. Raises Invalid."""
    if path.exists():
        raise Invalid.at(str(path), say("这个文件已经有了，备份不会盖掉它。"))
    with _folder() as folder:
        copy = folder / DATABASE
        head = audit.head()
        backup.dump(copy)
        manifest = Manifest(
            FORMAT, backup.kind(), _digest(copy), resources().sealer.key_number, str(head), now.isoformat()
        )
        _pack(path, copy, manifest)
    with transaction():
        audit.write(actor, "backup.create", "database", now, sha256=manifest.sha256, audit_head=manifest.audit_head)
    return manifest


def restore(path: Path) -> Manifest:
    """Fill an empty database from a backup; the caller then brings the tables up to date. Raises Invalid."""
    if not backup.is_empty() or (resources().instance / "redis").exists():
        raise Invalid.at("instance", say("这里已经有数据了。请换一个空的实例文件夹和空的数据库再恢复。"))
    with _folder() as folder:
        copy = folder / DATABASE
        manifest = _unpack(path, copy)
        _require_fit(path, manifest, copy)
        backup.load(copy)
    return manifest


def settle(manifest: Manifest, actor: Actor, now: datetime) -> bool:
    """After a restore: note it, and make the boards anew; False where Redis is away and the worker will do it."""
    with transaction():
        audit.write(actor, "backup.restore", "database", now, sha256=manifest.sha256, made_at=manifest.made_at)
    try:
        for record in contests.published():
            for stage in range(len(record.contest.stages)):
                tell_the_board.rebuild(record.id, stage)
    except Away:
        return False
    return True


def _require_fit(path: Path, manifest: Manifest, copy: Path) -> None:
    if manifest.format != FORMAT or manifest.sha256 != _digest(copy):
        raise Invalid.at(str(path), say("备份文件不完整，或者不是这个版本能读的。"))
    if manifest.database != backup.kind():
        message = say("备份来自 %(theirs)s，这里是 %(ours)s。", theirs=manifest.database, ours=backup.kind())
        raise Invalid.at(str(path), message)
    if manifest.key_number not in resources().sealer.key_numbers:
        message = say("这里的 QUIZAPP_DATA_KEY 打不开这个备份；请先放好做备份时用的那把密钥。")
        raise Invalid.at("QUIZAPP_DATA_KEY", message)


def _pack(path: Path, copy: Path, manifest: Manifest) -> None:
    draft = path.with_name(path.name + ".part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        with tarfile.open(draft, "w:gz") as archive:
            said = json.dumps({name: getattr(manifest, name) for name in Manifest.__slots__}, indent=2).encode()
            info = tarfile.TarInfo(MANIFEST)
            info.size = len(said)
            archive.addfile(info, io.BytesIO(said))
            archive.add(copy, DATABASE, filter=_anonymous)
        draft.replace(path)
    except OSError as error:
        raise Invalid.at(str(path), say("写不了这个文件：%(why)s", why=error.strerror or "")) from error
    finally:
        draft.unlink(missing_ok=True)


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


def _unpack(path: Path, target: Path) -> Manifest:
    """Read the two members by name; nothing else of the archive is looked at, and no path in it is followed."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            said: dict[str, Any] = json.load(_member(archive, MANIFEST))
            with target.open("wb") as file:
                shutil.copyfileobj(_member(archive, DATABASE), file)
        return Manifest(**said)
    except (OSError, EOFError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise Invalid.at(str(path), say("这不是一个能读的备份文件。")) from error


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    found = archive.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _folder() -> Iterator[Path]:
    """A place for the copy, readable by its owner only, gone afterwards."""
    with tempfile.TemporaryDirectory(dir=resources().instance, prefix=".backup-") as name:
        yield Path(name)
