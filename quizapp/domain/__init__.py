"""Nouns: plain Python, no framework, no clock of their own (`now` is always an argument)."""
