"""The projects that are opened for the pictures, made of generated songs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from sepgenre_gui.project.project import Project
    from sepgenre_training.compute.pool import WorkerPool

_SONGS_PER_GENRE, _SONGS_PER_GENRE_OF_LAB = 2, 4
_TRIALS = 10
_NEW_SEED, _NEW_PER_GENRE, _MIXED = 7, 2, 3


def _make_songs(scratch: Path) -> None:
    """Make the projects of the pages that curate: songs, a long one, a lost one, none."""
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.demo import generate_songs
    from sepgenre_gui.services.import_tracks import import_tracks
    from sepgenre_gui.services.suggest_segments import suggest_segments
    from sepgenre_training.compute.pool import WorkerPool

    with WorkerPool() as pool:
        generate_songs(
            scratch / "music", songs_per_genre=_SONGS_PER_GENRE, pool=pool, on_event=_ignore
        )
        music = scratch / "music" / "songs"
        with Project.create(scratch / "songs") as project:
            import_tracks(project, [music], layout="folders", pool=pool, on_event=_ignore)
            suggest_segments(project, pool=pool, on_event=_ignore)
        _write_long(music, scratch / "long-music" / "Night set.flac")
        with Project.create(scratch / "long") as project:
            import_tracks(project, [scratch / "long-music"], pool=pool, on_event=_ignore)
        gone = scratch / "gone-music" / "Lost song.flac"
        _write_long(music, gone, repeats=1)
        with Project.create(scratch / "missing") as project:
            import_tracks(project, [gone.parent], pool=pool, on_event=_ignore)
        gone.unlink()
    Project.create(scratch / "empty").close()


def _make_lab(scratch: Path) -> None:
    """Make a project of 24 songs with a finished run of ten trials."""
    from sepgenre_training.compute.pool import WorkerPool

    with WorkerPool() as pool:
        _run_trials(scratch / "lab", pool).close()


def _make_clubs(scratch: Path) -> None:
    """Make a project with a classifier by a run, and songs that are new to it, some of them known.

    Among the new songs are one that mixes genres, and a file that is broken.
    """
    from sepgenre_gui.services.classify_tracks import classify_tracks
    from sepgenre_gui.services.train_classifier import train_classifier
    from sepgenre_gui.services.training_request import request_of_run
    from sepgenre_training.compute.pool import WorkerPool

    with WorkerPool() as pool, _run_trials(scratch / "clubs", pool) as project:
        (run,) = project.runs.list()
        request = attrs.evolve(request_of_run(project, run.id), name="Clubs 2026")
        train_classifier(project, request, pool=pool, on_event=_ignore)
        new = _write_new(scratch / "new music", pool)
        classify_tracks(project, [new], pool=pool, on_event=_ignore)


def _run_trials(folder: Path, pool: WorkerPool) -> Project:
    """Return a new project of 24 songs, open, in which ten trials have run."""
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_gui.services.run_experiment import run_experiment
    from sepgenre_training.experiment.configuration_file import load_config

    sound = load_config("sound")
    # Of 24 songs a fifth is five: too few for one of each of the six genres.
    split = attrs.evolve(sound.split, stratified=False)
    config = attrs.evolve(sound, trials=_TRIALS, split=split)
    project = prepare_demo(
        folder, songs_per_genre=_SONGS_PER_GENRE_OF_LAB, pool=pool, on_event=_ignore
    )
    run_experiment(project, config, separator="hpss", pool=pool, on_event=_ignore)
    return project


def _write_new(folder: Path, pool: WorkerPool) -> Path:
    """Write songs that no project has, a mix of several, and a broken file; return their folder."""
    import numpy as np
    import soundfile

    from sepgenre_training.datasets.synthetic.song import song_specs
    from sepgenre_training.datasets.synthetic.writing import write_song

    specs = song_specs(seed=_NEW_SEED, songs_per_genre=_NEW_PER_GENRE)
    outcomes = pool.run(functools.partial(write_song, folder=folder), specs)
    songs = sorted(outcome.value for outcome in outcomes if outcome.value is not None)
    parts = [soundfile.read(path, dtype="float32") for path in songs[::_NEW_PER_GENRE][:_MIXED]]
    mix = np.concatenate([samples for samples, _ in parts])
    place = folder / "songs"
    soundfile.write(place / "Mix of three genres.flac", mix, parts[0][1])
    (place / "Broken download.mp3").write_bytes(b"not found" * 100)
    return place


def _make_review(scratch: Path) -> None:
    """Make a project of 24 songs, of which a third is without a genre and two have a wrong one."""
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_training.compute.pool import WorkerPool

    with (
        WorkerPool() as pool,
        prepare_demo(
            scratch / "review", songs_per_genre=_SONGS_PER_GENRE_OF_LAB, pool=pool, on_event=_ignore
        ) as project,
    ):
        _hide_labels(project)


def _hide_labels(project: Project) -> None:
    from sepgenre_gui.project.segment import Origin

    genres = [genre.id for genre in project.genres.list()]
    for place, segment in enumerate(project.segments.list()):
        project.segments.set_origin(segment.id, Origin.BY_HAND)
        if place % 3 == 0:
            project.segments.set_genre(segment.id, None)
        elif place in (4, 17):
            others = [each for each in genres if each != segment.genre_id]
            project.segments.set_genre(segment.id, others[0])


def _ignore(_: object) -> None:
    return


def _write_long(music: Path, path: Path, *, repeats: int = 60) -> None:
    """Write one generated song again and again: half an hour."""
    import soundfile

    samples, rate_hz = soundfile.read(next(iter(sorted(music.rglob("*.*")))), dtype="float32")
    path.parent.mkdir(exist_ok=True)
    with soundfile.SoundFile(path, "w", rate_hz, samples.shape[1]) as file:
        for _ in range(repeats):
            file.write(samples)


MAKERS: Mapping[str, Callable[[Path], None]] = {
    "songs": _make_songs,
    "long": _make_songs,
    "missing": _make_songs,
    "empty": _make_songs,
    "lab": _make_lab,
    "clubs": _make_clubs,
    "review": _make_review,
}
"""What makes each project; some are made together."""


def make_projects(names: set[str], scratch: Path) -> None:
    """Make the projects of these names in `scratch`."""
    for make in dict.fromkeys(make for name, make in MAKERS.items() if name in names):
        make(scratch)
