"""The choice of a cluster for the jobs."""
