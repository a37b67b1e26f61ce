"""How the pictures in docs/screenshots are made."""
