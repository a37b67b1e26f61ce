"""The runs of a project, as a list to choose from."""
