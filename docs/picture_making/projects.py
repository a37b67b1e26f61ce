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

_SONGS_PER_GENRE, _SONGS_PER_GENRE_OF_LAB, _SONGS_PER_GENRE_OF_REVIEW = 2, 4, 8
_TRIALS = 10
_GENRES_OF_CLUBS = ("Breaks", "Deep House", "Trance")
_OWN_SEED, _SONGS_OF_CLUBS, _EPOCHS_OF_CLUBS = 66, 9, 24
_NEW_SEED, _NEW_OF_CLUBS = 7, 3


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
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_gui.services.run_experiment import run_experiment
    from sepgenre_training.compute.pool import WorkerPool
    from sepgenre_training.experiment.configuration_file import load_config

    sound = load_config("sound")
    # Of 24 songs a fifth is five: too few for one of each of the six genres.
    split = attrs.evolve(sound.split, stratified=False)
    config = attrs.evolve(sound, trials=_TRIALS, split=split)
    with (
        WorkerPool() as pool,
        prepare_demo(
            scratch / "lab", songs_per_genre=_SONGS_PER_GENRE_OF_LAB, pool=pool, on_event=_ignore
        ) as project,
    ):
        run_experiment(project, config, separator="hpss", pool=pool, on_event=_ignore)


def _make_clubs(scratch: Path) -> None:
    """Make a project of three genres with a classifier, and what it said of songs that are new.

    Among these are one that goes through all three genres, and a file that is broken.
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.classify_tracks import classify_tracks
    from sepgenre_gui.services.import_tracks import import_tracks
    from sepgenre_gui.services.suggest_segments import suggest_segments
    from sepgenre_gui.services.train_classifier import train_classifier
    from sepgenre_gui.services.training_request import TrainingRequest
    from sepgenre_training.compute.pool import WorkerPool
    from sepgenre_training.experiment.configuration_file import load_config

    # Six epochs are too few for so few songs; which is best, held-out songs say.
    config = attrs.evolve(load_config("sound"), epochs=_EPOCHS_OF_CLUBS)
    request = TrainingRequest(config=config, separator="hpss", name="Clubs 2026")
    with WorkerPool() as pool, Project.create(scratch / "clubs") as project:
        music = _write_songs(scratch / "clubs" / "music", _OWN_SEED, _SONGS_OF_CLUBS, pool)
        import_tracks(project, [music], layout="folders", pool=pool, on_event=_ignore)
        suggest_segments(project, pool=pool, on_event=_ignore)
        train_classifier(project, request, pool=pool, on_event=_ignore)
        new = _write_songs(scratch / "new music", _NEW_SEED, _NEW_OF_CLUBS, pool)
        _write_mix(new)
        (new / "Broken download.mp3").write_bytes(b"not found" * 100)
        classify_tracks(project, [new], pool=pool, on_event=_ignore)


def _write_songs(folder: Path, seed: int, songs_per_genre: int, pool: WorkerPool) -> Path:
    """Write generated songs of three genres; return their folder."""
    from sepgenre_training.datasets.synthetic.song import song_specs
    from sepgenre_training.datasets.synthetic.writing import write_song

    specs = song_specs(seed=seed, songs_per_genre=songs_per_genre)
    wanted = [spec for spec in specs if spec.genre in _GENRES_OF_CLUBS]
    for outcome in pool.run(functools.partial(write_song, folder=folder), wanted):
        if outcome.error is not None:
            raise outcome.error
    return folder / "songs"


def _write_mix(folder: Path) -> None:
    """Write one song of each genre, one after another, as a file."""
    import numpy as np
    import soundfile

    first = [sorted((folder / genre).glob("*.flac"))[0] for genre in _GENRES_OF_CLUBS]
    parts = [soundfile.read(path, dtype="float32") for path in first]
    mix = np.concatenate([samples for samples, _ in parts])
    soundfile.write(folder / "Mix of three genres.flac", mix, parts[0][1])


def _make_review(scratch: Path) -> None:
    """Make a project of 48 songs, of which a third is without a genre and two have a wrong one."""
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_training.compute.pool import WorkerPool

    with (
        WorkerPool() as pool,
        prepare_demo(
            scratch / "review",
            songs_per_genre=_SONGS_PER_GENRE_OF_REVIEW,
            pool=pool,
            on_event=_ignore,
        ) as project,
    ):
        _hide_labels(project)


def _hide_labels(project: Project) -> None:
    from sepgenre_gui.project.segment import Origin
    from sepgenre_gui.project.setting import SEPARATOR_SETTING

    # Otherwise the window asks by which separator, and waits for an answer.
    project.settings.set(SEPARATOR_SETTING, "hpss")
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
