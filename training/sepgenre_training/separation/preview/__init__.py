"""Stems to be heard, seen and written while a person waits: grown, judged, mixed down."""
