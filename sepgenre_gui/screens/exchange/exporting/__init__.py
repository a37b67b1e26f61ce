"""The export dialog: which segments, in which format, where to."""
