"""An experiment that takes seconds: short songs of few samples, and a network of few numbers."""

from __future__ import annotations

from pathlib import Path

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.import_tracks import import_tracks
from sepgenre_gui.services.separate_segments import separate_segments
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.names import BASELINE
from tests.music import make_track, write_track

RATE_HZ = 8_000
CONFIG = ExperimentConfig(
    name="tiny",
    trials=3,
    epochs=1,
    networks=(BASELINE,),
    features=FeatureSettings(n_mels=16, n_fft=1024, hop_length=1024),
    network=NetworkConfig(filters=(2, 2), pool_size=(2, 2)),
)


def write_songs(folder: Path, *, genres: int = 2, songs: int = 4) -> Path:
    """Write songs of 10.5 s and a table that names their genres; return the table."""
    lines = ["path,genre,start_s"]
    for number in range(genres * songs):
        genre = number % genres
        samples = make_track(genre, number, duration_s=10.5, rate_hz=RATE_HZ)
        path = write_track(folder / "music" / f"song {number}.wav", samples, rate_hz=RATE_HZ)
        lines.append(f"{path},Genre {genre},0.25")
    table = folder / "songs.csv"
    table.write_text("\n".join(lines), encoding="utf-8")
    return table


def make_project(
    folder: Path, pool: WorkerPool, *, genres: int = 2, separated: bool = True
) -> Path:
    """Make a project of such songs, one segment each; return its folder."""
    with Project.create(folder / "project") as project:
        import_tracks(
            project, [write_songs(folder, genres=genres)], layout="csv", pool=pool, on_event=_ignore
        )
        if separated:
            separate_segments(project, separator="hpss", pool=pool, on_event=_ignore)
        return project.folder


def _ignore(_: object) -> None:
    pass
