"""Review, learning curve and suspicious labels on a project, by workers, and as jobs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.jobs.queue import JobReported, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.services.edits import keep_labels, kept_labels
from sepgenre_gui.services.jobs import learning_requests
from sepgenre_gui.services.jobs.kinds import STAGES, open_queue
from sepgenre_gui.services.jobs.work import WORK
from sepgenre_gui.services.learning import curve, suspects
from sepgenre_gui.services.learning.review import Review, review_segments
from sepgenre_gui.services.learning.standing import READ_ONLY, find_standing
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import ExperimentError, ProjectError
from sepgenre_training.explanation import task as explanation_task
from sepgenre_training.learning import review as review_task
from tests.sepgenre_gui.jobs.queue.asking import wait_for_state
from tests.small_experiment import make_project


def nothing(_: object) -> None:
    """Take no notice of an event."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, pool: WorkerPool) -> Path:
    """Eight songs of two genres, one segment each, with stems and features."""
    folder = make_project(tmp_path_factory.mktemp("made"), pool)
    with Project.open(folder) as project:
        suspects.find_suspicious_labels(project, repeats=1, pool=pool, on_event=nothing)
    return folder


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Iterator[Project]:
    with Project.open(shutil.copytree(made, tmp_path / "songs")) as opened:
        yield opened


def wrong_label(project: Project, segment_id: int) -> int:
    """Give a segment the other genre; return the right one."""
    right = project.segments.get(segment_id).genre_id
    assert right is not None
    (other,) = [genre.id for genre in project.genres.list() if genre.id != right]
    project.segments.set_genre(segment_id, other)
    return right


def test_confirmed_segments_teach_and_the_others_are_asked_about(
    project: Project, pool: WorkerPool
) -> None:
    right = project.segments.get(1).genre_id
    project.segments.set_genre(1, None)
    project.segments.set_origin(2, Origin.SUGGESTED)

    queue = review_segments(project, pool=pool, on_event=nothing)

    assert {item.segment.id for item in queue.items} == {1, 2}
    assert {item.guess.id for item in queue.items if item.segment.id == 1} == {right}
    assert queue.n_learned_from == 6
    assert (queue.separator, queue.problems) == ("hpss", ())
    for item in queue.items:
        assert item.probability == max(item.probabilities)
        assert item.start_s == 0.25


def test_suggested_segments_teach_on_request_alone(project: Project, pool: WorkerPool) -> None:
    for segment in project.segments.list():
        project.segments.set_origin(segment.id, Origin.SUGGESTED)
    right = wrong_label(project, 3)

    with pytest.raises(ExperimentError, match="--trust-suggested"):
        review_segments(project, pool=pool, on_event=nothing)
    queue = review_segments(project, trust_suggested=True, pool=pool, on_event=nothing)

    assert len(queue.items) == queue.n_learned_from == 8
    (item,) = [item for item in queue.items if item.segment.id == 3]
    # Its own label was not heard.
    assert item.guess.id == right


def test_a_wrong_label_is_found_until_it_is_kept(project: Project, pool: WorkerPool) -> None:
    right = wrong_label(project, 5)

    found = suspects.find_suspicious_labels(project, pool=pool, on_event=nothing)
    assert [(each.segment.id, each.likely.id) for each in found.suspects] == [(5, right)]
    assert found.suspects[0].quality < found.suspects[0].likely_probability
    assert (found.agreement, found.is_weak) == (7 / 8, False)

    edit = keep_labels(project, [5])
    assert edit is not None
    kept = suspects.find_suspicious_labels(project, pool=pool, on_event=nothing)
    assert (kept.suspects, kept.n_kept) == ((), 1)
    with pytest.raises(ProjectError, match="no segment 99"):
        keep_labels(project, [99])
    assert keep_labels(project, [5]) is None
    edit.revert(project)
    assert kept_labels(project) == {}


def test_of_a_genre_of_one_song_nothing_is_said(project: Project, pool: WorkerPool) -> None:
    project.segments.set_genre(8, project.genres.add("Third").id)

    found = suspects.find_suspicious_labels(project, repeats=1, pool=pool, on_event=nothing)

    assert (found.n_labels, found.left_out, found.suspects) == (7, 1, ())


def test_the_curve_ends_where_all_labels_are_given(project: Project, pool: WorkerPool) -> None:
    scores = curve.compute_curve(project, sizes=(2, 6), pool=pool, on_event=nothing)

    assert [point.n_labels for point in scores.points] == [2, 6]
    assert scores.points[-1].accuracy > 0.8
    # Three divisions of eight songs into five folds.
    assert {point.folds for point in scores.points} == {15}
    assert scores.n_labels == 8


def test_a_review_is_reported_by_its_job(project: Project) -> None:
    project.segments.set_genre(4, None)
    queue = open_queue(project, n_workers=1)
    heard: list[object] = []
    queue.subscribe(heard.append)
    try:
        job = wait_for_state(
            queue,
            queue.add(learning_requests.review_request(strategy="entropy")),
            JobState.DONE,
            JobState.FAILED,
        )
        assert job.state is JobState.DONE
    finally:
        queue.close()

    reported = [event.event for event in heard if isinstance(event, JobReported)]
    (review,) = [event for event in reported if isinstance(event, Review)]
    assert [item.segment.id for item in review.items] == [4]
    assert job.reason == "1 segment to review, guessed from 7 segments."


def test_the_stages_of_the_jobs_are_those_that_are_told() -> None:
    told = {
        learning_requests.REVIEW: review_task.STAGE,
        learning_requests.CURVE: curve.STAGE,
        learning_requests.SUSPECTS: suspects.STAGE,
        learning_requests.EXPLAIN: explanation_task.STAGE,
    }
    assert set(told) == learning_requests.PASSING
    for kind, stage in told.items():
        assert STAGES[kind] == ("separate", "features", stage)
        assert kind in WORK


def test_what_is_lacking_is_told_before_anything_is_computed(
    project: Project, empty_project: Project
) -> None:
    empty = find_standing(empty_project, trust_suggested=False)
    assert "no segments" in empty.no_review
    assert all("two genres" in each for each in (empty.no_curve, empty.no_suspects))
    complete = find_standing(project, trust_suggested=False)
    assert "confirmed every segment" in complete.no_review
    assert (complete.no_curve, complete.no_suspects, complete.no_explanation) == ("", "", "")
    for segment in project.segments.list():
        project.segments.set_origin(segment.id, Origin.SUGGESTED)
    doubting = find_standing(project, trust_suggested=False)
    assert "tick that suggested ones teach" in doubting.no_review
    trusting = find_standing(project, trust_suggested=True)
    assert (trusting.n_open, trusting.no_review, trusting.no_curve) == (8, "", "")
    # All songs but one are skipped.
    first, *others = project.tracks.list()
    for track in others:
        project.tracks.skip(track.id, "not now")
    alone = find_standing(project, trust_suggested=True)
    assert 0 < alone.n_open < 8
    assert "1 of the two genres" in alone.no_review
    assert "0 of the two genres, of 2 songs each" in alone.no_suspects
    project.tracks.skip(first.id, "not now")
    assert "no segments" in find_standing(project, trust_suggested=True).no_review
    for track in (first, *others):
        project.tracks.unskip(track.id)
    with Project.open(project.folder, read_only=True) as reader:
        assert find_standing(reader, trust_suggested=True).no_review == READ_ONLY
