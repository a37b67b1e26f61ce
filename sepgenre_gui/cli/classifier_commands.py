"""Commands about classifiers: train, list, show, export, import and remove them."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import App, Parameter
from cyclopts.validators import Number

from sepgenre_gui.cli.cluster_options import THIS_MACHINE, ClusterOptions, open_pool
from sepgenre_gui.cli.failure import writing
from sepgenre_gui.cli.options import Json, ProjectPath, SeparatorName, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sepgenre_gui.project.classifier import StoredClassifier
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.training_request import TrainingRequest
    from sepgenre_training.classification.classifier import Classifier

ClassifierName = Annotated[str, Parameter(help="Its name or id (`sepgenre classifiers list`).")]
OptionalClassifierName = Annotated[
    str | None, Parameter(help="Its name or id; by default the newest.")
]

group = App(
    name="classifiers",
    help="Train classifiers on a project's labelled segments; list, show, export, import and "
    "remove them.\n\nEach takes `--json`.\n\n"
    "Examples: `sepgenre classifiers train songs`, `sepgenre classifiers show songs`",
)


def register(app: App) -> None:
    """Add these commands to `app`."""
    if "list" not in group:
        group.command(list_, name="list")
        group.command(import_, name="import")
        for command in (train, show, export, remove):
            group.command(command)
    app.command(group)


def train(
    project: ProjectPath,
    /,
    *,
    name: Annotated[str, Parameter(help="What to call it.")] = "",
    run: Annotated[
        int | None,
        Parameter(
            help="The run whose trials say how long to train and what to expect (`sepgenre runs`); "
            "by default a 5-fold cross-validation says it.",
            validator=is_identifier,
        ),
    ] = None,
    network: Annotated[
        str | None,
        Parameter(help="By default the run's best by macro F1; without a run, '3 spec, 2DConv'."),
    ] = None,
    config: Annotated[
        str, Parameter(help="Without --run: paper, sound, or a TOML file (`sepgenre configs`).")
    ] = "sound",
    separator: SeparatorName = None,
    target: Annotated[
        float,
        Parameter(
            help="Share that verdicts which are not called unsure shall be right in.",
            validator=Number(gt=0, lte=1),
        ),
    ] = 0.8,
    workers: Workers = None,
    cluster: ClusterOptions = THIS_MACHINE,
    json: Json = False,
) -> None:
    """Train a network on all labelled segments, and keep it as a classifier.

    How long it is trained, how far its probabilities are believed (temperature) and what accuracy
    to expect comes from networks that were tested on songs that they had not seen.

    Examples: `sepgenre classifiers train songs`,
    `sepgenre classifiers train songs --run 2 --name clubs`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.train_classifier import train_classifier

    out = Output(json=json)
    with Project.open(project) as opened, open_pool(workers, cluster) as pool, ProgressBar() as bar:
        request = attrs.evolve(
            _request(opened, run, config, separator),
            name=name,
            network=network,
            target_accuracy=target,
        )
        stored, classifier = train_classifier(opened, request, pool=pool, on_event=bar.show)
    _show(out, stored, classifier)
    out.say(
        f"Next: sepgenre classify {quote(str(project))} FILES --classifier {quote(stored.name)}"
    )
    out.data(_data(stored, classifier))


def _request(
    project: Project, run: int | None, config: str, separator: str | None
) -> TrainingRequest:
    from sepgenre_gui.services.training_request import TrainingRequest, request_of_run
    from sepgenre_training.errors import ConfigurationError
    from sepgenre_training.experiment.configuration_file import load_config

    if run is None:
        return TrainingRequest(config=load_config(config), separator=separator)
    request = request_of_run(project, run)
    if separator not in (None, request.separator):
        raise ConfigurationError(
            f"Run {run} is of stems by {request.separator}, not by {separator}.",
            remedy="Leave out --separator, or train without --run.",
        )
    return request


def list_(project: ProjectPath, /, *, json: Json = False) -> None:
    """List the classifiers of a project.

    Example: `sepgenre classifiers list songs`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classifiers import list_classifiers

    out = Output(json=json)
    with Project.open(project, read_only=True) as opened:
        listed = list_classifiers(opened)
    out.table(
        ("id", "name", "network", "separator", "genres", "accuracy", "calibration error", "files"),
        [
            (
                each.stored.id,
                each.stored.name,
                each.classifier.network,
                each.classifier.identity.separator,
                len(each.classifier.classes),
                each.classifier.expected.accuracy.text(),
                f"{each.classifier.calibration.after.ece:.2f}",
                each.n_files,
            )
            for each in listed
        ],
        right=("id", "genres", "calibration error", "files"),
    )
    out.say(f"{len(listed)} classifiers.")
    data = [_data(each.stored, each.classifier) | {"files": each.n_files} for each in listed]
    out.data({"classifiers": data})


def show(
    project: ProjectPath, classifier: OptionalClassifierName = None, /, *, json: Json = False
) -> None:
    """Show a classifier: what it was trained on, what to expect, and its reliability diagram.

    Example: `sepgenre classifiers show songs clubs`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classifiers import describe_stored, find_classifier

    out = Output(json=json)
    with Project.open(project, read_only=True) as opened:
        stored = find_classifier(opened, classifier)
        described = describe_stored(stored)
    _show(out, stored, described)
    _show_reliability(out, described)
    out.data(_data(stored, described))


