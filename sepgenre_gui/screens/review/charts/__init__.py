"""Charts of the review screen."""
