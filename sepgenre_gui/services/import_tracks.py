"""Import: adds the tracks of folders and lists to a project, and tells why others stayed out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import SEGMENT_LENGTH_S, Origin
from sepgenre_gui.project.track import Track
from sepgenre_training.audio.examination import examine
from sepgenre_training.audio.files import content_hash, reason_of
from sepgenre_training.audio.info import Examination
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import Outcome, WorkerPool, in_order
from sepgenre_training.datasets.entry import DatasetEntry, LayoutName, Problem
from sepgenre_training.datasets.layout import read_layout
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.events import Event

STAGE = "import"


@attrs.frozen(kw_only=True)
class ImportSummary:
    """What became of the files found.

    Attributes
    ----------
    layout : str
        The layout they were read as.
    added : tuple of Track
        New tracks.
    labelled : int
        Known tracks without a genre that have one now, and their segments with them.
    unchanged : int
        Files that the project has already.
    relocated : tuple of Track
        Tracks whose file was moved or renamed, found again by their content.
    problems : tuple of Problem
        Files that stayed out, each with its reason.
    remarks : tuple of Problem
        Tracks that were added although something is odd about them.
    notes : tuple of str
        What was noticed about the whole.
    """

    layout: str
    added: tuple[Track, ...]
    labelled: int
    unchanged: int
    relocated: tuple[Track, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    notes: tuple[str, ...]


@attrs.frozen(kw_only=True)
class ExaminationTask:
    """A file to examine.

    Attributes
    ----------
    path : Path
        The file.
    known_hash : str or None
        The content hash that the project has for this path.
    min_duration_s : float
        A shorter file is refused.
    """

    path: Path
    known_hash: str | None
    min_duration_s: float


def examine_file(task: ExaminationTask) -> Examination | None:
    """Return what decoding the whole file tells; None where it is known and unchanged.

    Raises
    ------
    AudioError
        With the reason for which the file cannot be used.
    """
    if task.known_hash is not None and content_hash(task.path) == task.known_hash:
        return None
    return examine(task.path, min_duration_s=task.min_duration_s)


def import_tracks(
    project: Project,
    paths: Sequence[Path],
    *,
    layout: LayoutName | Literal["auto"] = "auto",
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> ImportSummary:
    """Add the audio files in `paths` to `project`; what cannot be used is told, not raised.

    Each track is stored as soon as it is examined, so an import that is interrupted goes on
    where it stopped when it is run again. Importing twice adds nothing.

    Raises
    ------
    DatasetError
        Where nothing at all is found, or `layout` does not fit.
    """
    listing = read_layout(paths, layout)
    known = {track.path: track.content_hash for track in project.tracks.list()}
    entries: dict[Path, list[DatasetEntry]] = {}
    for entry in listing.entries:
        entries.setdefault(entry.path, []).append(entry)
    tasks = [
        ExaminationTask(
            path=path, known_hash=known.get(_real(path)), min_duration_s=SEGMENT_LENGTH_S
        )
        for path in entries
    ]
    collector = _Collector(project=project, entries=entries)
    for done, outcome in enumerate(in_order(pool.run(examine_file, tasks)), start=1):
        collector.take(outcome)
        name = outcome.task.path.name
        if outcome.error is not None:
            on_event(ItemFailed(stage=STAGE, item=name, reason=str(outcome.error)))
        on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=name))
    return ImportSummary(
        layout=listing.layout,
        added=tuple(sorted(collector.added, key=lambda track: track.id)),
        labelled=collector.labelled,
        unchanged=collector.unchanged,
        relocated=tuple(collector.relocated),
        problems=tuple(sorted((*listing.problems, *collector.problems), key=_by_path)),
        remarks=tuple(sorted(collector.remarks, key=_by_path)),
        notes=listing.notes,
    )


def _real(path: Path) -> Path:
    # Not Path.resolve, which raises for a link that leads to itself before Python 3.13.
    return Path(os.path.realpath(path))


def _by_path(problem: Problem) -> str:
    return str(problem.path)


@attrs.define(kw_only=True)
class _Collector:
    """Stores outcomes in the project, one transaction each."""

    project: Project
    entries: Mapping[Path, Sequence[DatasetEntry]]
    added: list[Track] = attrs.field(factory=list)
    labelled: int = 0
    unchanged: int = 0
    relocated: list[Track] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    remarks: list[Problem] = attrs.field(factory=list)

    def take(self, outcome: Outcome[ExaminationTask, Examination | None]) -> None:
        path = outcome.task.path
        if outcome.error is not None:
            self.problems.append(Problem.from_error(path, outcome.error))
            return
        try:
            self._keep(path, outcome.task.known_hash, outcome.value)
        except _REFUSALS as error:
            # One track that cannot be stored must not cost the others.
            self.problems.append(Problem(path=path, reason=_reason(error)))

    def _keep(self, path: Path, known_hash: str | None, examination: Examination | None) -> None:
        if examination is None:
            track = self.project.tracks.find_by_path(_real(path))
            self._add_segments(self.entries[path], track)
            self.unchanged += 1
            self._label(self.entries[path], self.project.tracks.find_by_path(path.resolve()))
        elif known_hash is not None:
            self.problems.append(Problem(path=path, reason=self._changed(path)))
        else:
            self._store(self.entries[path], examination)

    def _store(self, entries: Sequence[DatasetEntry], examination: Examination) -> None:
        entry = entries[0]
        twin = self.project.tracks.find_by_hash(examination.content_hash)
        if twin is None:
            self._add(entries, examination)
        elif twin.path.exists():
            reason = f"The same audio as {twin.path}, which the project has already."
            self.problems.append(Problem(path=entry.path, reason=reason))
        else:
            self.project.tracks.set_path(twin.id, _real(entry.path))
            self.relocated.append(self.project.tracks.get(twin.id))

    def _add(self, entries: Sequence[DatasetEntry], examination: Examination) -> None:
        entry, info = entries[0], examination.info
        with self.project.transaction():
            genre = self.project.genres.get_or_add(entry.genre) if entry.genre else None
            track = self.project.tracks.add(
                path=_real(entry.path),
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
        self.added.append(track)
        self._remark(entry, examination.warnings)
        self._add_segments(entries, track)

    def _label(self, entries: Sequence[DatasetEntry], track: Track | None) -> None:
        # A genre that was forgotten at first can be brought later; one that is there stays.
        name = entries[0].genre
        if track is None or name is None or track.genre_id is not None:
            return
        with self.project.transaction():
            genre = self.project.genres.get_or_add(name)
            self.project.tracks.set_genre(track.id, genre.id)
            for segment in self.project.segments.list(track_id=track.id):
                if segment.genre_id is None:
                    self.project.segments.set_genre(segment.id, genre.id)
        self.labelled += 1

    def _add_segments(self, entries: Sequence[DatasetEntry], track: Track | None) -> None:
        # A table may name several segments of one track, and one of a track that is known.
        for entry in entries:
            if track is None or entry.start_s is None:
                continue
            # Asked first, in seconds: a sample index may be too large to be one.
            if entry.start_s > track.duration_s:
                ends = f"the track ends at {track.duration_s:.3f} s"
                self._remark(entry, [_not_added(entry.start_s, ends)])
            else:
                self._add_segment(entry, track, entry.start_s)

    def _add_segment(self, entry: DatasetEntry, track: Track, start_s: float) -> None:
        start_sample = round(start_s * track.sample_rate_hz)
        if self.project.segments.find(track.id, start_sample) is not None:
            return
        try:
            with self.project.transaction():
                genre = self.project.genres.get_or_add(entry.genre) if entry.genre else None
                self.project.segments.add(
                    track=track,
                    start_sample=start_sample,
                    genre_id=genre.id if genre else track.genre_id,
                    origin=Origin.IMPORTED,
                )
        except _REFUSALS as error:
            self._remark(entry, [_not_added(start_s, _reason(error))])

    def _changed(self, path: Path) -> str:
        track = self.project.tracks.find_by_path(_real(path))
        number = "ID" if track is None else str(track.id)
        return (
            "The file has changed since it was imported; its segments still belong to the old "
            "audio. Put the old file back, or remove the track with its segments "
            f"(`sepgenre tracks {self.project.folder} remove --track {number}`) and import it "
            "again."
        )

    def _remark(self, entry: DatasetEntry, reasons: Iterable[str]) -> None:
        self.remarks.extend(Problem(path=entry.path, reason=reason) for reason in reasons)


_REFUSALS = (SepgenreError, OSError, OverflowError)
"""What storing one track can raise, on account of that track or of the disk."""


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{reason_of(error)}."
    return str(error)


def _not_added(start_s: float, reason: str) -> str:
    return f"Its segment at {start_s:g} s was not added: {reason.rstrip('.')}."
