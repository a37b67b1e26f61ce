"""Training, classification, and what is written of it, as jobs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classified import playlists, tables, tagging
from sepgenre_gui.services.classifiers import describe_stored
from sepgenre_gui.services.classify_tracks import classify_tracks
from sepgenre_gui.services.jobs.classification_requests import Written
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.train_classifier import train_classifier
from sepgenre_gui.services.training_request import TrainingRequest
from sepgenre_training.experiment.configuration_file import parse_config


@attrs.frozen(kw_only=True)
class ClassifierTrained:
    """A classifier is stored under this identifier."""

    classifier_id: int
    name: str


def train(project: Project, context: JobContext) -> str:
    """Train a classifier on all labelled segments, and store it."""
    arguments = context.arguments
    run_id = arguments["run"]
    request = TrainingRequest(
        config=parse_config(arguments["toml"]),
        run=None if run_id is None else project.runs.get(run_id),
        separator=arguments["separator"],
        network=arguments["network"],
        name=arguments["name"],
        target_accuracy=arguments["target_accuracy"],
        n_folds=arguments["n_folds"],
    )
    stored, classifier = train_classifier(
        project, request, pool=context.pool, on_event=context.on_event
    )
    context.on_event(ClassifierTrained(classifier_id=stored.id, name=stored.name))
    return (
        f"{stored.name}: trained on {count(classifier.n_segments, 'segment')} for "
        f"{count(classifier.epochs, 'epoch')}; expected accuracy "
        f"{classifier.expected.accuracy.text()}."
    )


def classify(project: Project, context: JobContext) -> str:
    """Classify files; each is stored as it ends."""
    arguments = context.arguments
    summary = classify_tracks(
        project,
        [Path(path) for path in arguments["paths"]],
        classifier=arguments["classifier"],
        hop_s=arguments["hop_s"],
        unsure_below=arguments["unsure_below"],
        pool=context.pool,
        on_event=context.on_event,
    )
    done = f"Classified {count(summary.classified, 'file')} by {summary.stored.name}"
    return f"{done}; {summary.known} were known, {summary.unsure} are unsure."


def write(project: Project, context: JobContext) -> str:
    """Write what a classifier said of files: a table, playlists, tags; or take tags back."""
    arguments = context.arguments
    what = Written(arguments["what"])
    on_event = partial(_tell, context)
    if what is Written.OLD_TAGS:
        restored = tagging.restore_tags(project, Path(arguments["place"]), on_event=on_event)
        return f"{count(len(restored.paths), 'file')} have their old genres back."
    stored = project.classifiers.get(arguments["classifier"])
    classes = describe_stored(stored).classes
    files = _files(project, stored.id, arguments["hop_s"], context)
    if what is Written.TAGS:
        summary = tagging.tag_originals(project, files, classes, on_event=on_event)
        return _tagged("Wrote the genre into", summary)
    place = Path(arguments["place"])
    if what is Written.CSV:
        return f"Wrote {tables.write_csv(files, classes, place)}."
    if what is Written.JSON:
        name, hop_s = stored.name, arguments["hop_s"]
        path = tables.write_json(files, classes, place, classifier=name, hop_s=hop_s)
        return f"Wrote {path}."
    if what is Written.PLAYLISTS:
        written = playlists.write_playlists(files, classes, place)
        return f"Wrote {count(len(written), 'playlist')} to {place}."
    summary = tagging.copy_with_tags(files, classes, place, on_event=on_event)
    return _tagged("Copied and tagged", summary)


def _files(
    project: Project, classifier_id: int, hop_s: float, context: JobContext
) -> Iterator[ClassifiedFile]:
    for file in project.classified_files.iterate(classifier_id):
        context.check()
        if file.hop_s == hop_s:
            yield file


def _tell(context: JobContext, event: Any) -> None:
    context.check()
    context.on_event(event)


def _tagged(what: str, summary: tagging.TaggingSummary) -> str:
    done = f"{what} {count(len(summary.paths), 'file')}"
    return f"{done}; {summary.unsure} are unsure and were left out."
