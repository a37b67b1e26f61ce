"""What a person can do: actions with their keys, the command palette, the sheet of all keys."""
