"""What the user makes and keeps: tracks, segments, genres and runs, in one SQLite file."""
