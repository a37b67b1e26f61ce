"""Separating a whole track, however long, into one file for each stem."""
