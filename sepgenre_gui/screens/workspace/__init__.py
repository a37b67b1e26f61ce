"""The workspace: the screens of one project under their tabs, with its jobs below them."""
