"""The parts of the dock: the table of jobs, one job's details, and what was left unfinished."""
