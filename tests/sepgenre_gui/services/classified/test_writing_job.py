"""What the window has written of classified files: by the queue, table by table, tags and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sepgenre_gui.jobs.queue import JobQueue, JobRequest, JobState
from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classified.opening import examine_to_hear
from sepgenre_gui.services.classified.tagging import list_backups
from sepgenre_gui.services.classifiers import rename_stored
from sepgenre_gui.services.jobs.classification_requests import WRITE, Written, write_request
from sepgenre_gui.services.jobs.kinds import open_queue
from sepgenre_training.audio.files import content_hash
from sepgenre_training.audio.genre_tag import read_genre_tag, write_genre_tag
from sepgenre_training.classification.files.description import format_classifier
from sepgenre_training.errors import AudioError, ProjectError
from tests.music import make_track, write_track
from tests.sepgenre_gui.jobs.queue.asking import wait_for_state
from tests.sepgenre_gui.screens.classify.conftest import CLASSES, WEIGHTS, described

ENDED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project that has said of one song that it is Techno, with two hops."""
    song = write_track(tmp_path / "song.flac", make_track(0, 0, duration_s=1.0))
    write_genre_tag(song, ("Pop",))
    with Project.create(tmp_path / "project") as made:
        stored = made.classifiers.add(
            name="Clubs", description=format_classifier(described("Clubs")), weights=WEIGHTS
        )
        for hop_s in (5.0, 2.5):
            made.classified_files.store(
                ClassifiedFile(
                    classifier_id=stored.id,
                    path=song,
                    hop_s=hop_s,
                    content_hash=content_hash(song),
                    duration_s=10.0,
                    starts_s=(0.0,),
                    probabilities=((0.1, 0.1, 0.8),),
                    verdict=2,
                    confidence=0.8,
                    unsure_below=0.6,
                )
            )
        yield made


@pytest.fixture
def queue(project: Project) -> Iterator[JobQueue]:
    opened = open_queue(project, n_workers=1)
    yield opened
    opened.close()


def run(queue: JobQueue, request: JobRequest) -> str:
    job = wait_for_state(queue, queue.add(request), *ENDED)
    assert job.state is JobState.DONE, [line.text for line in queue.log(job.id)]
    return job.reason


def test_tables_playlists_copies_and_tags_are_written_and_taken_back(
    project: Project, queue: JobQueue, tmp_path: Path
) -> None:
    song, out = tmp_path / "song.flac", tmp_path / "out"
    out.mkdir()

    def ask(what: Written, place: Path) -> str:
        return run(queue, write_request(what, classifier_id=1, n_files=1, place=place))

    ask(Written.CSV, out / "new.csv")
    # One hop's file alone.
    assert (out / "new.csv").read_text().count("song.flac") == 1
    ask(Written.JSON, out / "new.json")
    assert '"classifier": "Clubs"' in (out / "new.json").read_text()
    ask(Written.PLAYLISTS, out)
    assert str(song) in (out / "Techno.m3u8").read_text()
    ask(Written.TAGGED_COPIES, out / "copies")
    assert read_genre_tag(out / "copies" / "Techno" / "song.flac") == ("Techno",)
    assert read_genre_tag(song) == ("Pop",)

    assert "1 file" in ask(Written.TAGS, project.folder)
    assert read_genre_tag(song) == ("Techno",)
    (backup,) = list_backups(project)
    run(queue, write_request(Written.OLD_TAGS, place=backup))
    assert read_genre_tag(song) == ("Pop",)


def test_what_was_to_be_written_is_not_offered_again_after_a_restart(
    project: Project, queue: JobQueue
) -> None:
    queue.add(write_request(Written.TAGS, classifier_id=1, n_files=1, place=project.folder))
    assert all(record.kind != WRITE for record in project.jobs.list())


def test_a_classifier_is_renamed_with_what_it_has_said(project: Project) -> None:
    renamed = rename_stored(project, 1, "  Night   clubs ")

    assert renamed.name == "Night clubs"
    assert project.classifiers.find("night CLUBS") == renamed
    # One file, whichever hops it was cut with.
    assert project.classified_files.count(1) == 1
    assert rename_stored(project, 1, "NIGHT clubs").name == "NIGHT clubs"
    with pytest.raises(ProjectError, match="needs a name"):
        rename_stored(project, 1, " ")
    project.classifiers.add(name="Other", description="{}", weights=b"w")
    with pytest.raises(ProjectError, match="already has"):
        rename_stored(project, 1, "other")


def test_a_file_is_opened_however_short_and_a_broken_one_is_told(tmp_path: Path) -> None:
    song = write_track(tmp_path / "short.wav", make_track(0, 0, duration_s=1.0))

    track = examine_to_hear(song)

    assert track.duration_s == pytest.approx(1.0)
    assert track.title == "short"
    assert len(CLASSES) == 3
    (tmp_path / "text.mp3").write_text("no audio")
    with pytest.raises(AudioError):
        examine_to_hear(tmp_path / "text.mp3")
