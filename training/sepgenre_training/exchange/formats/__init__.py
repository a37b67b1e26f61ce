"""The text formats of segments, a module for each."""
