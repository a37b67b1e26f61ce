"""The window around every screen: menus, messages, status bar, dialogs of the application."""
