"""`separate --whole-track`: its options, and what it does and prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import attrs
from cyclopts import Parameter

from sepgenre_gui.cli.failure import writing
from sepgenre_gui.cli.folders import require_folder
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

OptionalProjectPath = Annotated[
    Path | None, Parameter(help="The project's folder; not needed with --whole-track.")
]
TrackPath = Annotated[
    Path | None,
    Parameter(
        help="Separate this audio file, from beginning to end, into files in --out; nothing of a "
        "project is changed."
    ),
]
StemsFolder = Annotated[
    Path | None,
    Parameter(help='For --whole-track: the folder that gets "NAME - bass.wav" and so on.'),
]
FormatName = Annotated[
    Literal["wav", "flac", "ogg"] | None,
    Parameter(
        name="--format",
        help="For --whole-track: wav (32 bit float; the default), flac (24 bit) or ogg (Vorbis). "
        "Where a stem would clip in flac or ogg, all four are turned down alike.",
    ),
]
Overwrite = Annotated[
    bool, Parameter(negative="", help="For --whole-track: replace stems that are there.")
]


@attrs.frozen(kw_only=True)
class WholeTrack:
    """A track to separate, and how its stems are written.

    Attributes
    ----------
    track, out : Path
        The audio file, and the folder for its stems.
    stem_format : {"wav", "flac", "ogg"}
        Format of the stems.
    accept_identical : bool
        Accept a stem that is nearly the track itself.
    overwrite : bool
        Replace stems that are there.
    """

    track: Path
    out: Path
    stem_format: Literal["wav", "flac", "ogg"]
    accept_identical: bool
    overwrite: bool


def separate_to_files(
    wanted: WholeTrack, project: Path | None, separator: str | None, out: Output
) -> None:
    """Separate a whole track, and print which files there are now.

    Parameters
    ----------
    wanted : WholeTrack
        The track.
    project : Path or None
        A project whose separator is used where `separator` is None.
    separator : str or None
        Name of the separator.
    out : Output
        Where it is told.

    Raises
    ------
    SepgenreError
        As `separate_whole_track` does, and where no separator was chosen.
    """
    from sepgenre_gui.services.separate_track import separate_whole_track
    from sepgenre_training.compute.pool import WorkerPool

    require_folder(wanted.out)
    chosen = _choose_separator(project, separator)
    try:
        with writing(wanted.out), WorkerPool(1) as pool, ProgressBar() as bar:
            separated = separate_whole_track(
                wanted.track,
                wanted.out,
                separator=chosen,
                stem_format=wanted.stem_format,
                accept_identical=wanted.accept_identical,
                overwrite=wanted.overwrite,
                pool=pool,
                on_event=bar.show,
            )
    except KeyboardInterrupt:
        raise KeyboardInterrupt("Nothing was written; the same command begins anew.") from None
    for warning in separated.warnings:
        out.say(warning)
    for path in separated.files.values():
        out.say(str(path))
    if separated.gain < 1.0:
        out.say(
            f"All four stems were turned down alike, by {-separated.gain_db:.2f} dB, since "
            f"{wanted.stem_format} would have clipped the loudest; wav keeps it as it is."
        )
    length_s = separated.n_samples / separated.sample_rate_hz
    out.say(f"Separated {length_s:.2f} s by {separated.separator}.")
    out.data(attrs.asdict(separated, recurse=False) | {"gain_db": separated.gain_db})


def _choose_separator(project: Path | None, separator: str | None) -> str:
    from sepgenre_gui.services.separate_track import require_separator

    if project is None:
        return require_separator(separator)
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.separate_segments import choose_separator

    with Project.open(project, read_only=True) as opened:
        return choose_separator(opened, separator)
