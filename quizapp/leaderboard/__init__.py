"""Room: who stands where."""
