"""The demo: generated songs that networks can learn from, made once, continued when interrupted."""

from __future__ import annotations

import inspect
import json
import math
from pathlib import Path
from typing import Any

import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.demo import is_demo_prepared, prepare_demo
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.experiment.events import Event
from sepgenre_training.networks.names import NETWORK_NAMES
from tests.sepgenre_gui.cli.conftest import run_sepgenre, sharing

DEMO_SONGS: int = inspect.signature(prepare_demo).parameters["songs_per_genre"].default
SONGS_PER_GENRE = 6
"""Few enough to be made in a minute, and enough to learn from."""


class CtrlCError(Exception):
    """Stands for a person who presses Ctrl-C while the songs are written."""


@pytest.mark.slow
def test_an_interrupted_demo_goes_on_where_it_stopped(tmp_path: Path, pool: WorkerPool) -> None:
    folder = tmp_path / "demo"

    def interrupt(event: Event) -> None:
        if getattr(event, "stage", "") == "generate songs" and event.done == 3:
            raise CtrlCError

    with pytest.raises(CtrlCError):
        prepare_demo(folder, songs_per_genre=1, pool=pool, on_event=interrupt)
    assert not is_demo_prepared(folder)
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*.flac")}
    with prepare_demo(folder, songs_per_genre=1, pool=pool, on_event=lambda _: None) as project:
        tracks, segments = project.tracks.list(), project.segments.list()
        genres = {genre.id: genre.name for genre in project.genres.list()}

    assert is_demo_prepared(folder)
    assert len(written) >= 3 * 5
    assert all(path.stat().st_mtime_ns == time for path, time in written.items() if path.exists())
    assert len(tracks) == len(segments) == len(genres) == 6
    assert {genres[track.genre_id] for track in tracks} == set(genres.values())
    assert all(track.artist for track in tracks)
    assert {segment.origin.value for segment in segments} == {"suggested"}


def run_json(folder: Path, pool: WorkerPool, *words: str) -> Any:
    with sharing(pool):
        done = run_sepgenre(folder, *words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_networks_learn_from_the_demo_and_its_stems_beat_the_mixture(
    tmp_path: Path, pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The demo as a person starts it, of six songs a genre; every network beats guessing."""
    counts = []

    def prepare_smaller(folder: Path, *, songs_per_genre: int = DEMO_SONGS, **more: Any) -> Project:
        counts.append(songs_per_genre)
        return prepare_demo(folder, songs_per_genre=SONGS_PER_GENRE, **more)

    monkeypatch.setattr("sepgenre_gui.services.demo.prepare_demo", prepare_smaller)

    demo = run_json(tmp_path, pool, "demo", "songs", "--trials", "2")

    # A person gets the number that is promised.
    assert [count * 6 for count in counts] == [66]
    rows = {row["name"]: row for row in demo["table"]}
    for name in NETWORK_NAMES:
        assert rows[name]["median_loss"] < math.log(6), name
        assert rows[name]["accuracy"]["mean"] > rows["majority class"]["accuracy"]["mean"], name
    # Neither hopeless nor trivial.
    assert 0.4 <= max(rows[name]["accuracy"]["mean"] for name in NETWORK_NAMES) <= 0.9
    page = tmp_path / demo["report"]
    assert page.name == "index.html"
    assert "Trance" in page.read_text(encoding="utf-8")
    with Project.open(tmp_path / "songs", read_only=True) as project:
        assert len(project.tracks.list()) == 6 * SONGS_PER_GENRE

    words = ("separators", "score", "songs", "--separator", "hpss", "--segments", "4")
    scored = run_json(tmp_path, pool, *words)
    assert (scored["without_true_stems"], scored["problems"]) == (0, [])
    mixture, hpss = scored["separators"]
    assert (mixture["separator"], hpss["separator"]) == ("mixture", "hpss")
    assert mixture["segments"] == hpss["segments"] == 4
    for before, after in zip(mixture["stems"], hpss["stems"], strict=True):
        assert after["si_sdr_gain_db"] >= 3.0, after
        assert after["sdr_db"] > before["sdr_db"] + 3.0, after
