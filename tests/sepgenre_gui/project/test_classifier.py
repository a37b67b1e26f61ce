"""Classifiers and classified files in the database, and the weights beside it."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.classifier import CLASSIFIERS_FOLDER
from sepgenre_gui.project.project import Project
from sepgenre_training.errors import ProjectError


def said(classifier_id: int, path: str = "/music/ű 观.mp3", **values: object) -> ClassifiedFile:
    file = ClassifiedFile(
        classifier_id=classifier_id,
        path=Path(path),
        hop_s=5.0,
        content_hash="c" * 64,
        duration_s=17.3,
        title="Überlied",
        starts_s=(0.0, 5.0, 7.3),
        probabilities=((0.1, 0.9), (1 / 3, 2 / 3), (5e-324, 1.0)),
        left_out=((2.5, "no sound"),),
        verdict=1,
        confidence=0.8,
        unsure_below=0.5,
    )
    return attrs.evolve(file, **values)


def without_time(file: ClassifiedFile | None) -> ClassifiedFile:
    assert file is not None
    assert file.classified_at
    return attrs.evolve(file, classified_at="")


def test_weights_lie_beside_the_database_and_go_with_the_last_that_needs_them(
    project: Project,
) -> None:
    folder = project.folder / CLASSIFIERS_FOLDER
    one = project.classifiers.add(name="One", description="{}", weights=b"same")
    two = project.classifiers.add(name="Two", description="{}", weights=b"same")
    assert one.weights.read_bytes() == b"same"
    assert one.weights.is_relative_to(folder)
    assert project.classifiers.find("one") == one
    assert project.classifiers.list() == (one, two)

    project.classifiers.remove(one.id)
    assert two.weights.read_bytes() == b"same"
    project.classifiers.remove(two.id)
    assert list(folder.iterdir()) == []
    with pytest.raises(ProjectError, match="no classifier 1"):
        project.classifiers.get(one.id)


def test_a_name_is_taken_whatever_its_case_and_nothing_is_written_then(project: Project) -> None:
    project.classifiers.add(name="Straße", description="{}", weights=b"one")
    with pytest.raises(ProjectError, match="already has a classifier 'Straße'"):
        project.classifiers.add(name="STRASSE", description="{}", weights=b"two")
    with pytest.raises(ProjectError, match="needs a name"):
        project.classifiers.add(name=" ", description="{}", weights=b"two")
    assert len(list((project.folder / CLASSIFIERS_FOLDER).iterdir())) == 1


def test_what_was_said_comes_back_to_the_bit_by_path_and_by_content(project: Project) -> None:
    one = project.classifiers.add(name="One", description="{}", weights=b"").id
    project.classified_files.store(said(one))
    assert without_time(project.classified_files.find(one, "c" * 64, 5.0)) == said(one)
    assert without_time(project.classified_files.get(one, Path("/music/ű 观.mp3"), 5.0)) == said(
        one
    )
    assert project.classified_files.find(one, "c" * 64, 2.5) is None
    assert project.classified_files.find(one + 1, "c" * 64, 5.0) is None


def test_a_file_has_one_answer_and_an_error_is_none(project: Project) -> None:
    one = project.classifiers.add(name="One", description="{}", weights=b"").id
    failed = ClassifiedFile(
        classifier_id=one, path=said(one).path, hop_s=5.0, content_hash="c" * 64,
        unsure_below=0.5, error="It is broken.",
    )  # fmt: skip
    project.classified_files.store(said(one))
    project.classified_files.store(failed)
    assert project.classified_files.count(one) == 1
    assert project.classified_files.find(one, "c" * 64, 5.0) is None
    assert not failed.is_unsure
    project.classified_files.store(said(one, unsure_below=0.9))
    (file,) = project.classified_files.iterate(one)
    assert (file.error, file.is_unsure) == ("", True)


def test_many_files_come_in_the_order_of_their_paths_and_go_with_their_classifier(
    project: Project,
) -> None:
    one, two = (
        project.classifiers.add(name=name, description="{}", weights=b"").id for name in "ab"
    )
    paths = [f"/{number:04}.mp3" for number in range(450)]
    with project.transaction():
        for path in reversed(paths):
            project.classified_files.store(said(one, path))
        project.classified_files.store(said(two))
    assert [str(file.path) for file in project.classified_files.iterate(one)] == paths
    project.classifiers.remove(one)
    assert project.classified_files.count(one) == 0
    assert project.classified_files.count(two) == 1


def test_new_bytes_of_the_same_audio_are_noted(project: Project) -> None:
    one = project.classifiers.add(name="One", description="{}", weights=b"").id
    project.classified_files.store(said(one))
    project.classified_files.rehash(said(one).path, "other", "d" * 64)
    assert project.classified_files.find(one, "d" * 64, 5.0) is None
    project.classified_files.rehash(said(one).path, "c" * 64, "d" * 64)
    assert project.classified_files.find(one, "d" * 64, 5.0) is not None
