"""What is heard: frames of the file, in the order that the person asked for."""
