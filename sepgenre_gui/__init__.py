"""The SepGenre application."""
