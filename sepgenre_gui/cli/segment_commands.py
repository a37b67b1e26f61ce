"""Commands about segments: list, add, suggest, remove."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.options import Json, ProjectPath, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.cli.times import format_time, parse_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sepgenre_gui.project.project import Project


def register(app: App) -> None:
    """Add these commands to `app`."""
    app.command(segments)


def segments(
    project: ProjectPath,
    action: Annotated[
        Literal["list", "add", "suggest", "remove"],
        Parameter(
            help="list them; add one by --track and --at; suggest one for each track that has "
            "none; remove those named by --segment."
        ),
    ] = "list",
    /,
    *,
    track: Annotated[
        int | None, Parameter(help="For add: the track's id.", validator=is_identifier)
    ] = None,
    at: Annotated[
        str | None, Parameter(help="For add: where it starts, in seconds or as mm:ss.mmm.")
    ] = None,
    genre: Annotated[
        str | None, Parameter(help="For add: its genre; by default the track's.")
    ] = None,
    segment: Annotated[
        list[int] | None,
        Parameter(
            help="For remove: a segment's id; may be repeated.",
            negative="",
            validator=is_identifier,
        ),
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """List, add, suggest or remove segments: the 10 s of a track that stand for it.

    A suggestion is the 10 s that a person would likely cut: steadily loud, all instruments
    playing, beginning on a bar. It is marked as suggested, and counts like any other.

    Examples: `sepgenre segments songs suggest`,
    `sepgenre segments songs add --track 3 --at 1:23.5 --genre House`,
    `sepgenre segments songs remove --segment 7`
    """
    from sepgenre_gui.project.project import Project

    out = Output(json=json)
    with Project.open(project, read_only=action == "list") as opened:
        if action == "suggest":
            _suggest(opened, out, workers)
        elif action == "add":
            _add_segment(opened, out, track, at, genre)
        elif action == "remove":
            _remove_segments(opened, out, segment or [])
        else:
            _list_segments(opened, out)


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
    from sepgenre_training.errors import ConfigurationError

    if track_id is None or at is None:
        raise ConfigurationError(
            "`segments add` needs a track and a time.",
            remedy="For example: --track 3 --at 1:23.5 (ids: `sepgenre tracks PROJECT`).",
        )
    added = add_segment(project, track_id, parse_time(at), genre_name=genre_name)
    out.say(f"Added segment {added.id} of track {track_id}.")
    out.data({"added": added})


def _remove_segments(project: Project, out: Output, identifiers: Sequence[int]) -> None:
    from sepgenre_gui.services.edit_segments import remove_segments
    from sepgenre_training.errors import ConfigurationError

    if not identifiers:
        raise ConfigurationError(
            "`segments remove` needs at least one segment.",
            remedy="For example: --segment 7 (ids: `sepgenre segments PROJECT list`).",
        )
    removed = remove_segments(project, identifiers)
    out.say(f"Removed {len(removed)} segments.")
    out.data({"removed": removed})
