"""Features of songs whose genres are known, for benchmarks about labels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import attrs
import numpy as np

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.demo import SEED
from sepgenre_gui.services.experiment.participants import feature_task, participants
from sepgenre_gui.services.separate_segments import choose_separator
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.datasets.synthetic.song import SongSpec, render_song, song_specs
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import features_path, has_features
from sepgenre_training.features.tensors import segment_features
from sepgenre_training.learning.held_out import LabelledFeatures
from sepgenre_training.separation.stems import Audio

LENGTH_S = 10.0


@attrs.frozen(kw_only=True)
class LabelledSongs:
    """Songs with features, and where they come from in a few words."""

    data: LabelledFeatures
    origin: str


def generated_songs(
    folder: Path, n_songs: int, n_workers: int | None = None, *, song_seed: int = SEED
) -> LabelledSongs:
    """Return `n_songs` generated songs: the loudest 10 s of each, with true stems.

    By default they are the demo's; another `song_seed` gives songs by which nothing was chosen.

    What is in `folder` already is not made again.
    """
    specs = _by_turns(n_songs, song_seed)
    genres = sorted({spec.genre for spec in specs})
    folder.mkdir(parents=True, exist_ok=True)
    with WorkerPool(n_workers) as pool:
        paths = []
        for outcome in in_order(pool.run(partial(write_features, folder=folder), specs)):
            if outcome.value is None:
                raise SystemExit(f"{outcome.task.title}: {outcome.error}")
            paths.append(outcome.value)
    return LabelledSongs(
        data=LabelledFeatures(
            paths=tuple(paths),
            labels=tuple(genres.index(spec.genre) for spec in specs),
            groups=tuple(f"song {number}" for number in range(len(specs))),
            n_classes=len(genres),
        ),
        origin=f"{len(specs)} generated songs of seed {song_seed}, true stems",
    )


def write_features(spec: SongSpec, folder: Path) -> Path:
    """Write the features of the loudest 10 s of a song, not of a break; a worker's task."""
    path = folder / f"{spec.genre}-{spec.index}-{spec.seed}.npy"
    if path.is_file():
        return path
    song = render_song(spec)
    window = loudest_window(song.mixture, round(LENGTH_S * song.sample_rate_hz))
    features = segment_features(
        song.mixture[:, window],
        {name: stem[:, window] for name, stem in song.stems.items()},
        song.sample_rate_hz,
        FeatureSettings(),
    )
    unfinished = path.with_suffix(".part.npy")
    np.save(unfinished, features)
    unfinished.replace(path)
    return path


def loudest_window(mixture: Audio, n_samples: int) -> slice:
    """Return the `n_samples` of greatest energy."""
    energy = np.concatenate([[0.0], np.cumsum(np.square(mixture, dtype=np.float64).sum(axis=0))])
    start = int(np.argmax(energy[n_samples:] - energy[:-n_samples]))
    return slice(start, start + n_samples)


def project_songs(folder: Path) -> LabelledSongs:
    """Return the labelled segments of a project whose features are in its cache."""
    with Project.open(folder, read_only=True) as project:
        separator = choose_separator(project, None)
        rows = [
            (track, segment, feature_task(project, track, segment, separator, FeatureSettings()))
            for track, segment in participants(project)
        ]
        there = [(track, segment, task) for track, segment, task in rows if has_features(task)]
        if not there:
            raise SystemExit(f"{folder} has no features: sepgenre features {folder}")
        present = sorted({segment.genre_id for _, segment, _ in there if segment.genre_id})
        return LabelledSongs(
            data=LabelledFeatures(
                paths=tuple(features_path(task) for _, _, task in there),
                labels=tuple(present.index(segment.genre_id or 0) for _, segment, _ in there),
                groups=tuple(f"song {track.id}" for track, _, _ in there),
                n_classes=len(present),
            ),
            origin=f"{len(there)} segments of {folder.name}, stems by {separator}",
        )


def _by_turns(n_songs: int, song_seed: int) -> Sequence[SongSpec]:
    """Return specifications of which each genre has about as many."""
    specs = song_specs(seed=song_seed, songs_per_genre=-(-n_songs // 6))
    return sorted(specs, key=lambda spec: (spec.index, spec.genre))[:n_songs]
