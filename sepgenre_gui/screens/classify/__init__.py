"""The page where new tracks are classified: classifiers, files, and a file along its time."""
