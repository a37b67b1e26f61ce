"""Segments in the formats of other programs: pure readers and writers, without a project."""
