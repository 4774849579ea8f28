"""Publishes a mapping of organisations as linked data."""

__version__ = "0.1.0"
