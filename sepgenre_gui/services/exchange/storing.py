"""Storing of examined files: one transaction for each, and the edit that takes them all back."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.services.edits.edit import Edit, counted, edit_of
from sepgenre_training.audio.files import reason_of
from sepgenre_training.audio.info import Examination
from sepgenre_training.datasets.entry import DatasetEntry
from sepgenre_training.errors import SepgenreError

REFUSALS = (SepgenreError, OSError, OverflowError)
"""What storing one track can raise, on account of that track or of the disk."""


class Fate(enum.Enum):
    """What became of a file."""

    ADDED = "added"
    """It is a new track."""

    UNCHANGED = "unchanged"
    """It is a track already, with the same content."""

    LABELLED = "labelled"
    """It is a track already, and has its genre only now."""

    RELOCATED = "relocated"
    """It is the audio of a track whose file was moved or renamed."""

    OUT = "out"
    """It stayed out, for a reason."""


@attrs.frozen(kw_only=True)
class FileResult:
    """What became of one file.

    Attributes
    ----------
    fate : Fate
        In a word.
    track : Track or None
        The track that it is; None where it is none.
    reason : str
        Why it stayed out, as a sentence; empty where it did not.
    remarks : tuple of str
        What is odd about it although it was used; sentences.
    file_state : FileState or None
        What was seen of the file of `track`; None where nothing new was.
    """

    fate: Fate
    track: Track | None = None
    reason: str = ""
    remarks: tuple[str, ...] = ()
    file_state: FileState | None = None


@attrs.frozen(kw_only=True)
class PlannedFile:
    """A file to import, and what the project knows of it.

    Attributes
    ----------
    path : Path
        The file, as it was found.
    real_path : Path
        The same with links resolved, as tracks are stored.
    entries : tuple of DatasetEntry
        What the data set says of it: at least one, and one for each segment that it names.
    known_hash : str or None
        The content hash of the track that the project has at this path.
    """

    path: Path
    real_path: Path
    entries: tuple[DatasetEntry, ...] = attrs.field(validator=attrs.validators.min_len(1))
    known_hash: str | None = None


class TrackStoring:
    """Stores examined files in a project, each as soon as it comes.

    Every call takes milliseconds: what is slow was done by `examine_file`.

    Parameters
    ----------
    project : Project
        Open for writing.
    remove_command : str
        The command that removes a track, to which its identifier is added; where there is none,
        the person is advised without it.
    """

    def __init__(self, project: Project, *, remove_command: str = "") -> None:
        self._project = project
        self._remove_command = remove_command
        self._changes: list[RowChange] = []
        self._n_added = 0

    @property
    def edit(self) -> Edit | None:
        """Return what takes back all that was stored so far; None where nothing was."""
        return edit_of(f"Import {counted(self._n_added, 'track')}", self._changes)

    def store(self, file: PlannedFile, examination: Examination | None) -> FileResult:
        """Store what was found of `file`, all of it or nothing.

        Parameters
        ----------
        examination : Examination or None
            None where the file has the content that the project knows.

        Raises
        ------
        SepgenreError, OSError, OverflowError
            Where it cannot be stored; see `REFUSALS`.
        """
        if examination is None:
            return self._keep(file)
        if file.known_hash is not None:
            return self._refuse_changed(file)
        twin = self._project.tracks.find_by_hash(examination.content_hash)
        if twin is None:
            return self._add(file, examination)
        if twin.path.exists():
            reason = f"The same audio as {twin.path}, which the project has already."
            return FileResult(fate=Fate.OUT, reason=reason)
        return self._relocate(twin, file.real_path)

    def _keep(self, file: PlannedFile) -> FileResult:
        track = self._project.tracks.find_by_path(file.real_path)
        if track is None:
            # It was removed after the plan was made.
            return FileResult(fate=Fate.OUT, reason="The track was removed; import it again.")
        remarks = self._add_segments(file.entries, track)
        is_labelled = self._label(file.entries[0], track)
        fate = Fate.LABELLED if is_labelled else Fate.UNCHANGED
        return FileResult(fate=fate, track=track, remarks=remarks, file_state=FileState.THERE)

    def _refuse_changed(self, file: PlannedFile) -> FileResult:
        track = self._project.tracks.find_by_path(file.real_path)
        number = "ID" if track is None else track.id
        command = f" (`{self._remove_command} {number}`)" if self._remove_command else ""
        reason = (
            "The file has changed since it was imported; its segments still belong to the old "
            f"audio. Put the old file back, or remove the track with its segments{command} and "
            "import it again."
        )
        return FileResult(fate=Fate.OUT, track=track, reason=reason, file_state=FileState.CHANGED)

    def _relocate(self, track: Track, path: Path) -> FileResult:
        with self._step() as changes:
            moved = self._project.tracks.set_path(track.id, path)
            changes.append(RowChange(before=track, after=moved))
        return FileResult(fate=Fate.RELOCATED, track=moved, file_state=FileState.THERE)

    def _add(self, file: PlannedFile, examination: Examination) -> FileResult:
        entry, info = file.entries[0], examination.info
        with self._step() as changes:
            genre = self._find_or_add_genre(entry.genre, changes)
            track = self._project.tracks.add(
                path=file.real_path,
                content_hash=examination.content_hash,
                title=entry.title or info.title or entry.path.stem,
                artist=entry.artist or info.artist,
                album=entry.album or info.album,
                genre_id=genre.id if genre else None,
                duration_s=info.duration_s,
                sample_rate_hz=info.sample_rate_hz,
                channels=info.channels,
                n_samples=info.n_samples,
                decoder=info.decoder,
                decoder_version=info.decoder_version,
            )
            changes.append(RowChange(after=track))
        self._n_added += 1
        remarks = (*examination.warnings, *self._add_segments(file.entries, track))
        return FileResult(fate=Fate.ADDED, track=track, remarks=remarks)

    def _label(self, entry: DatasetEntry, track: Track) -> bool:
        # A genre that was forgotten at first can be brought later; one that is there stays.
        if entry.genre is None or track.genre_id is not None:
            return False
        with self._step() as changes:
            genre = self._find_or_add_genre(entry.genre, changes)
            assert genre is not None
            labelled = self._project.tracks.set_genre(track.id, genre.id)
            changes.append(RowChange(before=track, after=labelled))
            for segment in self._project.segments.list(track_id=track.id):
                if segment.genre_id is None:
                    after = self._project.segments.set_genre(segment.id, genre.id)
                    changes.append(RowChange(before=segment, after=after))
        return True

    def _add_segments(self, entries: Sequence[DatasetEntry], track: Track) -> tuple[str, ...]:
        # A table may name several segments of one track, and one of a track that is known.
        remarks: list[str] = []
        for entry in entries:
            if entry.start_s is None:
                continue
            # Asked first, in seconds: a sample index may be too large to be one.
            if entry.start_s > track.duration_s:
                ends = f"the track ends at {track.duration_s:.3f} s"
                remarks.append(_not_added(entry.start_s, ends))
                continue
            try:
                self._add_segment(entry, track, round(entry.start_s * track.sample_rate_hz))
            except REFUSALS as error:
                remarks.append(_not_added(entry.start_s, reason_for(error)))
        return tuple(remarks)

    def _add_segment(self, entry: DatasetEntry, track: Track, start_sample: int) -> None:
        if self._project.segments.find(track.id, start_sample) is not None:
            return
        with self._step() as changes:
            genre = self._find_or_add_genre(entry.genre, changes)
            segment = self._project.segments.add(
                track=track,
                start_sample=start_sample,
                genre_id=genre.id if genre else track.genre_id,
                origin=Origin.IMPORTED,
            )
            changes.append(RowChange(after=segment))

    def _find_or_add_genre(self, name: str | None, changes: list[RowChange]) -> Genre | None:
        if not name:
            return None
        genre = self._project.genres.find(name)
        if genre is None:
            genre = self._project.genres.add(name)
            changes.append(RowChange(after=genre))
        return genre

    @contextmanager
    def _step(self) -> Iterator[list[RowChange]]:
        """Make the block one transaction, and keep its changes where it succeeds."""
        changes: list[RowChange] = []
        with self._project.transaction():
            yield changes
        self._changes += changes


def reason_for(error: BaseException) -> str:
    """Return one of `REFUSALS` as a sentence."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{reason_of(error)}."
    return str(error)


def _not_added(start_s: float, reason: str) -> str:
    return f"Its segment at {start_s:g} s was not added: {reason.rstrip('.')}."
