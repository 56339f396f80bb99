"""Room: the question bank."""
