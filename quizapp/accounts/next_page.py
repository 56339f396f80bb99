"""Where to go on to after coming in."""

from __future__ import annotations


def local(target: str | None) -> str:
    """The wanted page, only if it is a path of this site: a link must not lead a signed-in person elsewhere."""
    plain = target or ""
    return plain if plain.startswith("/") and not plain.startswith(("//", "/\\")) and plain.isprintable() else ""
