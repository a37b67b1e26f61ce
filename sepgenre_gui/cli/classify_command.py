"""Commands that classify files: classify, restore-tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import attrs
from cyclopts import App, Parameter
from cyclopts.validators import Number

from sepgenre_gui.cli.classifier_commands import OptionalClassifierName
from sepgenre_gui.cli.cluster_options import THIS_MACHINE, ClusterOptions, open_pool
from sepgenre_gui.cli.failure import NothingDoneError, writing
from sepgenre_gui.cli.folders import require_folder
from sepgenre_gui.cli.options import Json, ProjectPath, Workers
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sepgenre_gui.project.classified_file import ClassifiedFile
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classified.tagging import TaggingSummary
    from sepgenre_gui.services.classify_tracks import ClassificationSummary

_MOST_SHOWN = 200
"""A terminal is no place for thousands of rows; files are."""


@attrs.frozen(kw_only=True)
class _Outputs:
    """What is written beside the table."""

    csv: Path | None
    json_file: Path | None
    playlists: Path | None
    tag_copies: Path | None
    write_tags: bool


def register(app: App) -> None:
    """Add these commands to `app`."""
    app.command(classify)
    app.command(restore_tags)


def classify(
    project: ProjectPath,
    files: Annotated[list[Path], Parameter(help="Audio files, and folders with some.")],
    /,
    *,
    classifier: OptionalClassifierName = None,
    hop: Annotated[
        float, Parameter(help="From the start of a window to that of the next, in s.")
    ] = 5.0,
    unsure_below: Annotated[
        float | None,
        Parameter(
            help="Confidence below which a verdict is unsure; by default the classifier's own.",
            validator=Number(gte=0, lte=1),
        ),
    ] = None,
    csv: Annotated[Path | None, Parameter(help="Write a row for each file here.")] = None,
    json_file: Annotated[
        Path | None, Parameter(help="Write all windows' probabilities here, as JSON.")
    ] = None,
    playlists: Annotated[
        Path | None, Parameter(help="Write a playlist (M3U8) for each genre into this folder.")
    ] = None,
    tag_copies: Annotated[
        Path | None,
        Parameter(help="Copy files with a sure verdict into this folder, their genre as a tag."),
    ] = None,
    write_tags: Annotated[
        bool,
        Parameter(
            negative="",
            help="Write the genre into the files themselves, where the verdict is sure. The old "
            "tags go to a backup in the project first (`sepgenre restore-tags`).",
        ),
    ] = False,
    workers: Workers = None,
    cluster: ClusterOptions = THIS_MACHINE,
    json: Json = False,
) -> None:
    """Tell the genre of tracks: cut into windows, separated, classified, pooled to a verdict.

    Each file is stored as it ends: the same command after a crash goes on where it stood, and
    files that were classified before are not classified again. The files are never changed,
    unless --write-tags is given.

    Examples: `sepgenre classify songs ~/Music/new --csv new.csv --playlists lists`,
    `sepgenre classify songs track.mp3 --hop 2.5`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classify_tracks import classify_tracks

    out = Output(json=json)
    for folder in (playlists, tag_copies):
        if folder is not None:
            require_folder(folder)
    outputs = _Outputs(
        csv=csv,
        json_file=json_file,
        playlists=playlists,
        tag_copies=tag_copies,
        write_tags=write_tags,
    )
    with Project.open(project) as opened, ProgressBar() as bar:
        with open_pool(workers, cluster) as pool:
            summary = classify_tracks(
                opened,
                files,
                classifier=classifier,
                hop_s=hop,
                unsure_below=unsure_below,
                pool=pool,
                on_event=bar.show,
            )
        written = _write(opened, summary, outputs, bar.show)
        _tell(out, opened, summary, written)
    if summary.problems and not (summary.classified or summary.known):
        raise NothingDoneError(
            f"{project}: none of {len(summary.problems)} files could be classified.",
            remedy="Mend what the reasons above name, then run it again.",
        )


