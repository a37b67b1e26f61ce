"""Separators that run in a Python environment of their own, as a child process."""
