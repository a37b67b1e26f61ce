"""The experiment: trials, their splits, their metrics and their results."""
