"""The lanes of the mixer: their pictures, headers and meters."""
