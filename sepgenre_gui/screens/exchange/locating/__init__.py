"""The dialog that finds moved audio again."""
