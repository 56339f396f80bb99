"""The consent text as HTML: its Markdown knows headings, paragraphs and bold, and nothing else."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")


def as_html(text: str, heading: str = "h2") -> Markup:
    """Paragraphs, headings and bold; everything else is text, `\\*` a star."""
    blocks = (block.strip() for block in text.split("\n\n"))
    return Markup("\n").join(_block(block, heading) for block in blocks if block)


def _block(block: str, heading: str) -> Markup:
    tag = heading if block.startswith("# ") else "p"
    inner = str(escape(block.removeprefix("# "))).replace("\\*", "&#42;")
    bold = _BOLD.sub(r"<b>\1</b>", inner)
    return Markup(f"<{tag}>{bold}</{tag}>")  # noqa: S704 - escaped above
