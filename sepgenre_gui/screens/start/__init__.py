"""The start page: new project, open, recent projects, the demo, and a place to drop music."""
