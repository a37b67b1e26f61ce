"""Segmentation: where in a track a person would likely cut the segment."""
