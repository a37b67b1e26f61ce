"""What the screen has done by others: separating, pictures, files that are dragged out."""
