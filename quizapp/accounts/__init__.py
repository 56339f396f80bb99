"""Room: how people come in. Participants by entry code, staff by password, both leave by the same door."""
