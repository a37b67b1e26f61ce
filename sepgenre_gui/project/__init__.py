"""What the user makes and keeps: tracks, segments, genres and runs, in one SQLite file."""

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import Row, RowChange
from sepgenre_gui.project.run import Run, RunState
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_gui.project.setting import Setting
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.project.track_list import TrackRow, TrackState

__all__ = [
    "FileState", "Genre", "Origin", "Project", "Row", "RowChange", "Run", "RunState", "Segment",
    "Setting", "Track", "TrackRow", "TrackState",
]  # fmt: skip
