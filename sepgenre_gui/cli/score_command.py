"""The command that measures separators against true stems: separators score."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

from sepgenre_gui.cli.failure import NothingDoneError, writing
from sepgenre_gui.cli.folders import require_folder
from sepgenre_gui.cli.options import Json, ProjectPath, Workers, is_count
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sepgenre_gui.services.score_separators import ScoringSummary
    from sepgenre_training.separation.scoring.summary import SeparatorSummary

_MEASURES = {"SI-SDR": "si_sdr_db", "SI-SDR gain": "si_sdr_gain_db", "SDR": "sdr_db"}


def score(
    project: ProjectPath,
    /,
    *,
    separator: Annotated[
        list[str] | None,
        Parameter(
            negative="",
            help="A separator to score, may be repeated; by default all that can run here.",
        ),
    ] = None,
    segments: Annotated[
        int | None,
        Parameter(
            help="Score so many segments at most, spread evenly over those with true stems.",
            validator=is_count,
        ),
    ] = None,
    out: Annotated[
        Path | None, Parameter(help="The folder to write; by default PROJECT/scores.")
    ] = None,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Compare separated stems with true ones: SI-SDR and SDR in dB, as table, figure and CSV.

    For tracks whose true stems are known, as are those of the demo's songs: stems that are
    missing are separated first. The row "mixture" takes the mixture for every stem, which is
    what doing nothing reaches.

    True stems of your own: put those of songs/GENRE/NAME.flac into stems/GENRE/NAME/ as bass,
    drums, other and vocals (.wav, .flac, ...), so that importing songs does not take them for
    tracks. For FOLDER/NAME.flac, FOLDER/stems/NAME/ and stems/NAME/ beside FOLDER do as well.

    Example: `sepgenre separators score sepgenre-demo --separator hpss --segments 12`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.score_separators import score_separators
    from sepgenre_training.compute.pool import WorkerPool

    output = Output(json=json)
    folder = project / "scores" if out is None else out
    require_folder(folder)
    with Project.open(project) as opened, WorkerPool(workers) as pool, ProgressBar() as bar:
        summary = score_separators(
            opened, names=separator or (), n_segments=segments, pool=pool, on_event=bar.show
        )
    _show_left_out(output, summary)
    if not summary.scores:
        fault = f"{project}: none of the segments with true stems could be scored."
        remedy = "Mend what the reasons above name, then run it again."
        said = {"separators": [], "error": fault, "remedy": remedy}
        output.data(_left_out_data(summary) | said)
        raise NothingDoneError(fault, remedy=remedy)
    _write(output, summary, folder)


def _write(out: Output, summary: ScoringSummary, folder: Path) -> None:
    from sepgenre_training.report.separation_scores import NAME, write_scores
    from sepgenre_training.separation.scoring.summary import summarise

    with writing(folder):
        replaced = (folder / f"{NAME}.csv").exists()
        files = write_scores(summary.scores, folder)
    summaries = summarise(summary.scores)
    _show_medians(out, summaries)
    if replaced:
        out.say(f"Replaced the earlier scores in {folder}; with --out, both are kept.")
    out.say(f"Figure: {files.figure_png}\nEvery segment: {files.table}")
    told = {"separators": summaries, "files": attrs.asdict(files), "replaced": replaced}
    out.data(told | _left_out_data(summary))


def _show_left_out(out: Output, summary: ScoringSummary) -> None:
    out.problems("Not scored", summary.problems)
    for each in summary.not_ready:
        commands = ", then ".join(f"`{command}`" for command in each.commands)
        out.say(f"Not scored: {each.name}, {each.state}: {commands}")
    if summary.without_true_stems:
        number = summary.without_true_stems
        have = "segment has" if number == 1 else "segments have"
        out.say(
            f"{number} {have} no true stems beside the track "
            "(`sepgenre separators score --help` says where these belong)."
        )


def _left_out_data(summary: ScoringSummary) -> dict[str, object]:
    return {
        "not_ready": summary.not_ready,
        "without_true_stems": summary.without_true_stems,
        "problems": summary.problems,
    }


def _show_medians(out: Output, summaries: tuple[SeparatorSummary, ...]) -> None:
    stems = [stem.stem for stem in summaries[0].stems]
    rows = [
        (
            each.separator if measure == "SI-SDR" else "",
            each.segments if measure == "SI-SDR" else "",
            measure,
            *(_decibels(getattr(stem, name), measure) for stem in each.stems),
        )
        for each in summaries
        for measure, name in _MEASURES.items()
    ]
    out.table(
        ("separator", "segments", "median, dB", *stems),
        rows,
        title="How close the stems come to the true ones (higher is better):",
        right=("segments", *stems),
    )
    silent = [f"{stem.stem} {stem.silent}" for stem in summaries[0].stems if stem.silent]
    if silent:
        out.say(f"Segments left out because the true stem is silent: {', '.join(silent)}.")
    out.say("SI-SDR gain: the median of what each segment gains over its mixture.")


def _decibels(value: float | None, measure: str) -> str:
    if value is None:
        return "-"
    return f"{value:+.2f}" if measure == "SI-SDR gain" else f"{value:.2f}"
