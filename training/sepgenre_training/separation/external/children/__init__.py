"""What runs in the child process, under the Python of the separator's own environment."""