def export(
    project: ProjectPath,
    classifier: ClassifierName,
    /,
    *,
    out: Annotated[Path, Parameter(help="The file to write; its suffix is added.")],
    json: Json = False,
) -> None:
    """Write a classifier as one file: weights, configuration, genres, provenance, hashes.

    Example: `sepgenre classifiers export songs clubs --out clubs`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classifiers import export_classifier, find_classifier

    output = Output(json=json)
    with Project.open(project, read_only=True) as opened, writing(out):
        stored = find_classifier(opened, classifier)
        path = export_classifier(stored, out)
    output.say(f"Exported {stored.name} to {path}.")
    output.data({"classifier": stored.name, "file": path})


def import_(
    project: ProjectPath,
    file: Annotated[Path, Parameter(help="What `sepgenre classifiers export` wrote.")],
    /,
    *,
    name: Annotated[str | None, Parameter(help="By default its own.")] = None,
    json: Json = False,
) -> None:
    """Add a classifier from a file. Nothing in it is executed; a damaged one is refused.

    Example: `sepgenre classifiers import songs clubs.sepgenre-classifier`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classifiers import import_classifier

    out = Output(json=json)
    with Project.open(project) as opened:
        stored, classifier = import_classifier(opened, file, name=name)
    _show(out, stored, classifier)
    out.data(_data(stored, classifier))


def remove(project: ProjectPath, classifier: ClassifierName, /, *, json: Json = False) -> None:
    """Remove a classifier, and all that it said of files.

    Example: `sepgenre classifiers remove songs clubs`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classifiers import find_classifier

    out = Output(json=json)
    with Project.open(project) as opened:
        stored = find_classifier(opened, classifier)
        n_files = opened.classified_files.count(stored.id)
        opened.classifiers.remove(stored.id)
    out.say(f"Removed {stored.name}, and what it said of {n_files} files.")
    out.data({"removed": stored.name, "files": n_files})


def _show(out: Output, stored: StoredClassifier, classifier: Classifier) -> None:
    calibration, decision = classifier.calibration, classifier.decision
    expected = classifier.expected
    if decision.is_reachable:
        unsure = (
            f"below a confidence of {decision.unsure_below:.2f}: of held-out predictions above, "
            f"{decision.share:.0%} of all, {decision.accuracy:.0%} are right"
        )
    else:
        unsure = (
            f"always: at no confidence are {decision.target_accuracy:.0%} of held-out predictions "
            "right (say another with --unsure-below)"
        )
    songs = f"{classifier.n_segments} segments of {classifier.n_songs} songs"
    gap = f"{calibration.before.ece:.3f} before, {calibration.after.ece:.3f} after"
    out.table(
        ("", ""),
        [
            ("classifier", f"{stored.name} (id {stored.id})"),
            ("genres", ", ".join(classifier.classes)),
            ("network", f"{classifier.network}, {classifier.epochs} epochs"),
            ("trained on", songs),
            ("features", classifier.identity.describe()),
            ("expected accuracy", expected.accuracy.explained()),
            ("expected macro F1", expected.macro_f1.text()),
            ("estimated from", f"{expected.source}, {expected.n_trials} networks"),
            ("temperature", f"{calibration.temperature:.2f}"),
            ("calibration error", gap),
            ("unsure", unsure),
        ],
    )  # fmt: skip


def _show_reliability(out: Output, classifier: Classifier) -> None:
    calibration = classifier.calibration
    for when, score in (("before", calibration.before), ("after", calibration.after)):
        out.table(
            ("confidence", "predictions", "mean confidence", "accuracy"),
            [
                (f"{b.low:.1f} to {b.high:.1f}", b.n, f"{b.confidence:.2f}", f"{b.accuracy:.2f}")
                for b in score.bins
            ],
            title=f"Reliability {when} the temperature ({calibration.n_predictions} predictions "
            f"of {calibration.n_songs} songs):",
            right=("predictions", "mean confidence", "accuracy"),
        )


def _data(stored: StoredClassifier, classifier: Classifier) -> dict[str, object]:
    hidden = attrs.filters.exclude("statistics")
    return {"id": stored.id, **attrs.asdict(classifier, recurse=False, filter=hidden)}
