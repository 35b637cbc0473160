"""Mistakes of many kinds, planted in sound documents and tables."""
