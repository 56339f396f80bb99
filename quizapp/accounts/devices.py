"""What somebody signed in with, in a few words."""

from __future__ import annotations

from ua_parser import parse

LONGEST = 60
# Longer ones are made up: reading them would only cost time.
LONGEST_AGENT = 500


def described(agent: str) -> str:
    """`Windows · Chrome` from what a browser says of itself; '' where that says nothing."""
    found = parse(agent[:LONGEST_AGENT])
    families = [part.family for part in (found.os, found.user_agent) if part is not None]
    return " · ".join(families)[:LONGEST]
