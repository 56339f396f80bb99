"""An inspector reads what officials read, changes nothing, and leaves an entry for each look at people."""

from __future__ import annotations

from quizapp.accounts import staff as staff_verbs
from quizapp.storage import audit
from tests.builders import World
from tests.rooms.desk import Desk, rows

TOWN = "370812105"


def handed_in(world: World) -> int:
    """A contest with one attempt that was handed in."""
    world.contest()
    phone = world.phone(world.codes("farmers", "张三", area=TOWN)[0])
    phone.start("farmers")
    phone.submit()
    return int(phone.attempt["attempt"])


def looks() -> list[tuple[str, dict[str, object]]]:
    return [(row["object"], row["details"]) for row in audit.with_action("person.look")]


def test_each_look_at_an_attempt_and_at_a_list_is_noted(world: World) -> None:
    attempt = handed_in(world)
    desk = Desk(world, "inspector")
    assert "张**" in desk.page(f"/desk/towns/farmers/{TOWN}/attempts")
    desk.page(f"/desk/attempts/{attempt}")
    person = int(audit.about(f"attempt:{attempt}")[0]["actor"].removeprefix("person:"))
    assert looks() == [
        ("contest:farmers", {"area": TOWN, "attempts": [attempt]}),
        (f"person:{person}", {"attempt": attempt}),
    ]
    inspector = staff_verbs.named(desk.name)
    assert {row["actor"] for row in audit.with_action("person.look")} == {f"staff:{inspector.id}"}


def test_figures_without_people_are_no_look(world: World) -> None:
    handed_in(world)
    desk = Desk(world, "inspector")
    for page in ("/desk/towns", "/desk/towns/farmers", "/desk/towns/farmers/towns.csv", "/desk/denominators"):
        desk.page(page)
    assert looks() == []


def test_an_official_s_look_is_their_work(world: World) -> None:
    attempt = handed_in(world)
    Desk(world, "official", TOWN).page(f"/desk/attempts/{attempt}")
    assert looks() == []


def test_an_inspector_changes_nothing(world: World) -> None:
    desk = Desk(world, "inspector")
    assert "<button" not in desk.page("/desk/denominators").partition("<main>")[2]
    typed = {"area": TOWN, "count": "9", "as_of": "2026-09-01", "source": "made up"}
    reply = desk.post("/desk/denominators", typed, at="/desk/towns")
    assert reply.status_code == 403
    assert audit.with_action("areas.set") == []


def test_an_inspector_of_one_town_sees_that_town(world: World) -> None:
    attempt = handed_in(world)
    assert Desk(world, "inspector", "370812001").get(f"/desk/attempts/{attempt}").status_code == 404
    assert Desk(world, "inspector", TOWN).get(f"/desk/attempts/{attempt}").status_code == 200


def test_an_inspector_reads_the_audit_log_and_finds_by_thing_and_by_actor(world: World) -> None:
    attempt = handed_in(world)
    desk = Desk(world, "inspector")
    desk.page(f"/desk/attempts/{attempt}")
    newest = rows(desk.page("/desk/audit"))[0][1]
    assert newest[2] == "查看"
    about = rows(desk.page(f"/desk/audit?about=attempt:{attempt}"))
    assert [cells[2:4] for _, cells in about] == [["自己交卷", f"attempt:{attempt}"]]
    number = staff_verbs.named(desk.name).id
    assert [cells[2] for _, cells in rows(desk.page(f"/desk/audit?by=staff:{number}&about=contest:farmers"))] == []
    assert "没有找到" in desk.page("/desk/audit?about=nothing")


def test_the_audit_log_is_for_the_whole_district(world: World) -> None:
    assert Desk(world, "inspector", TOWN).get("/desk/audit").status_code == 403
    assert Desk(world, "organizer").get("/desk/audit").status_code == 403
    assert Desk(world, "admin").get("/desk/audit").status_code == 200
