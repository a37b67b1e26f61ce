"""What the user makes and keeps: tracks, segments, genres and runs, in one SQLite file."""

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_gui.project.track import Track

__all__ = ["Genre", "Origin", "Project", "Run", "RunState", "Segment", "Track"]
