"""How good separated stems are, measured against true ones."""
