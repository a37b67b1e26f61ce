"""The command that finds moved audio: locate."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.options import Json, ProjectPath, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sepgenre_gui.services.check_tracks import LostTrack
    from sepgenre_gui.services.locate_tracks import SearchSummary


def register(app: App) -> None:
    """Add this command to `app`."""
    app.command(locate)


def locate(
    project: ProjectPath,
    file: Annotated[Path | None, Parameter(help="Where the audio of --track is now.")] = None,
    /,
    *,
    track: Annotated[
        int | None, Parameter(help="The track that FILE belongs to.", validator=is_identifier)
    ] = None,
    in_: Annotated[
        Path | None,
        Parameter(name="--in", help="A folder to search for the audio of all lost tracks."),
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """List the tracks whose audio is missing or changed, or find it where it is now.

    Audio is known by its content, so it is found under any name, and a file of other content is
    never taken. With --track and FILE, the tracks that were in the same old folder are looked for
    around FILE too; with --in, all lost tracks are looked for in and below a folder.

    Examples: `sepgenre locate songs`, `sepgenre locate songs --in ~/Music`,
    `sepgenre locate songs --track 3 ~/Music/house/song.wav`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services import locate_tracks
    from sepgenre_training.compute.pool import WorkerPool
    from sepgenre_training.errors import ConfigurationError

    if (track is None) is not (file is None) or (track is not None and in_ is not None):
        raise ConfigurationError(
            "`locate` needs a track and its file, or a folder, or neither.",
            remedy="For example: --track 3 song.wav, or --in ~/Music (ids: `sepgenre tracks`).",
        )
    out = Output(json=json)
    if file is None and in_ is None:
        _check(out, project, workers)
        return
    with Project.open(project) as opened, WorkerPool(workers) as pool, ProgressBar() as bar:
        if track is not None and file is not None:
            summary = locate_tracks.locate(opened, track, file, pool=pool, on_event=bar.show)
        else:
            folder = in_ or Path()
            summary = locate_tracks.search_folder(opened, folder, pool=pool, on_event=bar.show)
    _tell_search(out, project, summary)


def _check(out: Output, project: Path, workers: int | None) -> None:
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.check_tracks import find_missing
    from sepgenre_training.compute.pool import WorkerPool
    from sepgenre_training.errors import ProjectLockedError

    try:
        opened = Project.open(project)
    except ProjectLockedError:
        # The window may have it open; what is found is told, and stands nowhere.
        opened = Project.open(project, read_only=True)
    with opened, WorkerPool(workers) as pool, ProgressBar() as bar:
        lost = find_missing(opened, pool=pool, on_event=bar.show)
    _show_lost(out, lost)
    out.say(f"{len(lost)} tracks are lost." if lost else "The audio of all tracks is in its place.")
    if lost:
        out.say(f"To find them: sepgenre locate {quote(str(project))} --in FOLDER")
    out.data({"lost": lost})


def _tell_search(out: Output, project: Path, summary: SearchSummary) -> None:
    out.table(
        ("id", "title", "found at"),
        [(each.track.id, each.track.title, each.track.path) for each in summary.found],
        right=("id",),
    )
    _show_lost(out, summary.lost)
    out.problems("Not looked into", summary.problems)
    out.say(f"Found {len(summary.found)} tracks again; {len(summary.lost)} are still lost.")
    out.data({"found": summary.found, "lost": summary.lost, "problems": summary.problems})
    if summary.lost and not summary.found:
        raise NothingDoneError(
            f"{project}: none of {len(summary.lost)} lost tracks was found.",
            remedy="Search another folder, or connect the drive that holds the audio.",
        )


def _show_lost(out: Output, lost: Sequence[LostTrack]) -> None:
    if lost:
        out.table(
            ("id", "title", "condition", "path", "reason"),
            [
                (
                    each.track.id,
                    each.track.title,
                    each.condition.value,
                    each.track.path,
                    each.reason,
                )
                for each in lost
            ],
            title="Lost:",
            right=("id",),
        )
