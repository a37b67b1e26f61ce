"""What becomes of classified files: tables, playlists, tags."""
