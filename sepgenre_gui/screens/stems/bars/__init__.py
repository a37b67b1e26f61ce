"""The bars around the lanes: separators above, transport below, notices in their place."""
