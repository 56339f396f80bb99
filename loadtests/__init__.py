"""Load, benchmark and the ledger: whatever asks quizapp from outside. Nothing of quizapp is imported here."""
