"""A new data key takes over while everybody goes on: nothing is lost, and the old key can go in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from quizapp.console import roster as roster_verbs
from quizapp.operations import reissue, reseal
from quizapp.storage import people, phone_sessions, resealing, tables
from quizapp.storage.database import db, transaction
from quizapp.storage.resources import Resources, resources
from quizapp.storage.sealed import Sealer, Unsealable
from tests.builders import TESTER, World

OLD, NEW, STRANGE = bytes(32), b"n" * 32, b"s" * 32  # OLD is the key of every test's world
STRANGER = "13900004444"  # signed in, but nobody yet
PHONES = ["13900001111", "13900002222", "13900003333", ""]


def ring(world: World, *keys: bytes) -> Sealer:
    """Set QUIZAPP_DATA_KEY to these."""
    here: Resources = world.app.extensions["quizapp.resources"]
    sealer = Sealer(*keys)
    world.app.extensions["quizapp.resources"] = replace(here, sealer=sealer)
    return sealer


@pytest.fixture
def codes(either_world: World) -> list[str]:
    """Four people, three of them with a phone; their codes."""
    either_world.contest()
    rows = "".join(
        f"张{name},370812105,farmer,R{name},{phone}\n" for name, phone in zip("甲乙丙丁", PHONES, strict=True)
    )
    data = f"name,area,population,ref,phone\n{rows}".encode()
    report = roster_verbs.import_roster(data, "roster.csv", "farmers", TESTER, either_world.now)
    assert not report.problems
    return [slip.code for slip in report.slips]


def stored() -> list[Any]:
    db.session.rollback()
    return list(db.session.execute(select(tables.people).order_by(tables.people.c.created_at, tables.people.c.id)))


def names() -> set[str]:
    return {name for _, name in people.roster(1)}


def test_the_first_key_seals_and_every_key_opens() -> None:
    old, both, new = Sealer(OLD), Sealer(NEW, OLD), Sealer(NEW)
    sealed_before, sealed_after = old.seal(7, "张三"), both.seal(7, "张三")
    assert (both.open(7, sealed_before), both.open(7, sealed_after), new.open(7, sealed_after)) == ("张三",) * 3
    assert (both.is_current(sealed_before), both.is_current(sealed_after)) == (False, True)
    for sealer, sealed in ((new, sealed_before), (old, sealed_after), (Sealer(STRANGE), sealed_before)):
        with pytest.raises(Unsealable):
            sealer.open(7, sealed)
    assert both.phone_indexes("13900001111") == [new.phone_index("13900001111"), old.phone_index("13900001111")]
    assert both.code_hashes("C") == [new.code_hash("C"), old.code_hash("C")]
    assert (both.phone_index("1"), both.code_hash("C")) == (new.phone_index("1"), new.code_hash("C"))


def test_a_key_s_number_worked_out_elsewhere() -> None:
    # openssl kdf -keylen 32 -kdfopt digest:SHA2-256 -kdfopt hexkey:$(printf 'k%.0s' {1..32} | xxd -p -c 64) \
    #     -kdfopt info:quizapp/number HKDF | cut -c1-11, then shifted right by one bit
    assert Sealer(b"k" * 32).key_number == 0x981FAC25 >> 1
    assert Sealer(b"k" * 32).seal(1, "x")[:4] == (0x981FAC25 >> 1).to_bytes(4)
    assert Sealer(NEW, OLD).key_numbers == (Sealer(NEW).key_number, Sealer(OLD).key_number)


def test_everybody_comes_in_while_both_keys_are_there(either_world: World, codes: list[str]) -> None:
    sealer = ring(either_world, NEW, OLD)
    assert names() == {"张甲", "张乙", "张丙", "张丁"}
    assert people.entry_by_code(codes[0]) is not None
    indexes = sealer.phone_indexes(PHONES[0])
    assert len([row for row in stored() if row.phone_index in indexes]) == 1
    new_code = reissue.code("farmers", "R甲", TESTER, either_world.now)
    assert people.entry_by_code(new_code) is not None
    assert people.entry_by_code(codes[0]) is None


def test_resealed_people_need_the_new_key_only_and_printed_codes_the_old_one(
    either_world: World, codes: list[str]
) -> None:
    ring(either_world, NEW, OLD)
    assert resealing.waiting() == 4
    done = reseal.reseal(TESTER, either_world.now)
    assert (done.people, done.unopened, done.unopened_rest, resealing.waiting()) == (4, [], 0, 0)
    assert people.entry_by_code(codes[0]) is not None

    new = ring(either_world, NEW)
    assert names() == {"张甲", "张乙", "张丙", "张丁"}
    assert {row.phone_index for row in stored()} == {None, *(new.phone_index(phone) for phone in PHONES if phone)}
    assert {new.open(row.id, row.phone_sealed) for row in stored() if row.phone_sealed} == set(PHONES) - {""}
    assert {row.key_number for row in stored()} == {new.key_number}
    assert people.entry_by_code(codes[0]) is None
    assert reseal.reseal(TESTER, either_world.now).people == 0


def test_sessions_and_codes_of_a_phone_and_second_factors_follow(either_world: World, codes: list[str]) -> None:
    old, now = resources().sealer, either_world.now
    either_world.staff("organizer")
    staff_id = db.session.execute(select(tables.staff.c.id)).scalar_one()
    life = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(days=1)}
    with transaction():
        index = old.phone_index(PHONES[0])
        db.session.execute(insert(tables.sessions).values(token_hash=b"t", shared=False, phone_index=index, **life))
        stranger = phone_sessions.start(now, timedelta(days=1), phone=STRANGER)
        sent = {"sent_at": now, "expires_at": now, "wrong_tries": 0, "code_hash": b"c"}
        db.session.execute(insert(tables.otps).values(phone_index=index, **sent))
        db.session.execute(update(tables.staff).values(totp_sealed=old.seal(staff_id, "JBSWY3DPEHPK3PXP")))
    new = ring(either_world, NEW, OLD)
    reseal.reseal(TESTER, now)
    db.session.rollback()
    by_index = {phone: new.phone_index(phone) for phone in (PHONES[0], STRANGER)}
    assert set(db.session.execute(select(tables.sessions.c.phone_index)).scalars()) == set(by_index.values())
    assert db.session.execute(select(tables.otps.c.phone_index)).scalars().all() == [by_index[PHONES[0]]]
    ring(either_world, NEW)
    session = phone_sessions.find(stranger, now)
    assert session is not None
    assert phone_sessions.keys_of(session.id) == (STRANGER, None)
    sealed = db.session.execute(select(tables.staff.c.totp_sealed)).scalar_one()
    assert Sealer(NEW).open(staff_id, sealed) == "JBSWY3DPEHPK3PXP"


def test_a_reseal_that_is_broken_off_goes_on_where_it_was(
    either_world: World, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ring(either_world, NEW, OLD)
    monkeypatch.setattr(reseal, "BATCH", 1)
    honest, calls = resealing.reseal_person, []

    def cut_off(person_id: int) -> bool:
        calls.append(person_id)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return honest(person_id)

    monkeypatch.setattr(resealing, "reseal_person", cut_off)
    with pytest.raises(KeyboardInterrupt):
        reseal.reseal(TESTER, either_world.now)
    assert resealing.waiting() == 2
    assert names() == {"张甲", "张乙", "张丙", "张丁"}
    assert reseal.reseal(TESTER, either_world.now).people == 2
    assert resealing.waiting() == 0


def test_whom_no_key_opens_is_named_and_stops_nobody_else(either_world: World, codes: list[str]) -> None:
    lost = stored()[1].id
    with transaction():
        strange = {"name_sealed": Sealer(STRANGE).seal(lost, "张乙")}
        db.session.execute(update(tables.people).where(tables.people.c.id == lost).values(**strange))
    ring(either_world, NEW, OLD)
    done = reseal.reseal(TESTER, either_world.now)
    assert (done.people, done.unopened) == (3, [lost])
    assert resealing.waiting() == 1
