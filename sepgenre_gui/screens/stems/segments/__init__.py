"""The list of what can be heard: segments and whole tracks."""
