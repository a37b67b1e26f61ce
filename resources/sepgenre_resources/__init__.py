"""Icons, themes and manifests, read with importlib.resources."""
