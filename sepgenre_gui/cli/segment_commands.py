"""Commands about segments: list, add, suggest, label, remove, and the rules for all."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.identifiers import require_identifiers
from sepgenre_gui.cli.options import Json, ProjectPath, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.cli.times import format_time, parse_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sepgenre_gui.project.project import Project
    from sepgenre_training.errors import SepgenreError


Action = Annotated[
    Literal["list", "add", "suggest", "genre", "rules", "remove"],
    Parameter(
        help="list them; add one by --track and --at; suggest one for each track that has none; "
        "genre ID GENRE labels one; rules shows or changes what holds for all; remove those "
        "named by --segment."
    ),
]
SegmentId = Annotated[
    int | None, Parameter(help="For genre: the segment's id.", validator=is_identifier)
]
GenreName = Annotated[str | None, Parameter(help="For genre: its genre.")]
TrackId = Annotated[int | None, Parameter(help="For add: the track's id.", validator=is_identifier)]
Start = Annotated[
    str | None, Parameter(help="For add: where it starts, in seconds or as mm:ss.mmm.")
]
AddedGenre = Annotated[str | None, Parameter(help="For add: its genre; by default the track's.")]
SegmentIds = Annotated[
    list[int] | None,
    Parameter(
        help="For remove: a segment's id; may be repeated.", negative="", validator=is_identifier
    ),
]
Length = Annotated[
    float | None, Parameter(help="For rules: how long all segments are, in seconds.")
]
Several = Annotated[
    bool | None,
    Parameter(
        negative="--one", help="For rules: whether a track may have several segments, or one."
    ),
]
RemoveUnfit = Annotated[
    bool,
    Parameter(negative="", help="For rules: remove the segments that cannot have that --length."),
]
DryRun = Annotated[
    bool, Parameter(negative="", help="For rules: only say what that --length would do.")
]


def register(app: App) -> None:
    """Add these commands to `app`."""
    app.command(segments)


def segments(
    project: ProjectPath,
    action: Action = "list",
    segment_id: SegmentId = None,
    genre_name: GenreName = None,
    /,
    *,
    track: TrackId = None,
    at: Start = None,
    genre: AddedGenre = None,
    segment: SegmentIds = None,
    length: Length = None,
    several: Several = None,
    remove_unfit: RemoveUnfit = False,
    dry_run: DryRun = False,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """List, add, suggest, label or remove segments: the 10 s of a track that stand for it.

    A suggestion is the 10 s that a person would likely cut: steadily loud, all instruments
    playing, beginning on a bar. It is marked as suggested, and counts like any other; giving it
    a genre confirms it.

    Examples: `sepgenre segments songs suggest`,
    `sepgenre segments songs add --track 3 --at 1:23.5 --genre House`,
    `sepgenre segments songs genre 7 House`,
    `sepgenre segments songs rules --length 8 --dry-run`,
    `sepgenre segments songs remove --segment 7`
    """
    from sepgenre_gui.project.project import Project

    out = Output(json=json)
    if action != "genre" and segment_id is not None:
        raise _misused(f"`segments {action}` takes no {segment_id}.", "See --help for its options.")
    if length is not None and several is not None:
        raise _misused("--length and --several change two rules.", "Change one after the other.")
    if dry_run and length is None:
        raise _misused("--dry-run says what a --length would do.", "Add --length SECONDS.")
    shows_rules = action == "rules" and (dry_run or (length is None and several is None))
    with Project.open(project, read_only=action == "list" or shows_rules) as opened:
        if action == "suggest":
            _suggest(opened, out, workers)
        elif action == "add":
            _add_segment(opened, out, track, at, genre)
        elif action == "genre":
            _name_genre(opened, out, segment_id, genre_name)
        elif action == "remove":
            named = require_identifiers(segment, command="segments remove", noun="segment")
            _remove_segments(opened, out, named)
        elif action == "rules" and length is not None:
            _change_length(opened, out, length, remove_unfit=remove_unfit, dry_run=dry_run)
        elif action == "rules":
            _show_rules(opened, out, several=several)
        else:
            _list_segments(opened, out)


def _misused(message: str, remedy: str) -> SepgenreError:
    from sepgenre_training.errors import ConfigurationError

    return ConfigurationError(message, remedy=remedy)


def _list_segments(project: Project, out: Output) -> None:
    found = {track.id: track for track in project.tracks.list()}
    genres = {genre.id: genre.name for genre in project.genres.list()}
    listed = project.segments.list()
    out.table(
        ("id", "track", "title", "start", "end", "genre", "origin"),
        [
            (
                segment.id,
                segment.track_id,
                found[segment.track_id].title,
                format_time(segment.start_sample / found[segment.track_id].sample_rate_hz),
                format_time(
                    (segment.start_sample + segment.n_samples)
                    / found[segment.track_id].sample_rate_hz
                ),
                genres.get(segment.genre_id or 0),
                segment.origin.value,
            )
            for segment in listed
        ],
        right=("id", "track", "start", "end"),
    )
    out.say(
        f"{len(listed)} segments."
        if listed
        else f"No segments yet: sepgenre segments {quote(str(project.folder))} suggest"
    )
    out.data({"segments": listed, "genres": genres})


def _suggest(project: Project, out: Output, workers: int | None) -> None:
    from sepgenre_gui.services.suggest_segments import suggest_segments
    from sepgenre_training.compute.pool import WorkerPool

    with WorkerPool(workers) as pool, ProgressBar() as bar:
        summary = suggest_segments(project, pool=pool, on_event=bar.show)
    out.problems("Without a suggestion", summary.problems)
    out.say(f"Suggested {len(summary.added)} segments; tracks that have one are left alone.")
    folder = quote(str(project.folder))
    if summary.added:
        out.say(f"Next: sepgenre separate {folder} --separator hpss (or spleeter)")
    elif not project.tracks.list():
        out.say(f"There are no tracks yet: sepgenre import {folder} PATH")
    out.data({"added": summary.added, "problems": summary.problems})
    if summary.problems and not summary.added:
        raise NothingDoneError(
            f"{project.folder}: no segment could be suggested for any of "
            f"{len(summary.problems)} tracks.",
            remedy="Mend what the reasons above name, then run it again.",
        )


def _add_segment(
    project: Project, out: Output, track_id: int | None, at: str | None, genre_name: str | None
) -> None:
    from sepgenre_gui.services.edit_segments import add_segment

    if track_id is None or at is None:
        raise _misused(
            "`segments add` needs a track and a time.",
            "For example: --track 3 --at 1:23.5 (ids: `sepgenre tracks PROJECT`).",
        )
    added = add_segment(project, track_id, parse_time(at), genre_name=genre_name)
    out.say(f"Added segment {added.id} of track {track_id}.")
    out.data({"added": added})


def _name_genre(
    project: Project, out: Output, segment_id: int | None, genre_name: str | None
) -> None:
    from sepgenre_gui.services.edit_segments import name_genre

    if segment_id is None or genre_name is None:
        raise _misused(
            "`segments genre` needs a segment and a genre.",
            "For example: segments PROJECT genre 7 House (ids: `sepgenre segments PROJECT`).",
        )
    labelling = name_genre(project, [segment_id], genre_name)
    made = ", which is new" if labelling.is_new else ""
    out.say(f"Segment {segment_id} has the genre {labelling.genre.name}{made}.")
    out.data({"segments": labelling.segments, "genre": labelling.genre})


def _change_length(
    project: Project, out: Output, length_s: float, *, remove_unfit: bool, dry_run: bool
) -> None:
    from sepgenre_gui.services.edits import change_segment_length, preview_segment_length

    preview = preview_segment_length(project, length_s)
    if not dry_run:
        change_segment_length(project, length_s, remove_unfit=remove_unfit)
    out.say(f"{'Would change' if dry_run else 'Changed'} the length: {preview.describe()}")
    out.data(
        {
            "length_s": length_s,
            "changed": not dry_run,
            "segments": len(preview.kept),
            "moved": preview.moved,
            "removed": preview.removed,
        }
    )


def _show_rules(project: Project, out: Output, *, several: bool | None) -> None:
    from sepgenre_gui.services.edits import allow_several_segments

    if several is not None:
        allow_several_segments(project, allowed=several)
    rules = project.segments
    number = "several for a track" if rules.several_allowed else "one for each track"
    out.say(f"Segments last {rules.length_s:g} s, {number}.")
    out.data({"length_s": rules.length_s, "several": rules.several_allowed})


def _remove_segments(project: Project, out: Output, identifiers: Sequence[int]) -> None:
    from sepgenre_gui.project.segment import Segment
    from sepgenre_gui.services.edits import remove_segments

    removed = remove_segments(project, identifiers).removed(Segment)
    out.say(f"Removed {len(removed)} segments.")
    out.data({"removed": removed})
