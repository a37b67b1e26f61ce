"""The engine of SepGenre: everything a worker needs, without a window."""

__version__ = "0.1.0"
