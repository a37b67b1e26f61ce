"""The pages under the tabs of the review screen."""
