"""Room: taking a contest, from the lobby to the result."""
