"""A classifier as files: its weights, its description, and one archive of both."""
