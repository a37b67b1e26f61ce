"""The files that are classified: their table, and the job that is at them."""
