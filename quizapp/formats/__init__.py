"""Pens: bytes or text to nouns and back, each problem with its place. No framework, no storage, no clock."""
