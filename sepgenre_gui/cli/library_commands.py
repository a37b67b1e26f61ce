"""Commands about the collection: new, import, tracks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.identifiers import require_identifiers
from sepgenre_gui.cli.options import Json, ProjectPath, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.cli.times import format_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sepgenre_gui.project.project import Project
    from sepgenre_gui.project.track_list import TrackRow, TrackState
    from sepgenre_gui.services.import_tracks import ImportSummary


def register(app: App) -> None:
    """Add these commands to `app`."""
    app.command(new)
    app.command(import_, name="import")
    app.command(tracks)


def new(project: ProjectPath, /, *, json: Json = False) -> None:
    """Make an empty project: a folder that keeps tracks, segments, genres and runs.

    Example: `sepgenre new songs`
    """
    from sepgenre_gui.project.project import Project

    out = Output(json=json)
    with Project.create(project) as made:
        out.say(f"Made the project {made.folder}.")
        out.say(f"Next: sepgenre import {quote(str(project))} MUSIC_FOLDER --layout folders")
        out.data({"project": made.folder})


def import_(
    project: ProjectPath,
    paths: Annotated[list[Path], Parameter(help="Folders, audio files, or CSV tables.")],
    /,
    *,
    layout: Annotated[
        Literal["auto", "folders", "giantsteps", "gtzan", "csv"],
        Parameter(
            help="How genres are told: by the parent folder's name (folders), in the layout of "
            "the GiantSteps key or GTZAN data sets, or in a table with the columns path and any "
            "of title, artist, album, genre, start_s (csv). auto looks which one it is; loose "
            "files, and a folder without folders in it, then have no genre."
        ),
    ] = "auto",
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Add tracks. Files stay where they are; importing twice adds nothing.

    Reads wav, flac, ogg, mp3 and aiff, and other formats through ffmpeg where it is installed.
    A file that cannot be used gets its reason, and the others are imported.

    Example: `sepgenre import songs ~/Music/house ~/Music/techno --layout folders`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.edits.edit import counted
    from sepgenre_gui.services.import_tracks import import_tracks
    from sepgenre_training.compute.pool import WorkerPool

    out = Output(json=json)
    with Project.open(project) as opened, WorkerPool(workers) as pool, ProgressBar() as bar:
        summary = import_tracks(opened, paths, layout=layout, pool=pool, on_event=bar.show)
    _show_imported(out, summary)
    if summary.added:
        out.say(f"Next: sepgenre segments {quote(str(project))} suggest")
    told: dict[str, object] = {
        "layout": summary.layout,
        "added": summary.added,
        "labelled": summary.labelled,
        "unchanged": summary.unchanged,
        "relocated": summary.relocated,
        "problems": summary.problems,
        "remarks": summary.remarks,
        "notes": summary.notes,
    }
    if summary.problems and not (summary.added or summary.unchanged or summary.relocated):
        fault = f"{project}: none of {counted(len(summary.problems), 'file')} could be imported."
        remedy = "Mend what the reasons above name, then run it again."
        out.data(told | {"error": fault, "remedy": remedy})
        raise NothingDoneError(fault, remedy=remedy)
    out.data(told)


def _show_imported(out: Output, summary: ImportSummary) -> None:
    from sepgenre_gui.services.edits.edit import counted

    for note in summary.notes:
        out.say(note)
    out.problems("Not imported", summary.problems)
    out.problems("Imported, but", summary.remarks)
    out.say(
        f"Imported {counted(len(summary.added), 'track')} (layout {summary.layout}); "
        f"{_were(summary.unchanged)} there already, {_were(len(summary.relocated))} found again "
        f"at a new place, {len(summary.problems)} could not be used."
    )
    if summary.labelled:
        verb = "has" if summary.labelled == 1 else "have"
        tracks_there = counted(summary.labelled, "track")
        out.say(f"{tracks_there} of those that were there {verb} a genre now.")
    unlabelled = sum(track.genre_id is None for track in summary.added)
    if unlabelled:
        verb = "has" if unlabelled == 1 else "have"
        # Where folders' names were taken already, taking them again would give nothing.
        folders = "" if summary.layout == "folders" else "with --layout folders (their folder's "
        folders += "" if summary.layout == "folders" else "name is the genre), or "
        out.say(
            f"{unlabelled} of the imported {verb} no genre. Import again {folders}from a CSV "
            "table with the columns path,genre; the tracks stay, and get their genres."
        )


def _were(number: int) -> str:
    return f"{number} {'was' if number == 1 else 'were'}"


def tracks(
    project: ProjectPath,
    action: Annotated[
        Literal["list", "skip", "unskip", "remove"],
        Parameter(
            help="list them; skip those named by --track for a --reason, or take them in again "
            "(unskip); remove them with their segments."
        ),
    ] = "list",
    /,
    *,
    track: Annotated[
        list[int] | None,
        Parameter(
            help="For skip, unskip and remove: a track's id; may be repeated.",
            negative="",
            validator=is_identifier,
        ),
    ] = None,
    reason: Annotated[str, Parameter(help="For skip: why, in a few words.")] = "",
    json: Json = False,
) -> None:
    """List the tracks with artist, length, genre, segments and state; skip or remove some.

    The state is the first that holds of: skipped, missing or changed (the file), failed, no
    segment, suggested, unlabelled, curated. A track that is removed goes with its segments; its
    audio file and the runs so far stay.

    Examples: `sepgenre tracks songs`, `sepgenre tracks songs skip --track 3 --reason "a live set"`,
    `sepgenre tracks songs remove --track 3`
    """
    from sepgenre_gui.project.project import Project

    out = Output(json=json)
    with Project.open(project, read_only=action == "list") as opened:
        if action == "list":
            _list_tracks(opened, out, project)
            return
        named = require_identifiers(track, command=f"tracks {action}", noun="track")
        if action == "remove":
            _remove_tracks(opened, out, named)
        else:
            _skip_tracks(opened, out, named, reason if action == "skip" else None)


def _list_tracks(project: Project, out: Output, folder: Path) -> None:
    from sepgenre_gui.services.edits.edit import counted

    found = project.tracks.list()
    genres = {genre.id: genre.name for genre in project.genres.list()}
    rows = {row.id: row for row in project.tracks.list_rows()}
    out.table(
        ("id", "title", "artist", "length", "rate", "channels", "genre", "segments", "state"),
        [
            (
                track.id,
                track.title,
                track.artist,
                format_time(track.duration_s),
                f"{track.sample_rate_hz} Hz",
                track.channels,
                rows[track.id].genre_name,
                rows[track.id].n_segments,
                _describe_state(rows[track.id]),
            )
            # Another process may have removed some between the two queries.
            for track in found
            if track.id in rows
        ],
        right=("id", "length", "rate", "channels", "segments"),
    )
    states = Counter(row.state for row in rows.values())
    counts = ", ".join(f"{states[state]} {_words(state)}" for state in states)
    out.say(
        f"{counted(len(found), 'track')}: {counts}."
        if found
        else f"No tracks yet: sepgenre import {quote(str(folder))} PATH"
    )
    out.data({"tracks": found, "genres": genres, "states": {k: r.state for k, r in rows.items()}})


def _words(state: TrackState) -> str:
    return state.value.replace("_", " ")


def _describe_state(row: TrackRow) -> str:
    reason = {"skipped": row.skip_reason, "failed": row.failure}.get(row.state.value)
    return f"{_words(row.state)}: {reason}" if reason else _words(row.state)


def _skip_tracks(
    project: Project, out: Output, identifiers: Sequence[int], reason: str | None
) -> None:
    from sepgenre_gui.services.edits import skip_tracks, unskip_tracks
    from sepgenre_gui.services.edits.edit import counted

    if reason is None:
        edit = unskip_tracks(project, identifiers)
    else:
        edit = skip_tracks(project, identifiers, reason)
    changed = [] if edit is None else sorted(edit.track_ids)
    verb = "Took in" if reason is None else "Skipped"
    out.say(f"{verb} {counted(len(changed), 'track')}." if changed else "They were so already.")
    out.data({"tracks": [project.tracks.get(identifier) for identifier in changed]})


def _remove_tracks(project: Project, out: Output, identifiers: Sequence[int]) -> None:
    from sepgenre_gui.project.segment import Segment
    from sepgenre_gui.project.track import Track
    from sepgenre_gui.services.edits import remove_tracks
    from sepgenre_gui.services.edits.edit import counted

    edit = remove_tracks(project, identifiers)
    removed, segments = edit.removed(Track), edit.removed(Segment)
    out.say(f"Removed {counted(len(removed), 'track')} with {counted(len(segments), 'segment')}.")
    out.data({"removed": removed, "segments": segments})
