"""Benchmarks: commands that print tables; each figure beside its peer, measured in one run."""
