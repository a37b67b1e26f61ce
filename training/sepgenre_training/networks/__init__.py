"""The four networks of the paper, and how one of them is fitted."""
