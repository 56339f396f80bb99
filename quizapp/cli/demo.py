"""The demonstration: one contest that is open now, one that is over with a district's worth of people, and accounts.

Everything goes through the same verbs as a real contest, with the moments given as arguments; the finished one was
'answered' by simulated participants, is marked as a demonstration, and its denominators say that they are made up.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import click
import segno
from flask import current_app

from quizapp.bank.service import Wanted, import_file
from quizapp.cli import demo_accounts
from quizapp.cli.demo_accounts import DemoAccount
from quizapp.cli.kit import actor, now, with_app
from quizapp.config import Config
from quizapp.console import areas as area_verbs
from quizapp.console import roster as roster_verbs
from quizapp.domain import contest as c
from quizapp.domain import entry_code
from quizapp.domain.areas import Area
from quizapp.domain.attempt import Attempt, Save
from quizapp.domain.blueprint import Section, question_id
from quizapp.domain.contest import Contest, Phase, Rules, Stage
from quizapp.domain.people import Actor
from quizapp.operations import publish, reissue
from quizapp.operations.hand_in import hand_in
from quizapp.operations.start import start
from quizapp.review import service as review
from quizapp.storage import areas, contests, people
from quizapp.storage.database import transaction

BANK = Path(__file__).parent.parent.parent / "question_bank"
OPEN, FINISHED, BY_PHONE = "demo", "demo-finished", "demo-phone"
SIMULATED = 300
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
GIVEN = ("建国", "秀英", "桂兰", "志强", "小红", "文杰", "玉梅", "海涛", "春生", "丽华", "子涵", "宇轩")
POPULATIONS = ("farmer", "farmer", "farmer", "elderly", "worker", "youth", "official")
MADE_UP = "演示数据，非真实统计"


@click.command(hidden=True)
@with_app
def demo() -> None:
    """Fill the instance with the demonstration and print its pages and accounts; `up --demo` calls it."""
    moment = now()
    who = actor()
    _bank(who, moment)
    _season(who, moment)
    _open_contest(who, moment)
    _contest_by_phone(who, moment)
    _print(_codes(who, moment), demo_accounts.made_anew(who, moment), current_app.config["QUIZAPP"])


def _bank(who: Actor, moment: datetime) -> None:
    if areas.all_areas():
        return
    area_verbs.import_areas(area_verbs.DISTRICT.read_bytes(), area_verbs.DISTRICT.name, who, moment)
    with transaction():
        for path in sorted(BANK.glob("*.toml")):
            import_file(path.read_bytes(), path.name, Wanted(), who, moment)


def _rules() -> Rules:
    sections = (
        Section(4, 5_000, ("true_false",)),
        Section(4, 10_000, ("single_choice",)),
        Section(4, 10_000, ("multiple_choice",)),
    )
    paper = c.Paper(sections=sections)
    return Rules(paper=paper, chances=c.Chances("day", 3), practice=c.Practice(allowed=True, same_pool=True))


def _open_contest(who: Actor, moment: datetime) -> None:
    """The contest that is open now; one of an earlier day that is over is finished and replaced by a new one."""
    record = contests.by_slug(_open_slug())
    if record is not None and record.phase(moment) is Phase.OPEN:
        return
    slug = OPEN if record is None else f"{OPEN}-{moment:%Y%m%d%H%M}"
    stage = Stage("", moment - timedelta(hours=1), moment + timedelta(days=7), _rules())
    contest = Contest(slug, "农民科学素质网络竞赛（演示）", (stage,), "roster", area_from="roster", demonstration=True)
    publish.apply(contest, who, moment)
    publish.publish(slug, who, moment)
    rows = "\n".join(f"{_name(i)},{area.code},farmer,D{i:03}" for i, area in enumerate(_towns() * 2, 1))
    roster_verbs.import_roster(f"name,area,population,ref\n{rows}\n".encode(), "demo.csv", slug, who, moment)


def _contest_by_phone(who: Actor, moment: datetime) -> None:
    """A contest without a roster, open for long: a phone number is enough, and its code stands on the console."""
    if contests.by_slug(BY_PHONE) is not None:
        return
    stage = Stage("", moment - timedelta(hours=1), moment + timedelta(days=365), _rules())
    title = "社区科普答题（演示，手机号进入）"
    publish.apply(Contest(BY_PHONE, title, (stage,), demonstration=True), who, moment)
    publish.publish(BY_PHONE, who, moment)


def _open_slug() -> str:
    """The newest demonstration contest with a roster."""
    slugs = [record.contest.slug for record in contests.everything() if record.contest.demonstration]
    return next((slug for slug in slugs if slug not in {FINISHED, BY_PHONE}), OPEN)


def _codes(who: Actor, moment: datetime) -> list[tuple[str, str, str]]:
    """(ref, town, new entry code) of the first few people on the roster."""
    slug = _open_slug()
    towns = _towns()
    return [
        (ref, area.name, reissue.code(slug, ref, who, moment))
        for ref, area in zip((f"D{i:03}" for i in range(1, 5)), towns, strict=False)
    ]


def _season(who: Actor, moment: datetime) -> None:
    """A contest of last week, answered by simulated participants of every town, closed and finished."""
    if contests.by_slug(FINISHED) is not None:
        return
    opened = (moment - timedelta(days=10)).replace(minute=0, second=0, microsecond=0)
    stage = Stage("", opened, opened + timedelta(days=7), _rules())
    title = "防灾减灾知识竞赛（演示，已结束）"
    contest = Contest(FINISHED, title, (stage,), "roster", area_from="roster", demonstration=True)
    chance = random.Random(2026)  # noqa: S311 (a simulation, nothing secret)
    with transaction():
        publish.apply(contest, who, opened - timedelta(hours=2))
        publish.publish(FINISHED, who, opened - timedelta(hours=1))
        _registered(who, opened - timedelta(hours=1))
        _people(who, opened, chance)
        record = contests.by_slug(FINISHED)
        if record is not None:
            skills = {area.code: 0.4 + 0.03 * i for i, area in enumerate(_towns())}
            for entry, _ in list(people.roster(record.id)):
                _answer(entry.person_id, skills[entry.area], opened, chance)
        publish.finish(FINISHED, who, moment)


def _registered(who: Actor, at: datetime) -> None:
    """Denominators of all towns but one, whose rates are therefore shown as '—'."""
    for i, area in enumerate(_towns()[:-1]):
        review.set_denominator(area.code, "", 90 + 13 * i, at.date(), MADE_UP, who, at)
        review.set_denominator(area.code, "farmer", 50 + 7 * i, at.date(), MADE_UP, who, at)


def _people(who: Actor, at: datetime, chance: random.Random) -> None:
    towns = _towns()
    rows = [
        f"{_name(i)},{chance.choice(towns).code},{chance.choice(POPULATIONS)},S{i:04},是"
        for i in range(1, SIMULATED + 1)
    ]
    data = "name,area,population,ref,guardian_consent\n" + "\n".join(rows) + "\n"
    roster_verbs.import_roster(data.encode(), "simulated.csv", FINISHED, who, at)


def _answer(person_id: int, skill: float, opened: datetime, chance: random.Random) -> None:
    """One or two sittings of one simulated person; about one in eight never comes."""
    if chance.random() < 0.12:
        return
    for day in sorted(chance.sample(range(7), chance.choice((1, 1, 2)))):
        at = opened + timedelta(days=day, seconds=chance.randrange(40_000))
        attempt = start(FINISHED, person_id, at, current_app.config["QUIZAPP"].timezone).attempt
        save = Save("simulation", 1, _answers(attempt, skill, chance))
        ended = at + timedelta(seconds=chance.randrange(90, 560), microseconds=chance.randrange(10**6))
        hand_in(attempt.id, ended, current_app.config["QUIZAPP"].timezone, Actor("system", "simulation"), save)


def _answers(attempt: Attempt, skill: float, chance: random.Random) -> dict[str, tuple[str, ...]]:
    pool = contests.snapshot(attempt.snapshot_id)
    answers = {}
    for item in attempt.paper:
        key = pool[item.position].key
        chosen = key if chance.random() < skill else frozenset(chance.sample(item.options, len(key)))
        answers[question_id(item.position)] = tuple(sorted(chosen))
    return answers


def _towns() -> list[Area]:
    return [area for area in areas.all_areas().values() if area.parent]


def _name(number: int) -> str:
    return SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]


def _print(codes: list[tuple[str, str, str]], accounts: list[DemoAccount], config: Config) -> None:
    site = config.public_url
    click.echo(f"\n手机答题 Phones:      {site}/c/{_open_slug()}")
    for ref, town, code in codes:
        click.echo(f"  入场码 entry code    {entry_code.shown(code)}   ({ref}, {town})   {site}/enter#{code}")
    click.echo(f"手机号进入 By number: {site}/c/{BY_PHONE}   (验证码显示在这里 the code appears here: SMS 138…)")
    click.echo(f"办公端 Desk:          {site}/staff/sign-in")
    demo_accounts.print_all(accounts)
    click.echo(f"已结束的演示 Finished: {site}/c/{FINISHED}/board\n")
    if urlsplit(site).hostname not in {"127.0.0.1", "localhost"}:
        _print_qr(site)


def _print_qr(site: str) -> None:
    drawing = StringIO()
    segno.make(f"{site}/").terminal(out=drawing, compact=True)
    click.echo(drawing.getvalue())
    click.echo("注意：这里没有加密（http），同一网络里的人可以看到传输的内容，只适合演示。")
    click.echo("Note: this is unencrypted (http); use it for a demonstration on a network that you trust.\n")


COMMANDS = (demo,)
