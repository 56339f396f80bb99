"""How visitors arrive, for Locust."""
