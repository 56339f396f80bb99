"""Long lists in pages: which one is asked for (`?page=2`), and what stands on it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from quizapp.domain.refusals import NotFound

LARGEST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Paging:
    """One page of a list of `total` things, `size` to a page; the first page has the number 1."""

    page: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def asked_page() -> int:
    """The page that the address names, the first if it names none. Raises NotFound for what is no number."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:8]) <= LARGEST_PAGE):
        raise NotFound()
    return int(text)
