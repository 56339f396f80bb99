"""Sentences for people, kept apart from their translation.

The domain and the formats say *what* is to be said; the kit of the rooms (`web.i18n`) says it in the reader's
language. The message id is the Chinese sentence; the English one lies in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with named gaps (`%(name)s`) and what fills them; a gap may hold a further sentence."""

    template: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params if self.params else self.template


def say(template: str, /, **params: Any) -> Sentence:
    """Make a sentence. Catalogue extraction looks for calls of this name."""
    return Sentence(template, params)
