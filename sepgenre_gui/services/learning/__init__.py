"""What the program learns from a person's labels, asks about, and explains."""
