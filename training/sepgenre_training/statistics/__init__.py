"""Statistics: is one network better than another, given dependent trials."""
