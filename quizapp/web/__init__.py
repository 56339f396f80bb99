"""The kit of the rooms: who may come in, how a refusal is said, in which language, by which clock."""
