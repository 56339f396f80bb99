"""The two languages of the pages: walks name what they press in Chinese, and press it in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from babel.messages.catalog import Catalog

from tests.translations import kept

Tongue = Callable[[str], str]


def chinese(sentence: str) -> str:
    """As it stands."""
    return sentence


def english(sentence: str) -> str:
    """What the catalogue makes of it; a walk over a page without English stops here."""
    entry = _catalogue().get(sentence)
    assert entry is not None and entry.string, f"no English for {sentence!r}"
    return str(entry.string)


@cache
def _catalogue() -> Catalog:
    return kept()
