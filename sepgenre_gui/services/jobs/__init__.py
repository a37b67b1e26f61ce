"""What the queue of a project can be asked for: one module for each kind of job."""
