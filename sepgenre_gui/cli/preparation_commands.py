"""Commands that make what the networks learn from: separate, features."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import App, Parameter

from sepgenre_gui.cli.cluster_options import THIS_MACHINE, ClusterOptions, open_pool
from sepgenre_gui.cli.failure import NothingDoneError, writing
from sepgenre_gui.cli.options import Json, ProjectPath, SeparatorName, Workers
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.cli.whole_track import (
    FormatName,
    OptionalProjectPath,
    Overwrite,
    StemsFolder,
    TrackPath,
    WholeTrack,
    separate_to_files,
)

if TYPE_CHECKING:
    from sepgenre_gui.services.extract_features import LabelledData

AcceptIdentical = Annotated[
    bool,
    Parameter(
        negative="",
        help="Accept a stem that is nearly the mixture itself. Such stems are refused, since a "
        "separator that does not work gives them; but where nothing but drums plays, the drums "
        "are the mixture.",
    ),
]


def register(app: App) -> None:
    """Add these commands to `app`."""
    app.command(separate)
    app.command(features)


def separate(
    project: OptionalProjectPath = None,
    /,
    *,
    separator: SeparatorName = None,
    accept_identical: AcceptIdentical = False,
    whole_track: TrackPath = None,
    out: StemsFolder = None,
    format_: FormatName = None,
    overwrite: Overwrite = False,
    workers: Workers = None,
    cluster: ClusterOptions = THIS_MACHINE,
    json: Json = False,
) -> None:
    """Separate every segment, or one whole track, into bass, drums, other and vocals.

    Segments that have stems are skipped. `hpss` needs no download: four soft masks that sum to
    one, so the stems add up to the mixture. The separator's name stands on every stem, tensor
    and result.

    A whole track needs no project: its length, rate and channels may be any, and its four files
    appear together when all are complete. Without --separator, that of PROJECT is used.

    Examples: `sepgenre separate songs --separator hpss`,
    `sepgenre separate --whole-track song.mp3 --out stems --format flac --separator hpss`
    """
    if whole_track is None:
        _require_none_of({"--out": out, "--format": format_, "--overwrite": overwrite})
        _separate_segments(
            project,
            separator,
            Output(json=json),
            (workers, cluster),
            accept_identical=accept_identical,
        )
    else:
        wanted = WholeTrack(
            track=whole_track,
            out=_require_out(out, workers, cluster),
            stem_format=format_ or "wav",
            accept_identical=accept_identical,
            overwrite=overwrite,
        )
        separate_to_files(wanted, project, separator, Output(json=json))


def _require_none_of(options: Mapping[str, object]) -> None:
    from sepgenre_training.errors import ConfigurationError

    given = [name for name, value in options.items() if value]
    if given:
        raise ConfigurationError(
            f"`separate` takes {given[0]} only with --whole-track.",
            remedy=f"Add --whole-track TRACK, or leave out {' and '.join(given)}.",
        )


def _require_out(out: Path | None, workers: int | None, cluster: ClusterOptions) -> Path:
    from sepgenre_training.errors import ConfigurationError

    if out is None:
        raise ConfigurationError(
            "`separate --whole-track` needs a folder for the stems.",
            remedy="For example: --out stems.",
        )
    if workers is not None:
        raise ConfigurationError(
            "`separate --whole-track` takes no --workers: one track is one worker's.",
            remedy="Leave it out; to separate several tracks at a time, run several commands.",
        )
    if cluster != THIS_MACHINE:
        raise ConfigurationError(
            "`separate --whole-track` takes no --scheduler: it works on this machine.",
            remedy="Leave the options of the cluster out.",
        )
    return out


def _separate_segments(
    project: Path | None,
    separator: str | None,
    out: Output,
    workers: tuple[int | None, ClusterOptions],
    *,
    accept_identical: bool,
) -> None:
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.separate_segments import separate_segments
    from sepgenre_training.errors import ConfigurationError

    if project is None:
        raise ConfigurationError(
            "`separate` needs a project, or a track.",
            remedy="Write `sepgenre separate PROJECT` for a project's segments, or "
            "`sepgenre separate --whole-track TRACK --out FOLDER --separator NAME` for a file.",
        )
    with Project.open(project) as opened, open_pool(*workers) as pool, ProgressBar() as bar:
        summary = separate_segments(
            opened,
            separator=separator,
            accept_identical=accept_identical,
            pool=pool,
            on_event=bar.show,
        )
    out.problems("Not separated", summary.problems)
    out.say(
        f"Separated {summary.separated} segments by {summary.separator}; "
        f"{summary.cached} had stems already, {len(summary.problems)} failed."
    )
    if summary.separated or summary.cached:
        out.say(f"Next: sepgenre run {quote(str(project))} --config sound")
    out.data(attrs.asdict(summary, recurse=False))
    if summary.problems and not (summary.separated or summary.cached):
        raise NothingDoneError(
            f"{project}: none of {len(summary.problems)} segments could be separated.",
            remedy="Mend what the reasons above name, then run it again.",
        )


def features(
    project: ProjectPath,
    /,
    *,
    separator: SeparatorName = None,
    export: Annotated[
        Path | None,
        Parameter(help="Write the tensors with labels and provenance to this .npz file."),
    ] = None,
    workers: Workers = None,
    cluster: ClusterOptions = THIS_MACHINE,
    json: Json = False,
) -> None:
    """Compute the tensors: stems (N, 128, 458, 3), full mix and mix without vocals (.., 1).

    N is the number of segments with a genre. Bass, drums and other are stacked depthwise.

    Example: `sepgenre features songs --export songs.npz`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.extract_features import export_features, extract_features
    from sepgenre_training.features.settings import FeatureSettings

    out = Output(json=json)
    settings = FeatureSettings()
    with Project.open(project) as opened, open_pool(workers, cluster) as pool, ProgressBar() as bar:
        data = extract_features(
            opened, separator=separator, settings=settings, pool=pool, on_event=bar.show
        )
        shapes = {name: tuple(array.shape) for name, array in attrs.asdict(data.load()).items()}
        if export is not None:
            with writing(export):
                export_features(data, export, settings)
    _show_features(out, data, shapes)
    if export is not None:
        out.say(f"Exported to {export}.")
    out.data(
        {
            "shapes": shapes,
            "separator": data.separator,
            "genres": data.genres,
            "unlabelled": data.unlabelled,
            "problems": data.problems,
            "key": data.key,
            "export": export,
        }
    )


def _show_features(out: Output, data: LabelledData, shapes: dict[str, tuple[int, ...]]) -> None:
    out.problems("Left out", data.problems)
    contents = {"stems": "bass, drums, other", "full_mix": "full mix", "no_vox": "without vocals"}
    out.table(
        ("tensor", "contents", "shape"),
        [(name, contents[name], shape) for name, shape in shapes.items()],
    )
    out.say(
        f"{len(data.segments)} labelled segments of {len(data.genres)} genres, "
        f"separated by {data.separator}; {data.unlabelled} without a genre were left out."
    )
