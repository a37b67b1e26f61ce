"""The job queue in the window, and the cache that its work fills."""
