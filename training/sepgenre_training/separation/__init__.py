"""Separators: programs that split a mixture into stems."""
