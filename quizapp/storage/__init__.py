"""Shelves: the only place that speaks SQL or Redis. They take nouns and give nouns; callers own the transaction."""
