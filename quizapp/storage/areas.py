"""Areas, units and denominators."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from quizapp.domain.areas import Area, Denominator, Unit, order_of
from quizapp.storage.database import db
from quizapp.storage.tables import areas, denominators, units


def all_areas() -> dict[str, Area]:
    """Every area by code, in their order, which no collation of a database knows."""
    rows = db.session.execute(select(areas))
    found = [Area(row.code, row.name, row.kind, row.parent or "") for row in rows]
    return {area.code: area for area in sorted(found, key=lambda area: order_of(area.code))}


def all_units(area: str | None = None) -> dict[str, Unit]:
    query = select(units).order_by(units.c.area, units.c.code)
    if area is not None:
        query = query.where(units.c.area == area)
    return _nouns(query)


def units_within(code: str) -> dict[str, Unit]:
    """A unit and everything under it, in the order of codes."""
    inside = select(units.c.code).where(units.c.code == code).cte("inside", recursive=True)
    inside = inside.union(select(units.c.code).where(units.c.parent == inside.c.code))
    return _nouns(select(units).where(units.c.code.in_(select(inside.c.code))).order_by(units.c.code))


def units_above(code: str) -> list[str]:
    """The codes of a unit and of all that it is part of."""
    above = select(units.c.code, units.c.parent).where(units.c.code == code).cte("above", recursive=True)
    above = above.union(select(units.c.code, units.c.parent).where(units.c.code == above.c.parent))
    return list(db.session.execute(select(above.c.code)).scalars())


def put_areas(given: Iterable[Area]) -> int:
    """Insert or rename; parents must come before their children. Returns how many."""
    known = set(db.session.execute(select(areas.c.code)).scalars())
    count = 0
    for area in given:
        values = {"name": area.name, "kind": area.kind, "parent": area.parent or None}
        if area.code in known:
            db.session.execute(areas.update().where(areas.c.code == area.code).values(values))
        else:
            db.session.execute(insert(areas).values(code=area.code, **values))
            known.add(area.code)
        count += 1
    return count


def put_units(given: Iterable[Unit]) -> int:
    """Insert or change; parents must come before their children. Returns how many."""
    known = set(db.session.execute(select(units.c.code)).scalars())
    count = 0
    for unit in given:
        values = {
            "name": unit.name,
            "area": unit.area,
            "kind": unit.kind,
            "registered": unit.registered,
            "parent": unit.parent or None,
        }
        if unit.code in known:
            db.session.execute(units.update().where(units.c.code == unit.code).values(values))
        else:
            db.session.execute(insert(units).values(code=unit.code, **values))
            known.add(unit.code)
        count += 1
    return count


def _nouns(query: Any) -> dict[str, Unit]:
    rows = db.session.execute(query)
    return {row.code: Unit(row.code, row.name, row.area, row.kind, row.registered, row.parent or "") for row in rows}


def put_denominator(denominator: Denominator, now: datetime) -> None:
    db.session.execute(
        insert(denominators).values(
            area=denominator.area,
            population=denominator.population,
            count=denominator.count,
            as_of=denominator.as_of,
            source=denominator.source,
            entered_at=now,
        )
    )


def valid_denominators(at: datetime) -> dict[tuple[str, str], Denominator]:
    """By (area, population), what was last entered up to that moment."""
    rows = db.session.execute(
        select(denominators).where(denominators.c.entered_at <= at).order_by(denominators.c.id)
    ).mappings()
    return {
        (row["area"], row["population"]): Denominator(
            row["area"], row["population"], row["count"], row["as_of"], row["source"]
        )
        for row in rows
    }
