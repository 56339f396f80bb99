"""The console script `quizapp`: one group for each room, each command a few lines.

Exit codes: 0 done; 1 a check found differences; 2 unusable arguments or file; 3 done in part, refusals printed.
"""

from __future__ import annotations

import click

from quizapp.cli import audit, backup, bank, bench, contests, demo, operate, people, privacy, review, stats

DONE_IN_PART = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Timed science-literacy contests: from a file of questions to a town's score."""


for room in (operate, people, privacy, bank, contests, review, audit, backup, demo, bench, stats):
    for command in room.COMMANDS:
        main.add_command(command)
