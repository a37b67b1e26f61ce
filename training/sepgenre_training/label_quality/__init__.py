"""The quality of labels: which of them most likely are wrong."""
