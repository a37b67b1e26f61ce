"""The whole path by command line: odd files, crashes, and the 66 real songs."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import attrs
import numpy as np
import psutil
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config, load_config
from sepgenre_training.experiment.results import TrialResult
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import BASELINE, NETWORK_NAMES, STEMS_SEPARABLE
from tests.music import make_track, write_track

SMALL = ExperimentConfig(
    name="small",
    trials=2,
    epochs=2,
    network=NetworkConfig(filters=(2, 3), pool_size=(8, 8)),
    training=TrainingConfig(batch_size=4),
)

TRIALS = 6
"""Of a run that is killed: more than can end between the second and the kill."""


def trials_of(project: Path) -> list[TrialResult]:
    with Project.open(project, read_only=True) as opened:
        (run,) = opened.runs.list()
        return [attrs.evolve(trial, elapsed_s=0.0) for trial in opened.runs.trials(run.id)]


def write_odd_library(folder: Path) -> Path:
    """Twelve tracks of three genres; names, rates, channels and formats as people have them."""
    odd = [
        ("ű 观 🎧 .WAV", 44_100, 2, "PCM_16"),
        ("mono song.wav", 22_050, 1, "PCM_16"),
        ("eight kHz.wav", 8_000, 1, "PCM_16"),
        ("ninety-six kHz 24 bit.flac", 96_000, 2, "PCM_24"),
        ("float.wav", 44_100, 2, "FLOAT"),
        ("lossy.ogg", 44_100, 2, None),
        ("lossy.mp3", 44_100, 2, None),
        ("apple.aiff", 44_100, 2, "PCM_24"),
    ]
    for number in range(12):
        name, rate_hz, channels, subtype = odd[number % len(odd)]
        genre = number % 3
        write_track(
            folder / f"Genre {genre} ő" / f"{number} {name}",
            make_track(genre, number, duration_s=12, rate_hz=rate_hz, channels=channels),
            rate_hz=rate_hz,
            subtype=subtype,
        )
    return folder


@pytest.mark.slow
def test_odd_files_pass_the_whole_path(tmp_path: Path, sepgenre, sepgenre_json) -> None:
    write_odd_library(tmp_path / "my music")
    (tmp_path / "small.toml").write_text(format_config(SMALL), encoding="utf-8")

    sepgenre("new", "songs")
    sepgenre("import", "songs", "my music", "--layout", "folders")
    assert len(sepgenre_json("segments", "songs", "suggest")["added"]) == 12
    separated = sepgenre_json("separate", "songs", "--separator", "hpss")
    assert (separated["separated"], separated["cached"], separated["problems"]) == (12, 0, [])
    assert sepgenre_json("separate", "songs")["cached"] == 12
    features = sepgenre_json("features", "songs", "--export", "songs.npz")
    ran = sepgenre_json("run", "songs", "--config", "small.toml", "--workers", 1)
    reported = sepgenre_json("report", "songs", "--out", "report")

    assert features["shapes"] == {
        "stems": [12, 128, 458, 3],
        "full_mix": [12, 128, 458, 1],
        "no_vox": [12, 128, 458, 1],
    }
    with np.load(tmp_path / "songs.npz", allow_pickle=False) as exported:
        assert exported["stems"].shape == (12, 128, 458, 3)
        assert sorted(set(exported["genres"])) == ["Genre 0 ő", "Genre 1 ő", "Genre 2 ő"]
        assert np.isfinite(exported["stems"]).all()
        assert json.loads(str(exported["provenance"]))["separator"] == "hpss"
    assert [row["name"] for row in ran["table"]][:4] == list(NETWORK_NAMES)
    assert ran["trials"] == 2
    page = Path(tmp_path, reported["report"]).read_text(encoding="utf-8")
    for name in (*NETWORK_NAMES, "Genre 0 ő"):
        assert name in page


@pytest.fixture
def separated(tmp_path: Path, prepared_project: Path) -> Path:
    """A project with stems and features, and a configuration of two networks beside it."""
    config = attrs.evolve(SMALL, trials=TRIALS, networks=(BASELINE, STEMS_SEPARABLE))
    (tmp_path / "small.toml").write_text(format_config(config), encoding="utf-8")
    return Path(shutil.copytree(prepared_project, tmp_path / "songs"))


def start_run(project: Path) -> subprocess.Popen[str]:
    return start(project.parent, "run", project, "--config", "small.toml")


def start(folder: Path, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sepgenre_gui.cli", *map(str, words)],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(count: Callable[[], int], wanted: int) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if count() >= wanted:
            return
        time.sleep(0.005)
    raise AssertionError("nothing was stored in two minutes")


def count_rows(project: Path, table: str) -> int:
    with closing(sqlite3.connect(f"file:{project / 'project.sqlite'}?mode=ro", uri=True)) as reader:
        return int(reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def wait_for_trials(project: Path, count: int) -> None:
    wait_for(lambda: count_rows(project, "trials"), count)


def kill(running: subprocess.Popen[str]) -> None:
    """Kill the process alone, as `kill -9` does; its workers must end by themselves."""
    process = psutil.Process(running.pid)
    # Looking for the workers takes long enough to finish an import.
    process.suspend()
    children = process.children(recursive=True)
    running.kill()
    running.communicate()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_after_a_kill_only_the_missing_trials_are_run(
    separated: Path, tmp_path: Path, sepgenre, sepgenre_json
) -> None:
    killed = start_run(separated)
    wait_for_trials(separated, 2)
    kill(killed)
    stored = trials_of(separated)

    resumed = sepgenre_json("run", separated, "--config", "small.toml", "--workers", 1)
    interrupted = trials_of(separated)
    sepgenre_json("run", separated, "--config", "small.toml", "--new", "--workers", 1)
    with Project.open(separated, read_only=True) as project:
        _, second = project.runs.list()
        undisturbed = [attrs.evolve(t, elapsed_s=0.0) for t in project.runs.trials(second.id)]

    assert 2 <= len(stored) < TRIALS
    assert resumed["trials_run"] == TRIALS - len(stored)
    assert interrupted == undisturbed
    assert [trial for trial in interrupted if trial.index in {t.index for t in stored}] == stored
    nothing_left = sepgenre_json("run", separated, "--config", "small.toml")
    assert nothing_left["trials_run"] == 0
    words = ("--config", "small.toml", "--trials", TRIALS + 1, "--workers", 1)
    more = sepgenre_json("run", separated, *words)
    assert (more["trials_run"], more["trials"]) == (1, TRIALS + 1)


def cached(project: Path, kind: str) -> dict[str, bytes]:
    """Return the finished files of one kind in the cache, by name, with their bytes."""
    folder = project / "cache" / kind
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*.*")
        if path.is_file() and not path.name.startswith(".part-")
    }


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_after_a_kill_at_every_stage_the_tensors_are_the_same(
    tmp_path: Path, prepared_project: Path, sepgenre, sepgenre_json
) -> None:
    songs = tmp_path / "songs"
    table = prepared_project.parent / "songs.csv"
    sepgenre("new", songs)
    stages = {
        ("import", songs, table): lambda: count_rows(songs, "tracks"),
        ("separate", songs, "--separator", "hpss"): lambda: len(cached(songs, "stems")),
        ("features", songs): lambda: len(cached(songs, "features")),
    }
    for words, count in stages.items():
        running = start(tmp_path, *words, "--workers", 1)
        wait_for(count, 1)
        kill(running)
        assert 1 <= count() < 10, words
        # What the kill might have left, had it come while a file was written.
        for path in (songs / "cache").glob("*/*"):
            (path / ".part-killed.wav").write_bytes(b"half a file")
        sepgenre(*words, "--workers", 1)
        assert count() == 10

    assert not list(songs.rglob(".part-*"))
    tensors = cached(prepared_project, "tensors")
    assert {Path(name).name for name in tensors} == {"stems.npy", "full_mix.npy", "no_vox.npy"}
    assert cached(songs, "tensors") == tensors
    assert cached(songs, "features") == cached(prepared_project, "features")
    summary = sepgenre_json("features", songs)
    assert summary["shapes"]["stems"] == [10, 128, 458, 3]
    assert summary["problems"] == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process is POSIX")
def test_ctrl_c_stops_within_five_seconds_and_says_how_to_go_on(separated: Path) -> None:
    # More trials than can end before the key is pressed, however busy the machine is.
    running = start(separated.parent, "run", separated, "--config", "small.toml", "--trials", 500)
    wait_for_trials(separated, 1)
    children = psutil.Process(running.pid).children(recursive=True)
    started = time.monotonic()
    # A terminal sends Ctrl-C to the whole group, workers included.
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)

    # Five seconds on a free machine; CI may be anything but.
    assert time.monotonic() - started < 15
    assert running.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(children, timeout=2)
    assert alive == []
    with Project.open(separated, read_only=True) as project:
        assert project.runs.list()[0].state.value == "stopped"


@pytest.mark.slow
def test_the_66_real_songs(tmp_path: Path, shared: Path, sepgenre, sepgenre_json) -> None:
    """The 66 songs; those of two albums are cut by suggestion, the others by a table."""
    albums = shared / "audio" / "tracker_albums"
    cut = [path for album in sorted(albums.iterdir())[2:] for path in sorted(album.iterdir())]
    table = tmp_path / "cut.csv"
    rows = [f"{path},{path.parent.name},5.0" for path in cut]
    table.write_text("\n".join(["path,genre,start_s", *rows]), encoding="utf-8")
    sepgenre("new", "songs")
    assert len(sepgenre_json("import", "songs", table)["added"]) == len(cut)
    rest = sepgenre_json("import", "songs", albums, "--layout", "folders")["added"]
    assert (len(cut), len(rest)) == (44, 22)
    assert len(sepgenre_json("segments", "songs", "suggest")["added"]) == 22
    assert sepgenre_json("separate", "songs", "--separator", "hpss")["separated"] == 66
    shapes = sepgenre_json("features", "songs")["shapes"]
    # The configuration as it is published, but for a network that takes a tenth of the time.
    small = attrs.evolve(load_config("paper"), network=SMALL.network)
    (tmp_path / "small.toml").write_text(format_config(small), encoding="utf-8")
    words = ("--config", "small.toml", "--trials", 1, "--epochs", 1, "--workers", 1)
    ran = sepgenre_json("run", "songs", *words)
    reported = sepgenre_json("report", "songs", "--out", "songs/report")

    assert shapes == {
        "stems": [66, 128, 458, 3],
        "full_mix": [66, 128, 458, 1],
        "no_vox": [66, 128, 458, 1],
    }
    rows = [row for row in ran["table"] if not row["is_reference"]]
    assert [row["name"] for row in rows] == list(NETWORK_NAMES)
    assert all(0.0 <= row["accuracy"]["mean"] <= 1.0 for row in rows)
    assert Path(tmp_path, reported["report"]).is_file()
    (trial,) = trials_of(tmp_path / "songs")
    assert (len(trial.split.train), len(trial.split.test)) == (52, 14)
