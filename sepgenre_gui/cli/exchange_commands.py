"""Commands that exchange segments with other programs: export, import-segments."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from sepgenre_gui.cli.failure import NothingDoneError, writing
from sepgenre_gui.cli.options import Json, ProjectPath, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sepgenre_gui.services.export_segments import ExportSummary

_RATES_HZ = Number(gte=8_000, lte=192_000)


def register(app: App) -> None:
    """Add these commands to `app`."""
    app.command(export)
    app.command(import_segments)


def export(
    project: ProjectPath,
    /,
    *,
    to: Annotated[
        Literal["csv", "jams", "audacity", "raven", "textgrid", "audio"],
        Parameter(
            help="One table (csv); a file for each track: JAMS, Audacity labels, Raven selection "
            "table, Praat TextGrid; or a sound file for each segment (audio)."
        ),
    ],
    out: Annotated[Path, Parameter(help="The folder to write to; for csv also the file.")],
    format_: Annotated[
        Literal["wav", "flac", "ogg"] | None,
        Parameter(
            name="--format",
            help="For audio: wav (32-bit float, the default), flac (24 bits) or ogg (Vorbis).",
        ),
    ] = None,
    rate: Annotated[
        int | None,
        Parameter(
            help="For audio: the rate in Hz; by default each track's own, and then its very "
            "samples.",
            validator=_RATES_HZ,
        ),
    ] = None,
    genre_folders: Annotated[
        bool, Parameter(help="For audio: whether each genre has a folder.")
    ] = True,
    overwrite: Annotated[
        bool, Parameter(negative="", help="Replace files that are there with other content.")
    ] = False,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Write the segments for other programs, or each as a sound file of its own.

    Every file appears whole or not at all. Files that are there with other content stay, and are
    told, unless --overwrite says otherwise; those with the same content are left as they are.

    Examples: `sepgenre export songs --to csv --out segments.csv`,
    `sepgenre export songs --to audacity --out labels`,
    `sepgenre export songs --to audio --out clips --rate 22050 --format flac`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.export_segments import export_annotations, export_audio
    from sepgenre_training.compute.pool import WorkerPool
    from sepgenre_training.errors import ConfigurationError

    if to != "audio" and (rate is not None or format_ is not None):
        raise ConfigurationError(
            f"--rate and --format are for sound files, not for {to}.",
            remedy="Leave them out, or choose --to audio.",
        )
    output = Output(json=json)
    with (
        Project.open(project, read_only=True) as opened,
        WorkerPool(workers) as pool,
        ProgressBar() as bar,
        writing(out),
    ):
        if to == "audio":
            summary = export_audio(
                opened,
                out,
                audio_format=format_ or "wav",
                rate_hz=rate,
                genre_folders=genre_folders,
                overwrite=overwrite,
                pool=pool,
                on_event=bar.show,
            )
        else:
            summary = export_annotations(
                opened, to, out, overwrite=overwrite, pool=pool, on_event=bar.show
            )
    _tell_export(output, out, summary)


def _tell_export(output: Output, out: Path, summary: ExportSummary) -> None:
    output.problems("Not written", summary.problems)
    output.problems("Written, but", summary.remarks)
    unchanged = f"; {len(summary.unchanged)} were there already" if summary.unchanged else ""
    output.say(
        f"Wrote {len(summary.written)} files{unchanged}: {summary.segments} segments in {out}."
    )
    output.data(
        {
            "written": summary.written,
            "unchanged": summary.unchanged,
            "segments": summary.segments,
            "problems": summary.problems,
            "remarks": summary.remarks,
        }
    )
    if summary.problems and not (summary.written or summary.unchanged):
        raise NothingDoneError(
            f"{out}: none of {len(summary.problems)} files could be written.",
            remedy="Mend what the reasons above name, then run it again.",
        )


def import_segments(
    project: ProjectPath,
    files: Annotated[list[Path], Parameter(help="Tables, labels and other annotation files.")],
    /,
    *,
    format_: Annotated[
        Literal["auto", "csv", "jams", "audacity", "raven", "textgrid"],
        Parameter(name="--format", help="What the files are; auto looks."),
    ] = "auto",
    track: Annotated[
        int | None,
        Parameter(help="The track to which all of them belong.", validator=is_identifier),
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Add the segments of tables (CSV) and of labels made in Audacity, Raven, Praat or as JAMS.

    A table has the columns file and start_s, and may have genre; what `sepgenre export` writes
    has more. A file of labels belongs to the track whose audio has its name (song.txt to
    song.wav), and a label's text is the genre. A label's start counts, whatever its length. Each
    line that cannot be used gets its reason; importing twice adds nothing.

    Examples: `sepgenre import-segments songs segments.csv`,
    `sepgenre import-segments songs "song one.txt" "song two.txt"`,
    `sepgenre import-segments songs labels.txt --track 3`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services import import_segments as service
    from sepgenre_training.compute.pool import WorkerPool

    out = Output(json=json)
    with Project.open(project) as opened, WorkerPool(workers) as pool, ProgressBar() as bar:
        summary = service.import_segments(
            opened,
            files,
            file_format=None if format_ == "auto" else format_,
            track_id=track,
            pool=pool,
            on_event=bar.show,
        )
    out.problems("Not used", summary.problems)
    out.problems("Used, but", summary.remarks)
    out.say(
        f"Added {len(summary.added)} segments; {summary.unchanged} were there already, "
        f"{len(summary.problems)} lines or files could not be used."
    )
    if summary.labelled:
        out.say(f"{len(summary.labelled)} segments that were there have a genre now.")
    if summary.genres:
        out.say(f"New genres: {', '.join(genre.name for genre in summary.genres)}.")
    out.data(
        {
            "added": summary.added,
            "labelled": summary.labelled,
            "genres": summary.genres,
            "unchanged": summary.unchanged,
            "problems": summary.problems,
            "remarks": summary.remarks,
        }
    )
    if summary.problems and not (summary.added or summary.unchanged):
        raise NothingDoneError(
            f"{project}: nothing in {len(files)} files could be used.",
            remedy="Mend what the reasons above name, then run it again.",
        )
