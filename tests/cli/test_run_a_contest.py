"""An organizer at the command line: a contest from its file to its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.builders import World, all_right, body_of, some_questions
from tests.refusals import refused

from .terminal import Terminal

CONTEST = """
[contest]
slug = "farmers-2026"
title = "农民科学素质网络竞赛"
opens_at = {opens_at}
closes_at = {closes_at}
entry = "roster"
area_from = "roster"

[[paper.section]]
kinds = ["true_false"]
count = 4
points = 2.5

[chances]
per = "contest"
count = 2
"""
SLUG = "farmers-2026"


@pytest.fixture
def file(terminal: Terminal, world: World) -> Path:
    """A contest that opened an hour ago and closes in two."""
    world.add_questions(*some_questions(12))
    opens_at, closes_at = world.now - timedelta(hours=1), world.now + timedelta(hours=2)
    text = CONTEST.format(opens_at=opens_at.isoformat(), closes_at=closes_at.isoformat())
    return terminal.file("contest.toml", text)


def test_from_the_file_to_the_end(terminal: Terminal, world: World, file: Path) -> None:
    assert terminal.run("contest", "apply", file).stdout == f"{SLUG}: draft, version 1\n"
    refused(world.client().get(f"/contests/{SLUG}"), 404, "not-found")
    assert terminal.run("contest", "apply", file).stdout == f"{SLUG}: draft, version 2\n"
    assert terminal.run("contest", "publish", SLUG).stdout == f"{SLUG}: open, version 3\n"
    assert body_of(world.client().get(f"/contests/{SLUG}"))["phase"] == "open"

    assert terminal.run("contest", "stop", SLUG, "--reason", "停电").stdout == f"{SLUG}: stopped, version 4\n"
    assert terminal.run("contest", "resume", SLUG, "--reason", "来电").stdout == f"{SLUG}: open, version 5\n"
    later = (world.now + timedelta(hours=9)).isoformat()
    terminal.run("contest", "extend", SLUG, "--closes-at", later, "--reason", "排队")
    assert terminal.json("contest", "show", SLUG)["contest"]["stages"][0]["closes_at"].startswith(later[:16])
    terminal.run("contest", "finish", SLUG, exit_code=2)
    assert ": closed, version " in terminal.run("contest", "close", SLUG).stdout
    assert ": finished, version " in terminal.run("contest", "finish", SLUG).stdout


def test_what_is_shown_can_be_applied_again(terminal: Terminal, file: Path) -> None:
    terminal.run("contest", "apply", file)
    shown = terminal.run("contest", "show", SLUG).stdout
    assert shown.startswith("# draft, version 1\n[contest]\n")
    again = terminal.file("again.toml", shown)
    terminal.run("contest", "apply", again)
    found = terminal.json("contest", "show", SLUG)
    assert (found["slug"], found["phase"], found["version"]) == (SLUG, "draft", 2)
    assert terminal.run("contest", "show", SLUG).stdout == shown.replace("version 1", "version 2")


def test_the_rules_are_said_in_sentences(terminal: Terminal, file: Path) -> None:
    terminal.run("contest", "apply", file)
    rules = terminal.run("contest", "rules", SLUG).stdout.splitlines()
    assert "一共 4 道题，满分 10 分。" in rules
    assert "判断 4 道，每题 2.5 分。" in rules
    assert "整场竞赛可以答 2 次。" in rules
    assert "多选题要全部选对才得分。" in rules


def test_a_published_contest_takes_no_other_rules(terminal: Terminal, file: Path) -> None:
    terminal.run("contest", "apply", file)
    terminal.run("contest", "publish", SLUG)
    assert terminal.run("contest", "apply", file, exit_code=2).stderr.startswith("contest.slug: ")
    assert terminal.run("contest", "publish", SLUG, exit_code=2).stderr.startswith("contest.slug: ")


def test_every_mistake_of_a_file_is_named_with_its_place(terminal: Terminal) -> None:
    wrong = """
