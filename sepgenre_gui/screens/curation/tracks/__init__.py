"""The table of tracks: which are shown, in which order, and how far each has come."""
