"""What the cache takes, and the limit within which it is kept."""
