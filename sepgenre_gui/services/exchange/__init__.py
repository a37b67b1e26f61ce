"""Import, export and locating in steps, for the window, whose thread may not wait."""
