"""Explanations: which stems, bands and moments of one segment decided a network's guess."""
