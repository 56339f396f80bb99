"""Why one-machine mode may not start: one exception, one sentence that a person can act on."""


class CannotStart(Exception):
    """Nothing was left running; the message is a whole sentence that says what to do."""
