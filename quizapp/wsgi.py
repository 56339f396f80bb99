"""The application for a WSGI server: `quizapp.wsgi:app`."""

from __future__ import annotations

from quizapp.app import create_app

app = create_app()
