"""Common verbs: what several rooms do, each one transaction with its audit entry and its outbox row."""
