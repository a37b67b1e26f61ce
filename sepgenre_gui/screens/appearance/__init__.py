"""How everything looks: colours, icons, spacing, and the light and the dark theme."""
