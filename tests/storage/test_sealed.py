"""Personal data at rest: nobody reads it in the database, and it opens only for its person with the right key."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.console import roster
from quizapp.storage import people
from quizapp.storage.database import db, is_postgresql
from quizapp.storage.sealed import Sealer, Unsealable, token_hash
from tests.builders import TESTER, World
from tests.properties import examples

KEY, OTHER_KEY = b"k" * 32, b"l" * 32


@examples(60)
@given(st.text(max_size=40), st.integers(1, 2**52))
def test_a_sealed_text_opens_for_its_person_only(text: str, person: int) -> None:
    sealed = Sealer(KEY).seal(person, text)
    assert Sealer(KEY).open(person, sealed) == text
    for sealer, whose in ((Sealer(KEY), person + 1), (Sealer(OTHER_KEY), person)):
        with pytest.raises(Unsealable):
            sealer.open(whose, sealed)


def test_the_same_text_never_looks_the_same() -> None:
    assert len({Sealer(KEY).seal(1, "张三") for _ in range(50)}) == 50


def test_an_altered_or_cut_text_does_not_open() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(7, "13812345678")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(Unsealable):
            sealer.open(7, bytes(altered))
        with pytest.raises(Unsealable):
            sealer.open(7, sealed[:place])


def test_an_index_is_stable_and_belongs_to_its_key_and_purpose() -> None:
    sealer = Sealer(KEY)
    assert sealer.phone_index("13812345678") == Sealer(KEY).phone_index("13812345678")
    different = {
        sealer.phone_index("13812345678"),
        sealer.phone_index("13812345679"),
        sealer.code_hash("13812345678"),
        Sealer(OTHER_KEY).phone_index("13812345678"),
    }
    assert len(different) == 4


def test_an_index_worked_out_elsewhere() -> None:
    # HKDF-SHA256 without salt, info 'quizapp/phone-index', then HMAC-SHA256 over the digits:
    # K=$(openssl kdf -keylen 32 -kdfopt digest:SHA2-256 -kdfopt hexkey:$(printf 'k%.0s' {1..32} | xxd -p -c 64) \
    #     -kdfopt info:quizapp/phone-index HKDF | tr -d :)
    # printf 13812345678 | openssl dgst -sha256 -mac HMAC -macopt hexkey:$K
    expected = "14beab49ef325d78241a95812dfb9418ce1ad065e35946c78f7facabe193991a"
    assert Sealer(KEY).phone_index("13812345678").hex() == expected


def test_a_token_is_hashed_plainly() -> None:
    # printf token | sha256sum
    assert token_hash("token").hex() == "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"


def test_while_a_new_key_takes_over_both_open_and_the_new_one_seals() -> None:
    old, ring = Sealer(OTHER_KEY), Sealer(KEY, OTHER_KEY)
    sealed_before = old.seal(7, "张三")
    assert ring.open(7, sealed_before) == "张三"
    assert not ring.is_current(sealed_before)
    sealed_now = ring.seal(7, "张三")
    assert ring.is_current(sealed_now)
    assert Sealer(KEY).open(7, sealed_now) == "张三"
    with pytest.raises(Unsealable):
        old.open(7, sealed_now)
    assert ring.key_numbers == (Sealer(KEY).key_number, old.key_number)


def test_while_a_new_key_takes_over_phones_and_codes_are_found_by_both() -> None:
    old, new, ring = Sealer(OTHER_KEY), Sealer(KEY), Sealer(KEY, OTHER_KEY)
    assert ring.phone_index("138") == new.phone_index("138")
    assert ring.phone_indexes("138") == [new.phone_index("138"), old.phone_index("138")]
    assert ring.code_hashes("X") == [new.code_hash("X"), old.code_hash("X")]


NAMES = ("欧阳建国同志", "Wilhelmina")
PHONES = ("13900001111", "13900002222")


def test_nothing_personal_is_found_in_the_raw_database(either_world: World, tmp_path: Path) -> None:
    world = either_world
    world.contest()
    rows = [f"{name},370812105,farmer,{phone}" for name, phone in zip(NAMES, PHONES, strict=True)]
    data = "\n".join(["name,area,population,phone", *rows]).encode()
    report = roster.import_roster(data, "roster.csv", "farmers", TESTER, world.now)
    codes = [slip.code for slip in report.slips]
    assert len(codes) == 2

    raw = dump(tmp_path)
    assert "欧阳**".encode() in raw  # the dump holds what was stored
    for secret in (*NAMES, *PHONES, *codes, *(code[:5] for code in codes)):
        assert secret.encode() not in raw, secret
        assert secret.encode().hex().encode() not in raw, secret

    entry = people.entry_by_code(codes[0])
    assert entry is not None
    participant = people.participant(entry.person_id)
    assert participant is not None
    assert participant.name == NAMES[0]
    assert people.entry_by_code(codes[0][::-1]) is None


def dump(folder: Path) -> bytes:
    """Everything that lies in the database, as a thief of its files or a reader of its tables would see it."""
    db.session.remove()
    if not is_postgresql():
        with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
            text = "\n".join(connection.iterdump())
        return text.encode() + b"".join(path.read_bytes() for path in folder.glob("quizapp.db*"))
    url = db.engine.url.render_as_string(hide_password=False).replace("+psycopg", "", 1)
    whole = []
    with psycopg.connect(url) as connection:
        for table in db.metadata.tables:
            with connection.cursor().copy(f"COPY {table} TO STDOUT") as rows:
                whole += [bytes(chunk) for chunk in rows]
    return b"".join(whole)
