"""The classifiers of a project as a person keeps them: listed, exported, imported, removed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from sepgenre_gui.project.classifier import StoredClassifier
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.train_classifier import choose_name
from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.classification.files.archive import (
    SUFFIX,
    Archive,
    read_archive,
    write_archive,
)
from sepgenre_training.classification.files.description import (
    format_classifier,
    parse_classifier,
    rename_classifier,
)
from sepgenre_training.errors import ClassifierError, ProjectError


@attrs.frozen(kw_only=True)
class ListedClassifier:
    """A classifier with its description, and of how many files it has said something."""

    stored: StoredClassifier
    classifier: Classifier
    n_files: int


def list_classifiers(project: Project) -> tuple[ListedClassifier, ...]:
    """Return every classifier, the oldest first."""
    return tuple(
        ListedClassifier(
            stored=stored,
            classifier=describe_stored(stored),
            n_files=project.classified_files.count(stored.id),
        )
        for stored in project.classifiers.list()
    )


def find_classifier(project: Project, name: str | None) -> StoredClassifier:
    """Return the classifier of this name or identifier; None: the newest.

    Raises
    ------
    ProjectError
        Where there is none; lists those there are.
    """
    known: Sequence[StoredClassifier] = project.classifiers.list()
    if not known:
        raise ProjectError(
            f"{project.folder}: there is no classifier yet.",
            remedy=f"Train one: `sepgenre classifiers train {project.folder}`.",
        )
    if name is None:
        return known[-1]
    found = project.classifiers.find(name)
    if found is None and name.isdecimal():
        found = next((each for each in known if each.id == int(name)), None)
    if found is None:
        names = ", ".join(f"{each.id} {each.name!r}" for each in known)
        raise ProjectError(
            f"{project.folder}: there is no classifier {name!r}.", remedy=f"Choose one of: {names}."
        )
    return found


def describe_stored(stored: StoredClassifier) -> Classifier:
    """Return what is known of a stored classifier, under the name that it has in the project.

    Raises
    ------
    ClassifierError
        Where its description cannot be used.
    """
    classifier = parse_classifier(stored.description, source=f"Classifier {stored.name!r}")
    return attrs.evolve(classifier, name=stored.name)


def rename_stored(project: Project, classifier_id: int, name: str) -> StoredClassifier:
    """Give a classifier another name; what it says of files stays its own.

    Raises
    ------
    ProjectError
        Where the name is empty or taken.
    """
    return project.classifiers.rename(classifier_id, " ".join(name.split()))


def export_classifier(stored: StoredClassifier, path: Path) -> Path:
    """Write a classifier as one file; return its path, which has the suffix of classifiers.

    Raises
    ------
    ClassifierError
        Where its weights are gone.
    OSError
        Where the file cannot be written.
    """
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    try:
        weights = stored.weights.read_bytes()
    except OSError as error:
        raise ClassifierError(
            f"{printable(stored.weights)}: the weights of {stored.name!r} cannot be read "
            f"({reason_of(error)}).",
            remedy="Put the file back, or train the classifier again.",
        ) from error
    write_archive(Archive(classifier=describe_stored(stored), weights=weights), path)
    return path


def import_classifier(
    project: Project, path: Path, *, name: str | None = None
) -> tuple[StoredClassifier, Classifier]:
    """Store the classifier that `path` holds, under its own name or `name`.

    Raises
    ------
    ClassifierError
        Where the file is damaged, foreign, or of a newer program.
    ProjectError
        Where the name is taken.
    """
    archive = read_archive(path)
    classifier = archive.classifier
    if name is not None:
        classifier = rename_classifier(classifier, name)
    stored = project.classifiers.add(
        name=choose_name(project, classifier.name),
        description=format_classifier(classifier),
        weights=archive.weights,
    )
    return stored, classifier
