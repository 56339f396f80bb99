"""What one visitor does, for Locust."""
