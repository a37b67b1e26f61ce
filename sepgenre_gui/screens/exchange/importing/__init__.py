"""The import dialog: what would happen to files and folders, and what happened."""
