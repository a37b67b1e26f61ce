"""The files of the tracks: whether they are there, and still what was added."""
