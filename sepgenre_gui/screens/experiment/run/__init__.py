"""One run: how it goes, and what came out."""
