"""Classification of folders: each file for itself, nothing twice, and nothing lost by a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import attrs
import pytest

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classifiers import export_classifier, import_classifier
from sepgenre_gui.services.classify_tracks import (
    ClassificationSummary,
    FileClassified,
    classify_tracks,
    stored_results,
)
from sepgenre_training.classification.files.description import format_classifier, parse_classifier
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ClassifierError, ConfigurationError, ProjectError
from tests.small_classifier import write_broken, write_new_song

pytestmark = pytest.mark.slow  # The worker loads TensorFlow.

PATIENCE_S = 300.0


def classify(
    project: Project, pool: WorkerPool, *paths: Path, events: list[Any] | None = None, **more: Any
) -> ClassificationSummary:
    heard = [] if events is None else events
    return classify_tracks(project, paths, pool=pool, on_event=heard.append, **more)


def test_files_and_folders_are_classified_and_the_broken_ones_told(
    classifying: Project, tmp_path: Path, pool: WorkerPool
) -> None:
    music = tmp_path / "music"
    songs = [write_new_song(music / "a" / f"ű {g}.mp3", g, g) for g in range(2)]
    broken = write_broken(music / "b")
    missing = tmp_path / "missing.wav"
    events: list[Any] = []

    summary = classify(classifying, pool, music, missing, songs[0], events=events)

    assert (summary.classified, summary.known) == (2, 0)
    assert {each.path for each in summary.problems} == {*broken, missing}
    results = {file.path: file for file in stored_results(classifying, summary)}
    assert [results[path].verdict for path in songs] == [0, 1]
    assert all(results[path].confidence for path in songs)
    for path, told in zip(broken, ("lasts 3 s", "", "is silent", "", "is empty"), strict=True):
        assert told in results[path].error
        assert results[path].verdict is None
    assert "does not exist" in results[missing].error
    steps = [event for event in events if isinstance(event, Progressed)]
    assert [step.done for step in steps] == list(range(9))
    assert steps[-1].total == 8
    assert sum(isinstance(event, ItemFailed) for event in events) == 6
    assert sum(isinstance(event, FileClassified) for event in events) == 8


def test_what_was_classified_is_known_by_its_content_until_hop_or_content_change(
    classifying: Project, tmp_path: Path, pool: WorkerPool
) -> None:
    song = write_new_song(tmp_path / "one.wav", 0, 5, duration_s=12.0)
    first = classify(classifying, pool, song)
    (before,) = stored_results(classifying, first)
    assert (first.classified, first.known, before.is_unsure) == (1, 0, first.unsure == 1)

    moved = song.rename(tmp_path / "two.wav")
    again = classify(classifying, pool, moved, unsure_below=1.0)
    (after,) = stored_results(classifying, again)
    assert (again.classified, again.known, again.unsure) == (0, 1, 1)
    assert after.is_unsure
    assert without_place(after) == without_place(before)

    assert classify(classifying, pool, moved, hop_s=1.0).classified == 1
    write_new_song(moved, 1, 6, duration_s=12.0)
    changed = classify(classifying, pool, moved)
    (other,) = stored_results(classifying, changed)
    assert (changed.classified, other.verdict) == (1, 1)


def without_place(file: ClassifiedFile) -> ClassifiedFile:
    return attrs.evolve(file, path=Path(), unsure_below=0.0, classified_at="")


def test_an_exported_classifier_says_the_same_elsewhere_to_the_bit(
    classifying: Project, tmp_path: Path, pool: WorkerPool
) -> None:
    song = write_new_song(tmp_path / "one.flac", 1, 7)
    here = next(stored_results(classifying, classify(classifying, pool, song)))
    exported = export_classifier(classifying.classifiers.list()[0], tmp_path / "out")
    with Project.create(tmp_path / "elsewhere") as other:
        import_classifier(other, exported)
        there = next(stored_results(other, classify(other, pool, song)))
        with pytest.raises(ProjectError, match="already has"):
            import_classifier(other, exported)
        assert import_classifier(other, exported, name="Second")[0].name == "Second"
    assert there.probabilities == here.probabilities
    assert there.confidence == here.confidence


def test_a_classifier_of_other_features_is_refused_before_any_file(
    classifying: Project, tmp_path: Path, pool: WorkerPool
) -> None:
    (stored,) = classifying.classifiers.list()
    classifier = parse_classifier(stored.description, source="here")
    older = attrs.evolve(classifier.identity, separator_version="0.old")
    classifying.classifiers.add(
        name="Old",
        description=format_classifier(attrs.evolve(classifier, identity=older)),
        weights=stored.weights.read_bytes(),
    )
    with pytest.raises(ClassifierError, match=r"version 0\.old.*offered"):
        classify(classifying, pool, tmp_path, classifier="old")


def test_impossible_wishes_are_told(classifying: Project, tmp_path: Path, pool: WorkerPool) -> None:
    with pytest.raises(ProjectError, match="no classifier 'other'"):
        classify(classifying, pool, tmp_path, classifier="other")
    with pytest.raises(ConfigurationError, match="hop"):
        classify(classifying, pool, tmp_path, hop_s=0.0)
    with pytest.raises(ConfigurationError, match="confidence"):
        classify(classifying, pool, tmp_path, unsure_below=1.5)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(ConfigurationError, match="no audio file"):
        classify(classifying, pool, tmp_path / "nothing")


def test_after_a_kill_the_same_call_goes_on_where_it_stood(
    classifying: Project, tmp_path: Path, pool: WorkerPool
) -> None:
    music = tmp_path / "music"
    for number in range(25):
        write_new_song(music / f"{number:02}.wav", number % 2, number)
    broken = write_broken(music)
    folder = classifying.folder
    classifying.close()

    process = subprocess.Popen(
        [sys.executable, "-m", "sepgenre_gui.cli", "classify", folder, music, "--workers", "1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with Project.open(folder, read_only=True) as watched:
        (stored,) = watched.classifiers.list()
        deadline = time.monotonic() + PATIENCE_S
        while watched.classified_files.count(stored.id) < 12:
            assert process.poll() is None, process.stderr
            assert time.monotonic() < deadline
            time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()

    with Project.open(folder) as project:
        before = {file.path: file for file in project.classified_files.iterate(stored.id)}
        done = [file for file in before.values() if not file.error]
        assert 12 <= len(before) < 30

        summary = classify(project, pool, music)

        assert (summary.known, summary.classified) == (len(done), 25 - len(done))
        assert {each.path for each in summary.problems} == set(broken)
        after = {file.path: file for file in project.classified_files.iterate(stored.id)}
        assert len(after) == 30
        assert [after[file.path] for file in done] == done
        right = [
            file.verdict == int(file.path.stem) % 2 for file in after.values() if not file.error
        ]
        assert sum(right) >= 23