[contest]
slug = "Farmers 2026"
title = "竞赛"
opens_at = 2026-09-01T08:00:00+08:00
closes_at = 2026-09-01T08:00:00
colour = "red"
[timing]
attempt_seconds = "ten"
"""
    result = terminal.run("contest", "apply", terminal.file("wrong.toml", wrong), exit_code=2)
    assert result.stdout == ""
    places = sorted(line.partition(": ")[0] for line in result.stderr.splitlines())
    assert places == ["contest.closes_at", "contest.colour", "timing.attempt_seconds"]


@pytest.mark.parametrize("text", ["[contest", ""])
def test_a_file_that_is_no_contest_is_refused(terminal: Terminal, text: str) -> None:
    assert terminal.run("contest", "apply", terminal.file("c.toml", text), exit_code=2).stderr


def test_a_bank_that_cannot_fill_the_papers_is_named(terminal: Terminal, world: World, file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("count = 4", "count = 40")
    terminal.run("contest", "apply", terminal.file("large.toml", text))
    refusal = terminal.run("contest", "publish", SLUG, exit_code=2).stderr
    assert refusal == "paper.section: 第 1 部分要 40 道题，题库里只有 4 道可用。\n"


@pytest.mark.parametrize(
    "words",
    [
        ("contest", "apply", "no-such-file.toml"),
        ("contest", "show", "nothing"),
        ("contest", "rules", "nothing"),
        ("contest", "publish", "nothing"),
        ("contest", "stop", "nothing", "--reason", "停电"),
        ("contest", "stop", "nothing"),
        ("contest", "extend", "nothing", "--closes-at", "tomorrow", "--reason", "排队"),
        ("contest", "extend", "nothing", "--closes-at", "2026-09-01T08:00:00", "--reason", "排队"),
        ("board", "check", "nothing"),
        ("board", "rebuild", "nothing"),
        ("no-such-command",),
    ],
)
def test_what_cannot_be_used_exits_with_two_and_says_why(terminal: Terminal, words: tuple[str, ...]) -> None:
    result = terminal.run(*words, exit_code=2)
    assert (result.stdout, bool(result.stderr.strip())) == ("", True)


def test_without_its_tables_a_command_says_where_help_is(terminal: Terminal, tmp_path: Path) -> None:
    terminal.env["DATABASE_URL"] = f"sqlite:///{tmp_path}/empty.db"
    refusal = terminal.run("contest", "show", "farmers", exit_code=2).stderr
    assert refusal == "database: no such table: contests; `quizapp doctor` says what to do.\n"


def test_a_wrong_setting_stops_any_command(terminal: Terminal) -> None:
    terminal.env["QUIZAPP_LOCALE"] = "de"
    assert terminal.run("contest", "show", "x", exit_code=2).stderr == "QUIZAPP_LOCALE must be one of: zh_Hans, en.\n"


def test_an_attempt_is_shown_with_the_evidence_of_each_save(terminal: Terminal, world: World) -> None:
    world.clock.at = datetime.fromisoformat("2026-09-01T04:00:00+00:00")
    world.contest()
    phone = world.phone(world.codes("farmers", "张三")[0])
    phone.start("farmers")
    name = phone.attempt["questions"][0]["id"]
    world.clock.move(seconds=1)
    phone.save({name: ["b"]}, seq=4, client="page-a")
    world.clock.move(seconds=2, milliseconds=5)
    phone.save({name: ["a"]}, seq=7, client="page-b")
    number = phone.attempt["attempt"]
    open_one = terminal.json("attempt", "show", number)
    assert set(open_one) == {
        "attempt",
        "contest",
        "state",
        "number",
        "started_at",
        "deadline",
        "handed_in_at",
        "answers",
        "saves",
        "score",
        "max_score",
        "duration",
        "events",
    }
    assert (open_one["attempt"], open_one["contest"], open_one["state"]) == (number, "farmers", "open")
    assert (open_one["handed_in_at"], open_one["score"], open_one["duration"]) == (None, None, None)
    assert open_one["answers"] == {name: ["a"]}
    assert open_one["saves"] == {
        name: {
            "first_at": "2026-09-01T04:00:01.000Z",
            "last_at": "2026-09-01T04:00:03.005Z",
            "changes": 1,
            "seq": 7,
            "client": "page-b",
        }
    }
    assert open_one["events"] == []

    phone.submit(all_right(phone.attempt))
    done = terminal.json("attempt", "show", number)
    assert (done["state"], done["score"], done["max_score"], done["duration"]) == ("handed_in", 100, 100, 3_005)
    assert (done["deadline"], done["handed_in_at"]) == ("2026-09-01T04:10:00.000Z", "2026-09-01T04:00:03.005Z")
    assert [(event["action"], event["at"]) for event in done["events"]] == [
        ("attempt.handed_in", "2026-09-01T04:00:03.005Z")
    ]
    assert "score: 100 / 100" in terminal.run("attempt", "show", number).stdout
    terminal.run("attempt", "show", 999_999, exit_code=2)
