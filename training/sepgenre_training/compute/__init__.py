"""Compute: where tasks run, and how their progress comes back."""
