"""Entry codes: nine random characters of Crockford's base 32 and a check character (Luhn mod 32).

The check finds every single wrong character and nearly every swap of neighbours, so that a slip of the thumb is
told apart from a guess before the database is asked. 45 random bits; stored only as a keyed hash.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_READ_AS = str.maketrans("OIL", "011", " -‐‑‒–—―−_")


def check_character(body: str) -> str:
    total = 0
    for i, character in enumerate(reversed(body)):
        doubled = ALPHABET.index(character) * (2 if i % 2 == 0 else 1)
        total += doubled // 32 + doubled % 32
    return ALPHABET[-total % 32]


def new() -> str:
    """A fresh code from the system's randomness."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return body + check_character(body)


def normal(typed: str) -> str | None:
    """The code that somebody typed (any case, width, spaces, dashes; O for 0, I and L for 1), or None if it is none."""
    code = unicodedata.normalize("NFKC", typed).strip().upper().translate(_READ_AS)
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def shown(code: str) -> str:
    """In groups that are easy to read out: `ABCDE-FGHJK`."""
    return f"{code[:5]}-{code[5:]}"
