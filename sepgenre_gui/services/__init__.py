"""The verbs of the application, one module each."""
