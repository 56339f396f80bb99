"""Both languages complete: every sentence of the code has its English one, none is fuzzy, the compiled file is new.

`--update` collects the sentences into the catalogue and compiles it; without it, it only checks.
"""

from __future__ import annotations

import argparse
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent / "quizapp"
CATALOGUE = PACKAGE / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MADE = datetime(2026, 1, 1, tzinfo=UTC)
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def collected() -> Catalog:
    """Every sentence that the code may say."""
    found = Catalog(project="quizapp")
    extracted = extract_from_dir(PACKAGE, METHODS, {"**": {}}, keywords={"say": None})
    for name, line, message, comments, _ in extracted:
        found.add(message, locations=[(name, line)], auto_comments=comments)
    return found


def kept() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="en", project="quizapp")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    catalogue = kept()
    catalogue.update(collected(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = "# The English sentences of quizapp; the message ids are the Chinese ones."
    # No date of the day: the file changes only where a sentence does.
    catalogue.creation_date = catalogue.revision_date = MADE
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, no_location=True, sort_output=True, omit_header=False, width=120)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(kept()))


def compiled(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def problems() -> list[str]:
    catalogue = kept()
    found = []
    for message in collected():
        if not message.id:
            continue
        entry = catalogue.get(message.id)
        if entry is None or not entry.string:
            found.append(f"no English for: {message.id!r}")
        elif entry.fuzzy:
            found.append(f"fuzzy: {message.id!r}")
        elif sorted(gaps(str(message.id))) != sorted(gaps(str(entry.string))):
            found.append(f"other gaps in: {message.id!r}")
    compiled_file = CATALOGUE.with_suffix(".mo")
    if not compiled_file.exists() or compiled_file.read_bytes() != compiled(catalogue):
        found.append("the compiled catalogue is old: run `make translations`")
    return found


def gaps(text: str) -> set[str]:
    return {part.partition(")")[0] for part in text.split("%(")[1:]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true")
    if parser.parse_args().update:
        update()
    found = problems()
    print("\n".join(found) or "translations: complete")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
