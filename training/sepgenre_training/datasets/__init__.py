"""Data sets: folders of music that are read, and songs that are generated."""
