"""The application for any WSGI server: `wsgi:app`."""

from quizapp.wsgi import app

__all__ = ["app"]
