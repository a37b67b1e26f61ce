"""Training and classification as jobs."""

from __future__ import annotations

from pathlib import Path

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classify_tracks import classify_tracks
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
