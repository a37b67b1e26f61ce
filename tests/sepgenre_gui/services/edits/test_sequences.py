"""Any sequence of edits, undone, gives the identical database; redone, the one after it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from sepgenre_gui.project import Origin, Project
from sepgenre_gui.services import edits
from sepgenre_gui.services.edits import Edit
from sepgenre_training.errors import ProjectError
from tests.sepgenre_gui.services.edits.conftest import content, new_track

Content = dict[str, list[tuple[object, ...]]]

# Small numbers, so that the same rows are met again; 0 and 9 exist seldom or never.
ID = st.integers(0, 9)
IDS = st.lists(st.integers(1, 5), min_size=1, max_size=3)
GENRE = st.none() | st.integers(1, 5)
START = st.sampled_from([-1, 0, 1, 40_000, 400_000, 10**9]) | st.integers(0, 480_000)
NAME = st.sampled_from(["House", "HOUSE", "Techno", "Straße", "STRASSE", "观 🎧", " ", "Dub"])
TEXT = st.sampled_from(["", "a", "ab", "观"])
LENGTH_S = st.sampled_from([0.5, 5.0, 10.0, 12.5, 14.0, 20.0, 61.0])


class Curation(RuleBasedStateMachine):
    """A person at the window: edits, undo and redo; each state is compared row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.project = Project.create(self.folder / "project")
        # Waiting for the disk would only matter if the power went out.
        self.project._database.rows("PRAGMA synchronous = OFF")
        for number, length_s in enumerate((60.0, 60.0, 30.0, 14.0)):
            new_track(self.project, number, length_s=length_s)
        self.project.genres.add("House")
        self.project.genres.add("Techno")
        self.project.segments.add(self.project.tracks.get(1), 0, 1, Origin.SUGGESTED)
        self.project.segments.add(self.project.tracks.get(2), 5, 2, Origin.IMPORTED)
        self.project.segments.add(self.project.tracks.get(2), 9, None, Origin.IMPORTED)
        self.undoable: list[tuple[Edit, Content]] = []
        self.redoable: list[tuple[Edit, Content]] = []
        self.now = content(self.project)

    def teardown(self) -> None:
        try:
            self._undo_and_redo_everything()
        finally:
            self.project.close()
            shutil.rmtree(self.folder)

    def do(self, step: Callable[[], Edit | None]) -> None:
        """Do a step as the window does: refused, without effect, merged, or put on the stack."""
        before = self.now
        try:
            edit = step()
        except ProjectError:
            assert content(self.project) == before
            return
        self.now = content(self.project)
        assert (edit is None or edit.is_empty()) == (self.now == before)
        if edit is None or edit.is_empty():
            return
        assert edit.text
        self.redoable.clear()
        merged = self.undoable[-1][0].merge(edit) if self.undoable else None
        if merged is not None:
            _, before = self.undoable.pop()
            assert merged.is_empty() == (self.now == before)
            edit = merged
        if not edit.is_empty():
            self.undoable.append((edit, before))

    @precondition(lambda self: self.undoable)
    @rule()
    def undo(self) -> None:
        edit, before = self.undoable.pop()
        edit.revert(self.project)
        self.redoable.append((edit, self.now))
        self.now = content(self.project)
        assert self.now == before

    @precondition(lambda self: self.redoable)
    @rule()
    def redo(self) -> None:
        edit, after = self.redoable.pop()
        edit.apply(self.project)
        self.undoable.append((edit, self.now))
        self.now = content(self.project)
        assert self.now == after

    def _undo_and_redo_everything(self) -> None:
        last, steps = self.now, len(self.undoable)
        while self.undoable:
            self.undo()
        for _ in range(steps):
            self.redo()
        assert self.now == last

    @invariant()
    def every_segment_has_the_projects_length_within_its_track(self) -> None:
        tracks = {track.id: track for track in self.project.tracks.list()}
        for segment in self.project.segments.list():
            track = tracks[segment.track_id]
            expected = round(self.project.segments.length_s * track.sample_rate_hz)
            assert segment.n_samples == expected
            assert 0 <= segment.start_sample <= track.n_samples - expected

    @rule(track=ID, start=START, genre=GENRE)
    def add_segment(self, track: int, start: int, genre: int | None) -> None:
        self.do(lambda: edits.add_segment(self.project, track, start, genre_id=genre))

    @rule(segment=ID, start=START, gesture=TEXT)
    def move_segment(self, segment: int, start: int, gesture: str) -> None:
        self.do(lambda: edits.move_segment(self.project, segment, start, gesture=gesture))

    @rule(track=ID, start=START)
    def place_suggestion(self, track: int, start: int) -> None:
        self.do(lambda: edits.place_suggestion(self.project, track, start))

    @rule(segments=IDS)
    def confirm_suggestions(self, segments: list[int]) -> None:
        self.do(lambda: edits.confirm_suggestions(self.project, segments))

    @rule(segments=IDS, genre=GENRE)
    def set_segment_genre(self, segments: list[int], genre: int | None) -> None:
        self.do(lambda: edits.set_segment_genre(self.project, segments, genre))

    @rule(segment=ID, note=TEXT)
    def set_segment_note(self, segment: int, note: str) -> None:
        self.do(lambda: edits.set_segment_note(self.project, segment, note))

    @rule(segments=IDS)
    def remove_segments(self, segments: list[int]) -> None:
        self.do(lambda: edits.remove_segments(self.project, segments))

    @rule(tracks=IDS, genre=GENRE)
    def assign_genre(self, tracks: list[int], genre: int | None) -> None:
        self.do(lambda: edits.assign_genre(self.project, tracks, genre))

    @rule(tracks=IDS, reason=TEXT)
    def skip_tracks(self, tracks: list[int], reason: str) -> None:
        self.do(lambda: edits.skip_tracks(self.project, tracks, reason))

    @rule(tracks=IDS)
    def unskip_tracks(self, tracks: list[int]) -> None:
        self.do(lambda: edits.unskip_tracks(self.project, tracks))

    @rule(track=ID, note=TEXT)
    def set_track_note(self, track: int, note: str) -> None:
        self.do(lambda: edits.set_track_note(self.project, track, note))

    @rule(track=ID, title=TEXT, artist=st.none() | TEXT)
    def set_track_texts(self, track: int, title: str, artist: str | None) -> None:
        self.do(lambda: edits.set_track_texts(self.project, track, title=title, artist=artist))

    @rule(tracks=IDS)
    def remove_tracks(self, tracks: list[int]) -> None:
        self.do(lambda: edits.remove_tracks(self.project, tracks))

    @rule(name=NAME)
    def add_genre(self, name: str) -> None:
        self.do(lambda: edits.add_genre(self.project, name))

    @rule(genre=ID, name=NAME)
    def rename_genre(self, genre: int, name: str) -> None:
        self.do(lambda: edits.rename_genre(self.project, genre, name))

    @rule(genre=ID, color=st.sampled_from(["#000000", "#FFffff", "red"]))
    def recolor_genre(self, genre: int, color: str) -> None:
        self.do(lambda: edits.recolor_genre(self.project, genre, color))

    @rule(genre=ID, key=st.none() | st.integers(0, 4))
    def set_genre_key(self, genre: int, key: int | None) -> None:
        self.do(lambda: edits.set_genre_key(self.project, genre, key))

    @rule(source=ID, into=ID)
    def merge_genres(self, source: int, into: int) -> None:
        self.do(lambda: edits.merge_genres(self.project, source, into))

    @rule(genre=ID, clear=st.booleans())
    def delete_genre(self, genre: int, clear: bool) -> None:
        self.do(lambda: edits.delete_genre(self.project, genre, clear=clear))

    @rule(length_s=LENGTH_S, remove_unfit=st.booleans())
    def change_segment_length(self, length_s: float, remove_unfit: bool) -> None:
        self.do(
            lambda: edits.change_segment_length(self.project, length_s, remove_unfit=remove_unfit)
        )

    @rule(allowed=st.booleans())
    def allow_several_segments(self, allowed: bool) -> None:
        self.do(lambda: edits.allow_several_segments(self.project, allowed=allowed))


TestCuration = Curation.TestCase
TestCuration.settings = settings(
    max_examples=100,
    stateful_step_count=40,
    deadline=None,
    # Each example makes a project, with a database on disk.
    suppress_health_check=[HealthCheck.too_slow],
)
