"""Import of segments: those of annotation files, each added to the track that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.row_change import RowChange
from sepgenre_gui.project.segment import Origin, Segment, segment_length_samples
from sepgenre_gui.project.track import Track
from sepgenre_gui.services.edits.edit import Edit, counted, edit_of
from sepgenre_training.audio.files import content_hash
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.errors import ProjectError
from sepgenre_training.exchange.annotation import SegmentLine
from sepgenre_training.exchange.formats.registry import FORMATS, FormatName
from sepgenre_training.exchange.formats.text_file import LineError, one_line
from sepgenre_training.exchange.matching import (
    KnownTrack,
    Mention,
    TrackMatcher,
    mention_of,
)
from sepgenre_training.exchange.writing import ReadFile, ReadingTask, read_annotation
from sepgenre_training.experiment.events import Event

STAGE = "import segments"
HASHING_STAGE = "identify audio"

_LENGTH_TOLERANCE_S = 1e-3
# Other programs round to their own samples or digits.


@attrs.frozen(kw_only=True)
class SegmentImport:
    """What became of the lines of annotation files.

    Attributes
    ----------
    added : tuple of Segment
        New segments.
    labelled : tuple of Segment
        Segments without a genre that were there, and have one now.
    genres : tuple of Genre
        Genres that the project did not have.
    unchanged : int
        Lines whose segment the project has already.
    problems : tuple of Problem
        Files and lines that could not be used, each with its reason.
    remarks : tuple of Problem
        Lines that were used although something is odd about them.
    edit : Edit or None
        What takes all of it back; None where nothing was changed.
    """

    added: tuple[Segment, ...]
    labelled: tuple[Segment, ...]
    genres: tuple[Genre, ...]
    unchanged: int
    problems: tuple[Problem, ...]
    remarks: tuple[Problem, ...]
    edit: Edit | None


def import_segments(
    project: Project,
    files: Sequence[Path],
    *,
    file_format: FormatName | None = None,
    track_id: int | None = None,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> SegmentImport:
    """Add the segments in `files` to the tracks that they belong to, all as one edit.

    A segment is as long as every segment; of what a file says, its start counts. A track is
    found by the path that a line names, by content hash, or by a file name that only one track
    has. A file of labels belongs to the track that has its name. A segment that is there stays
    as it is, but gets a genre where it has none, so importing twice adds nothing.

    Parameters
    ----------
    files : Sequence[Path]
        In any of `FORMATS`.
    file_format : str, optional
        The format of all of them; by default what each looks like.
    track_id : int, optional
        The track to which all of them belong.

    Raises
    ------
    ProjectError
        Where there is no track `track_id`. What cannot be used is told, not raised.
    """
    tracks = {track.id: track for track in project.tracks.list()}
    if track_id is not None:
        tracks = {track_id: project.tracks.get(track_id)}
    collector = _Collector(
        project=project,
        tracks=tracks,
        track_id=track_id,
        length_s=project.segments.length_s,
        genres_before=frozenset(genre.id for genre in project.genres.list()),
    )
    tasks = [ReadingTask(path=path, format=file_format) for path in dict.fromkeys(files)]
    read: list[tuple[Path, ReadFile]] = []
    for done, outcome in enumerate(in_order(pool.run(read_annotation, tasks)), start=1):
        path = outcome.task.path
        if outcome.value is None:
            problem = Problem.from_error(path, outcome.error)
            collector.problems.append(problem)
            on_event(ItemFailed(stage=STAGE, item=path.name, reason=problem.reason))
        else:
            read.append((path, outcome.value))
        on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=path.name))
    matcher = TrackMatcher(
        KnownTrack(id=track.id, path=track.path, content_hash=track.content_hash)
        for track in tracks.values()
    )
    hashes = {} if track_id is not None else _hash_audio(matcher, read, pool, on_event)
    with project.transaction():
        for path, content in read:
            collector.take_file(path, content, matcher, hashes)
    return collector.summary()


def _mentions(path: Path, file: ReadFile) -> Iterator[Mention]:
    for line in file.content.lines:
        yield mention_of(
            path,
            file=line.file,
            content_hash=line.content_hash,
            named_like_audio=FORMATS[file.format].of_one_track,
        )


def _hash_audio(
    matcher: TrackMatcher,
    read: Sequence[tuple[Path, ReadFile]],
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> dict[Path, str]:
    """Return the content hashes of the audio files that only their content can tell."""
    mentions = (mention for path, file in read for mention in _mentions(path, file))
    asked = dict.fromkeys(path for path in map(matcher.path_to_hash, mentions) if path is not None)
    hashes: dict[Path, str] = {}
    for done, outcome in enumerate(pool.run(content_hash, list(asked)), start=1):
        if outcome.value is not None:
            hashes[outcome.task] = outcome.value
        name = outcome.task.name
        on_event(Progressed(stage=HASHING_STAGE, done=done, total=len(asked), item=name))
    return hashes


@attrs.define(kw_only=True)
class _Collector:
    """Adds lines to the project, and keeps what became of them."""

    project: Project
    tracks: Mapping[int, Track]
    track_id: int | None
    length_s: float
    genres_before: frozenset[int]
    added: list[Segment] = attrs.field(factory=list)
    labelled: list[Segment] = attrs.field(factory=list)
    unchanged: int = 0
    problems: list[Problem] = attrs.field(factory=list)
    remarks: list[Problem] = attrs.field(factory=list)

    def take_file(
        self, path: Path, file: ReadFile, matcher: TrackMatcher, hashes: Mapping[Path, str]
    ) -> None:
        for problem in file.content.problems:
            self._refuse(path, problem.line, problem.reason)
        other_lengths: list[SegmentLine] = []
        for line, mention in zip(file.content.lines, _mentions(path, file), strict=True):
            try:
                self._take_line(path, line, self._track(mention, matcher, hashes))
            except (LineError, ProjectError) as error:
                self._refuse(path, line.line, str(error))
                continue
            length_s = self.length_s if line.length_s is None else line.length_s
            if abs(length_s - self.length_s) > _LENGTH_TOLERANCE_S:
                other_lengths.append(line)
        if other_lengths:
            reason = _length_remark(other_lengths, self.length_s)
            self.remarks.append(Problem(path=path, reason=reason))

    def _track(self, mention: Mention, matcher: TrackMatcher, hashes: Mapping[Path, str]) -> Track:
        if self.track_id is None:
            return self.tracks[matcher.find(mention, hashes)]
        track = self.tracks[self.track_id]
        if mention.content_hash not in (None, track.content_hash):
            raise LineError(
                f"it was made for other audio than that of {track.path} (its content hash differs)"
            )
        return track

    def summary(self) -> SegmentImport:
        genres = [g for g in self.project.genres.list() if g.id not in self.genres_before]
        changes = [RowChange(after=genre) for genre in genres]
        changes += [RowChange(after=segment) for segment in self.added]
        changes += [
            RowChange(before=attrs.evolve(segment, genre_id=None), after=segment)
            for segment in self.labelled
        ]
        return SegmentImport(
            added=tuple(self.added),
            labelled=tuple(self.labelled),
            genres=tuple(genres),
            unchanged=self.unchanged,
            problems=tuple(self.problems),
            remarks=tuple(self.remarks),
            edit=edit_of(f"Import {counted(len(self.added), 'segment')}", changes),
        )

    def _take_line(self, path: Path, line: SegmentLine, track: Track) -> None:
        start_sample = line.start_sample_at(track.sample_rate_hz)
        last = track.n_samples - segment_length_samples(track.sample_rate_hz, self.length_s)
        # Asked before the database is: a sample index may be too large to be one.
        if start_sample > last:
            raise LineError(
                f"a segment that starts at {line.start_s:.3f} s would reach out of {track.path}, "
                f"which lasts {track.duration_s:.3f} s"
            )
        with self.project.transaction():
            segment = self.project.segments.find(track.id, start_sample)
            if segment is None:
                genre_id = track.genre_id if line.genre is None else self._genre_id(line.genre)
                origin = _origin(line)
                self.added.append(self.project.segments.add(track, start_sample, genre_id, origin))
            else:
                self.unchanged += 1
                self._label(path, line, segment)

    def _label(self, path: Path, line: SegmentLine, segment: Segment) -> None:
        if not line.genre:
            return
        if segment.genre_id is None:
            genre_id = self._genre_id(line.genre)
            self.labelled.append(self.project.segments.set_genre(segment.id, genre_id))
        elif segment.genre_id != getattr(self._find_genre(line.genre), "id", None):
            name = self.project.genres.get(segment.genre_id).name
            reason = f"the segment is there as {name!r}, which stays; the file says {line.genre!r}"
            self.remarks.append(Problem(path=path, reason=f"Line {line.line}: {reason}."))

    def _genre_id(self, name: str) -> int | None:
        if not name:
            return None
        return (self._find_genre(name) or self.project.genres.add(name)).id

    def _find_genre(self, name: str) -> Genre | None:
        found = self.project.genres.find(name)
        if found is None:
            # Formats whose cells cannot hold tabs and line ends have spaces in their place.
            same = [g for g in self.project.genres.list() if one_line(g.name) == one_line(name)]
            found = same[0] if len(same) == 1 else None
        return found

    def _refuse(self, path: Path, line: int, reason: str) -> None:
        self.problems.append(Problem(path=path, reason=f"Line {line}: {reason.rstrip('.')}."))


def _origin(line: SegmentLine) -> Origin:
    if line.origin is None:
        return Origin.IMPORTED
    try:
        return Origin(line.origin.lower())
    except ValueError:
        known = ", ".join(origin.value for origin in Origin)
        raise LineError(f"the origin {line.origin!r} is none of {known}") from None


def _length_remark(lines: Sequence[SegmentLine], length_s: float) -> str:
    first = lines[0]
    return (
        f"{len(lines)} of its labels are not {length_s:g} s long (the first, line {first.line}: "
        f"{first.length_s:.3f} s). Their starts were used: all segments of the project are "
        f"{length_s:g} s long."
    )
