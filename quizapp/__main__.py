"""`python -m quizapp` is the console script."""

from quizapp.cli import main

main()