def restore_tags(
    project: ProjectPath,
    /,
    *,
    backup: Annotated[
        Path | None, Parameter(help="The backup; by default the project's newest.")
    ] = None,
    json: Json = False,
) -> None:
    """Give files the genres back that they had before `classify --write-tags`.

    Example: `sepgenre restore-tags songs`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classified.tagging import restore_tags as restore

    out = Output(json=json)
    with Project.open(project) as opened, ProgressBar() as bar:
        summary = restore(opened, backup, on_event=bar.show)
    out.problems("Not restored", summary.problems)
    out.say(f"Restored the genre of {len(summary.paths)} files from {summary.backup}.")
    out.data(attrs.asdict(summary, recurse=False))
    if summary.problems and not summary.paths:
        raise NothingDoneError(
            f"{project}: the genre of no file could be restored.",
            remedy="Mend what the reasons above name, then run it again.",
        )


def _write(
    project: Project,
    summary: ClassificationSummary,
    outputs: _Outputs,
    on_event: Callable[[Any], None],
) -> dict[str, object]:
    """Write what was asked for; return where it is, by what it is."""
    from sepgenre_gui.services.classified import playlists, tables, tagging
    from sepgenre_gui.services.classify_tracks import stored_results

    def files() -> Iterator[ClassifiedFile]:
        return stored_results(project, summary)

    classes = summary.classifier.classes
    written: dict[str, object] = {}
    if outputs.csv is not None:
        with writing(outputs.csv):
            written["csv"] = tables.write_csv(files(), classes, outputs.csv)
    if outputs.json_file is not None:
        with writing(outputs.json_file):
            written["json_file"] = tables.write_json(
                files(), classes, outputs.json_file, classifier=summary.stored.name,
                hop_s=summary.hop_s,
            )  # fmt: skip
    if outputs.playlists is not None:
        with writing(outputs.playlists):
            written["playlists"] = playlists.write_playlists(files(), classes, outputs.playlists)
    if outputs.tag_copies is not None:
        with writing(outputs.tag_copies):
            written["tag_copies"] = tagging.copy_with_tags(
                files(), classes, outputs.tag_copies, on_event=on_event
            )
    if outputs.write_tags:
        with writing(project.folder / tagging.BACKUP_FOLDER):
            written["write_tags"] = tagging.tag_originals(
                project, files(), classes, on_event=on_event
            )
    return written


def _tell(
    out: Output, project: Project, summary: ClassificationSummary, written: dict[str, object]
) -> None:
    from sepgenre_gui.services.classified.tables import file_data, verdict_name
    from sepgenre_gui.services.classify_tracks import stored_results

    classes = summary.classifier.classes
    rows: list[tuple[object, ...]] = []
    for file in stored_results(project, summary):
        if file.verdict is not None and len(rows) < _MOST_SHOWN:
            mark = "unsure" if file.is_unsure else ""
            rows.append((file.path, verdict_name(file, classes), f"{file.confidence:.2f}", mark))
    out.table(("file", "genre", "confidence", ""), rows, right=("confidence",))
    n_verdicts = summary.classified + summary.known
    if n_verdicts > len(rows):
        out.say(f"... and {n_verdicts - len(rows)} more; --csv writes all of them.")
    out.problems("Not classified", summary.problems)
    out.say(
        f"Classified {summary.classified} files by {summary.stored.name}; {summary.known} were "
        f"known, {summary.unsure} are unsure, {len(summary.problems)} failed."
    )
    _tell_written(out, written)
    if out.json:
        out.data(
            {
                "classifier": summary.stored.name,
                "classes": classes,
                "hop_s": summary.hop_s,
                "unsure_below": summary.unsure_below,
                "classified": summary.classified,
                "known": summary.known,
                "unsure": summary.unsure,
                "files": [file_data(file, classes) for file in stored_results(project, summary)],
                "problems": summary.problems,
                "written": written,
            }
        )


def _tell_written(out: Output, written: dict[str, object]) -> None:
    for name in ("csv", "json_file"):
        if name in written:
            out.say(f"Wrote {written[name]}.")
    playlists = written.get("playlists")
    if isinstance(playlists, tuple):
        out.say(f"Wrote {len(playlists)} playlists.")
    _tell_tagged(out, written.get("tag_copies"), "Copied and tagged")
    _tell_tagged(out, written.get("write_tags"), "Wrote the tags of")


def _tell_tagged(out: Output, summary: Any, what: str) -> None:
    if summary is None:
        return
    tagging: TaggingSummary = summary
    out.problems("Not tagged", tagging.problems)
    out.say(f"{what} {len(tagging.paths)} files; {tagging.unsure} are unsure and were left out.")
    if tagging.backup is not None:
        out.say(f"The old tags are in {tagging.backup}: `sepgenre restore-tags` brings them back.")
