"""Every kind of job on a real project, by real workers; what survives a restart; full caches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_gui.jobs.queue import JobQueue, JobReported, JobRequest, JobState
from sepgenre_gui.project.project import Project
from sepgenre_gui.services import extract_features, separate_segments
from sepgenre_gui.services.jobs import requests
from sepgenre_gui.services.jobs.experimenting import STAGE as TRIALS
from sepgenre_gui.services.jobs.kinds import STAGES, open_queue
from sepgenre_gui.services.separate_segments import separation_task
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.separation.preview.growing import StemsGrown
from sepgenre_training.separation.task import has_stems
from tests.curated_project import fill, write_music
from tests.sepgenre_gui.jobs.queue.asking import Heard, wait_for_state

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_music(tmp_path_factory.mktemp("music"), duration_s=12.0)


@pytest.fixture
def project(tmp_path: Path, music: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project") as made:
        with WorkerPool(1) as pool:
            fill(made, music, pool)
        yield made


@pytest.fixture
def queue(project: Project) -> Iterator[JobQueue]:
    opened = open_queue(project, n_workers=2)
    yield opened
    opened.close()


def run(queue: JobQueue, request: JobRequest) -> str:
    """Run a job to its end, which has to be good; return what it did."""
    job = wait_for_state(queue, queue.add(request), *ENDED)
    log = "\n".join(line.text for line in queue.log(job.id))
    assert job.state is JobState.DONE, log
    return job.reason


def tasks(project: Project, separator: str = "hpss") -> list[object]:
    tracks = {track.id: track for track in project.tracks.list()}
    return [
        separation_task(project, tracks[segment.track_id], segment, separator)
        for segment in project.segments.list()
    ]


def test_the_stages_of_a_job_are_those_that_its_services_name() -> None:
    separating, extracting, trying = separate_segments.STAGE, extract_features.STAGE, TRIALS
    assert STAGES[requests.FEATURES] == (separating, extracting)
    assert STAGES[requests.EXPERIMENT] == (separating, extracting, trying)


@pytest.mark.slow
def test_stems_then_features_of_all_segments(project: Project, queue: JobQueue) -> None:
    assert run(queue, requests.separate_request(10, "hpss")).startswith("Separated 10 segments")
    assert all(has_stems(task) for task in tasks(project))
    again = run(queue, requests.separate_request(10, "hpss"))
    assert again == "Separated 0 segments by hpss; 10 had stems already."

    done = run(queue, requests.features_request("hpss"))
    assert done == "The tensors hold 5 segments; 5 without a genre."


def test_features_bring_the_stems_that_are_missing_with_them(
    project: Project, queue: JobQueue
) -> None:
    for segment in project.segments.list()[2:]:
        project.segments.remove([segment.id])

    done = run(queue, requests.features_request("hpss"))

    assert done == "The tensors hold 1 segment; 1 without a genre."
    assert all(has_stems(task) for task in tasks(project))


def test_a_preview_reports_how_the_stems_grow(project: Project, queue: JobQueue) -> None:
    heard = Heard()
    queue.subscribe(heard)
    segment = project.segments.list()[0]
    track = project.tracks.get(segment.track_id)

    run(queue, requests.preview_request(track, segment, "hpss"))

    grown = [event.event for event in heard.events if isinstance(event, JobReported)]
    assert all(isinstance(event, StemsGrown) for event in grown)
    assert [event.n_ready_samples for event in grown][-1] == segment.n_samples
    assert has_stems(separation_task(project, track, segment, "hpss"))


def test_a_separator_that_cannot_run_is_told_with_the_remedy(
    project: Project, queue: JobQueue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "none"))
    track = project.tracks.list()[0]

    job_id = queue.add(requests.preview_request(track, None, "spleeter"))
    job = wait_for_state(queue, job_id, *ENDED)

    assert job.state is JobState.FAILED
    assert "separators install spleeter" in job.remedy


def test_waveforms_of_all_tracks_are_there_afterwards(project: Project, queue: JobQueue) -> None:
    tracks = project.tracks.list()
    request = requests.analyse_request([track.id for track in tracks])

    assert run(queue, request) == "Read 5 tracks; 0 were read already."
    assert run(queue, request) == "Read 0 tracks; 5 were read already."
    assert len(list(project.cache.root.glob("peaks/*/*.peaks"))) == len(tracks)


def test_stems_of_many_segments_are_written_and_a_lost_track_is_told(
    project: Project, queue: JobQueue, tmp_path: Path
) -> None:
    segments = project.segments.list()[:3]
    lost = project.tracks.get(segments[2].track_id)
    project.tracks.set_path(lost.id, tmp_path / "gone.wav")
    folder = tmp_path / "stems 観"
    request = requests.export_stems_request(
        [segment.id for segment in segments],
        lanes=["drums", "without vocals"],
        stem_format="flac",
        sample_rate_hz=22_050,
        bit_depth="16",
        folder=folder,
        separator="hpss",
    )

    job = wait_for_state(queue, queue.add(request), *ENDED)

    assert job.state is JobState.FAILED
    assert job.failed_items == 1
    written = sorted(folder.iterdir())
    assert len(written) == 4
    assert soundfile.info(written[0]).samplerate == 22_050
    assert soundfile.info(written[0]).subtype == "PCM_16"


def test_the_mix_as_heard_is_written(project: Project, queue: JobQueue, tmp_path: Path) -> None:
    segment = project.segments.list()[0]
    track = project.tracks.get(segment.track_id)
    path = tmp_path / "mix.wav"
    stems = ("bass", "drums", "other", "vocals")
    request = requests.export_mix_request(
        track,
        segment,
        ["hpss"],
        {f"hpss/{stem}": 1.0 for stem in stems},
        path,
        stem_format="wav",
        sample_rate_hz=None,
        bit_depth="32f",
    )

    assert run(queue, request) == f"Wrote {path}."

    mixed, _ = soundfile.read(path, dtype="float32", always_2d=True)
    start = segment.start_sample
    original, _ = soundfile.read(
        track.path, start=start, frames=segment.n_samples, dtype="float32", always_2d=True
    )
    assert np.abs(mixed - original).max() < 1e-4


def test_segments_are_written_and_files_in_the_way_are_told(
    queue: JobQueue, tmp_path: Path
) -> None:
    folder = tmp_path / "labels"
    request = requests.export_segments_request("audacity", folder)
    assert run(queue, request) == f"Wrote 5 files to {folder}."
    assert run(queue, request) == f"Wrote 0 files to {folder}; 5 were there already."

    sorted(folder.iterdir())[0].write_text("mine", encoding="utf-8")
    job = wait_for_state(queue, queue.add(request), *ENDED)

    assert job.state is JobState.FAILED
    assert job.failed_items == 1
    assert sorted(folder.iterdir())[0].read_text(encoding="utf-8") == "mine"


def test_what_was_left_is_offered_again(project: Project) -> None:
    first = open_queue(project, n_workers=1)
    running = first.add(requests.separate_request(10, "hpss"))
    waiting = first.add(requests.features_request("hpss"))
    wait_for_state(first, running, JobState.RUNNING)
    first.close()

    second = open_queue(project, n_workers=1)
    try:
        left = {job.id: job for job in second.jobs}
        assert {*left} == {running, waiting}
        assert all(job.is_left_over and job.state is JobState.PAUSED for job in left.values())
        second.forget_left_over()
        assert second.jobs == ()
    finally:
        second.close()


def test_the_cache_is_kept_within_its_limit(project: Project, tmp_path: Path) -> None:
    old = project.cache.path("stems", "ab" * 32, ".wav")
    old.parent.mkdir(parents=True)
    old.write_bytes(b"\0" * 3_000_000)

    os.utime(old, (1.0, 1.0))
    track = project.tracks.list()[0]
    queue = open_queue(project, n_workers=1, cache_limit_gb=lambda: 0.001)
    try:
        job_id = queue.add(requests.analyse_request([track.id]))
        wait_for_state(queue, job_id, JobState.DONE)
        assert not old.exists()
        assert any("over its limit" in line.text for line in queue.log(job_id))
        assert list(project.cache.root.glob("peaks/*/*.peaks"))
    finally:
        queue.close()


def test_a_separator_is_installed_from_a_wrong_file_never(
    queue: JobQueue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    wrong = tmp_path / "wrong.tar.gz"
    wrong.write_bytes(b"no archive")

    job = wait_for_state(queue, queue.add(requests.install_request("spleeter", wrong)), *ENDED)

    assert job.state is JobState.FAILED
    assert "wrong.tar.gz" in job.reason
    assert job.remedy
