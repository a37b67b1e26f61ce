"""Generated demo songs: closely related genres with their true stems, made from a seed."""
