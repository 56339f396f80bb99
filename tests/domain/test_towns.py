"""The per-town table: every figure from its parts, and no rate without a denominator."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from quizapp.domain.areas import Area, Denominator
from quizapp.domain.towns import Figures, of_population, rate, table

YANDIAN = Area("370812105", "颜店镇", "town", "370812")
XINYAN = Area("370812106", "新兖镇", "town", "370812")
PARK = Area("YZ-PARK", "工业园", "park", "370812")
FARMERS = Figures(persons=3, attempts=5, points_sum=200_000, passed=2, best=90_000, entered=10)
ELDERS = Figures(persons=1, attempts=1, points_sum=50_000, passed=0, best=50_000, entered=4)
UNSEEN = Figures(entered=7)


def registered(area: Area, count: int, population: str = "") -> dict[tuple[str, str], Denominator]:
    found = Denominator(area.code, population, count, date(2026, 8, 1), "统计年鉴")
    return {(area.code, population): found}


def test_figures_add_up() -> None:
    assert Figures(4, 6, 250_000, 2, 90_000, 14) == FARMERS + ELDERS
    assert Figures(1, 1, 50_000, 0, 50_000, 11) == ELDERS + UNSEEN
    assert Figures() + Figures() == Figures()


def test_a_mean_is_of_persons_and_rounded_half_up() -> None:
    assert FARMERS.mean == 66_667  # 200 000 ÷ 3 = 66 666.67
    assert Figures(persons=2, points_sum=1).mean == 1
    assert UNSEEN.mean is None
    assert Figures(persons=2, points_sum=-1).mean == 0


def test_a_pass_rate_is_a_share_of_takers() -> None:
    assert FARMERS.pass_rate == Fraction(2, 3)
    assert ELDERS.pass_rate == 0
    assert UNSEEN.pass_rate is None


@pytest.mark.parametrize(
    ("persons", "count", "expected"),
    [(50, 200, Fraction(1, 4)), (0, 200, Fraction(0)), (300, 200, Fraction(3, 2)), (5, 0, None)],
)
def test_a_rate_may_pass_one_and_needs_somebody_registered(persons: int, count: int, expected: Fraction | None) -> None:
    assert rate(persons, registered(YANDIAN, count)[YANDIAN.code, ""]) == expected


def test_a_rate_without_a_denominator_is_none_and_not_zero() -> None:
    assert rate(5, None) is None


def test_a_whole_table() -> None:
    found = table(
        [YANDIAN, XINYAN, PARK],
        {
            (YANDIAN.code, "farmer"): FARMERS,
            (YANDIAN.code, "elderly"): ELDERS,
            (XINYAN.code, "farmer"): UNSEEN,
        },
        registered(YANDIAN, 3) | registered(YANDIAN, 2, "farmer") | registered(XINYAN, 100),
    )
    assert [line.area.name for line in found.lines] == ["颜店镇", "新兖镇", "工业园"]
    yandian, xinyan, park = found.lines
    assert yandian.figures == Figures(4, 6, 250_000, 2, 90_000, 14)
    assert yandian.participation == Fraction(4, 3)
    assert yandian.populations == {"farmer": FARMERS, "elderly": ELDERS}
    assert yandian.registered_of["farmer"].count == 2
    assert xinyan.participation == 0
    assert (park.figures, park.participation, park.registered, park.populations) == (Figures(), None, None, {})
    assert found.populations == {"farmer": FARMERS + UNSEEN, "elderly": ELDERS}
    assert found.whole == Figures(4, 6, 250_000, 2, 90_000, 21)


def test_the_district_has_a_rate_only_where_every_town_has_a_denominator() -> None:
    figures = {(YANDIAN.code, "farmer"): FARMERS, (XINYAN.code, "farmer"): ELDERS}
    both = registered(YANDIAN, 20) | registered(XINYAN, 30)
    assert table([YANDIAN, XINYAN], figures, both).participation == Fraction(4, 50)
    assert table([YANDIAN, XINYAN], figures, registered(YANDIAN, 20)).participation is None
    assert table([YANDIAN, XINYAN], figures, registered(YANDIAN, 20)).registered is None
    assert table([], {}, {}).registered is None


def test_a_district_where_nobody_is_registered_has_no_rate() -> None:
    none = registered(YANDIAN, 0) | registered(XINYAN, 0)
    found = table([YANDIAN, XINYAN], {}, none)
    assert (found.registered, found.participation) == (0, None)


def test_the_table_of_one_town_holds_nothing_of_another() -> None:
    figures = {(YANDIAN.code, "farmer"): FARMERS, (XINYAN.code, "farmer"): ELDERS}
    assert table([XINYAN], figures, {}).whole == ELDERS


def test_the_sums_of_towns_and_of_populations_agree() -> None:
    figures = {
        (area.code, population): Figures(persons=i + 1, attempts=i + 2, points_sum=1_000 * i, passed=i, best=i)
        for i, (area, population) in enumerate(
            (area, population) for area in (YANDIAN, XINYAN, PARK) for population in ("youth", "farmer", "official")
        )
    }
    found = table([YANDIAN, XINYAN, PARK], figures, {})
    assert sum(found.populations.values(), Figures()) == found.whole
    assert found.whole.persons == sum(range(1, 10))


@pytest.mark.parametrize(
    ("invited", "count"),
    [
        ((), 1_000),
        (("farmer",), 300),
        (("farmer", "elderly"), 420),
        (("farmer", "youth"), 1_000),  # nobody said how many young people there are
        (("youth",), 1_000),
    ],
)
def test_a_contest_for_some_is_measured_by_them_where_all_of_them_were_entered(
    invited: tuple[str, ...], count: int
) -> None:
    known = registered(YANDIAN, 1_000) | registered(YANDIAN, 300, "farmer") | registered(YANDIAN, 120, "elderly")
    line = table([YANDIAN], {(YANDIAN.code, "farmer"): FARMERS}, known, invited).lines[0]
    assert line.registered is not None
    assert line.registered.count == count
    assert line.participation == Fraction(3, count)


def test_populations_put_together_name_their_sources_and_the_oldest_day() -> None:
    day, later = date(2026, 1, 1), date(2026, 8, 1)
    known = {
        (YANDIAN.code, "farmer"): Denominator(YANDIAN.code, "farmer", 300, later, "农业局"),
        (YANDIAN.code, "elderly"): Denominator(YANDIAN.code, "elderly", 120, day, "民政局"),
        (YANDIAN.code, "worker"): Denominator(YANDIAN.code, "worker", 10, later, "农业局"),
    }
    line = table([YANDIAN], {}, known, ("farmer", "elderly", "worker")).lines[0]
    assert line.registered == Denominator(YANDIAN.code, "", 430, day, "农业局、民政局")


def test_one_population_is_measured_by_its_own_denominator() -> None:
    figures = {(YANDIAN.code, "farmer"): FARMERS, (YANDIAN.code, "elderly"): ELDERS, (XINYAN.code, "elderly"): UNSEEN}
    known = registered(YANDIAN, 1_000) | registered(YANDIAN, 300, "farmer") | registered(XINYAN, 60, "farmer")
    found = of_population(table([YANDIAN, XINYAN], figures, known), "farmer")
    assert [line.figures for line in found.lines] == [FARMERS, Figures()]
    assert [line.participation for line in found.lines] == [Fraction(1, 100), 0]
    assert (found.whole, found.registered, found.participation) == (FARMERS, 360, Fraction(3, 360))
    elders = of_population(table([YANDIAN, XINYAN], figures, known), "elderly")
    assert [line.participation for line in elders.lines] == [None, None]
    assert elders.participation is None
