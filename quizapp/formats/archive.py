"""Zip files from strangers (.xlsx, .docx, packages of questions), unpacked within limits."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable

from quizapp.domain.refusals import Invalid
from quizapp.domain.words import say
from quizapp.formats.reading import unreadable

LARGEST_UNPACKED = 60_000_000
MOST_PARTS = 2_000


def damaged() -> Invalid:
    """The refusal of an archive that cannot be unpacked."""
    return unreadable(say("文件已损坏，解不开；请重新导出或另存一份再导入。"))


def part_names(data: bytes) -> set[str]:
    """The names of what an archive holds; empty where it cannot be opened at all."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, LookupError):
        return set()


def unpack(data: bytes, refusal: Callable[[], Invalid] = damaged, most_parts: int = 0) -> dict[str, bytes]:
    """Every part. zipfile stops at the declared size and then compares the checksum, so a lie is found."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if (
                len(members) > (most_parts or MOST_PARTS)
                or sum(member.file_size for member in members) > LARGEST_UNPACKED
            ):
                raise unreadable(say("文件解开后太大，不导入；请打开后另存一份，或者拆成几个再试。"))
            return {member.filename: archive.read(member) for member in members}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError) as error:
        raise refusal() from error
    except (EOFError, ValueError, LookupError, MemoryError) as error:
        raise refusal() from error
