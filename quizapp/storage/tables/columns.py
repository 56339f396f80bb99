"""Columns and constraints that many tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, String

from quizapp.storage.database import Id, db

metadata = db.metadata


def id_column() -> Column[int]:
    return Column("id", Id, primary_key=True)


def to(name: str, target: str, *, nullable: bool = False, index: bool = False) -> Column[Any]:
    kind: Any = String(40) if target.endswith(".code") else Id
    return Column(name, kind, ForeignKey(target), nullable=nullable, index=index)


def one_of(column: str, values: Any) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
