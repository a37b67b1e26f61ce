"""Classifiers: networks trained for use, how far to believe them, and what they say of tracks."""
