"""The classifiers of the project: listed, described, trained, judged, kept."""
