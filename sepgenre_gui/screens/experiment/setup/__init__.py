"""Before a run: whether the data is ready, and what shall be done with it."""
