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
from contextlib import closing
from pathlib import Path

import attrs
import numpy as np
import psutil
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.experiment.results import TrialResult
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import NETWORK_NAMES
from tests.music import make_track, write_track

SMALL = ExperimentConfig(
    name="small",
    trials=2,
    epochs=2,
    network=NetworkConfig(filters=(2, 3), pool_size=(8, 8)),
    training=TrainingConfig(batch_size=4),
)


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
    ran = sepgenre_json("run", "songs", "--config", "small.toml")
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
    """A project with stems and features, and a configuration beside it."""
    (tmp_path / "small.toml").write_text(
        format_config(attrs.evolve(SMALL, trials=6)), encoding="utf-8"
    )
    return Path(shutil.copytree(prepared_project, tmp_path / "songs"))


def start_run(project: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sepgenre_gui.cli", "run", str(project), "--config", "small.toml"],
        cwd=project.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for_trials(project: Path, count: int) -> None:
    deadline = time.monotonic() + 120
    with closing(sqlite3.connect(f"file:{project / 'project.sqlite'}?mode=ro", uri=True)) as reader:
        while time.monotonic() < deadline:
            if reader.execute("SELECT count(*) FROM trials").fetchone()[0] >= count:
                return
            time.sleep(0.02)
    raise AssertionError("no trial was stored in two minutes")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_after_a_kill_only_the_missing_trials_are_run(
    separated: Path, tmp_path: Path, sepgenre, sepgenre_json
) -> None:
    killed = start_run(separated)
    wait_for_trials(separated, 2)
    children = psutil.Process(killed.pid).children(recursive=True)
    killed.kill()
    killed.communicate()
    _, alive = psutil.wait_procs(children, timeout=5)
    assert alive == []
    stored = trials_of(separated)

    resumed = sepgenre_json("run", separated, "--config", "small.toml")
    interrupted = trials_of(separated)
    sepgenre_json("run", separated, "--config", "small.toml", "--new")
    with Project.open(separated, read_only=True) as project:
        _, second = project.runs.list()
        undisturbed = [attrs.evolve(t, elapsed_s=0.0) for t in project.runs.trials(second.id)]

    assert 2 <= len(stored) < 6
    assert resumed["trials_run"] == 6 - len(stored)
    assert interrupted == undisturbed
    assert [trial for trial in interrupted if trial.index in {t.index for t in stored}] == stored
    nothing_left = sepgenre_json("run", separated, "--config", "small.toml")
    assert nothing_left["trials_run"] == 0
    more = sepgenre_json("run", separated, "--config", "small.toml", "--trials", 7)
    assert (more["trials_run"], more["trials"]) == (1, 7)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process is POSIX")
def test_ctrl_c_stops_within_five_seconds_and_says_how_to_go_on(separated: Path) -> None:
    running = start_run(separated)
    wait_for_trials(separated, 1)
    children = psutil.Process(running.pid).children(recursive=True)
    started = time.monotonic()
    # A terminal sends Ctrl-C to the whole group, workers included.
    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)

    assert time.monotonic() - started < 5
    assert running.returncode == 130
    assert "the same command goes on" in said
    assert "Traceback" not in said
    _, alive = psutil.wait_procs(children, timeout=2)
    assert alive == []
    with Project.open(separated, read_only=True) as project:
        assert project.runs.list()[0].state.value == "stopped"


@pytest.mark.slow
def test_the_66_real_songs(tmp_path: Path, shared: Path, sepgenre, sepgenre_json) -> None:
    sepgenre("new", "songs")
    albums = shared / "audio" / "tracker_albums"
    assert len(sepgenre_json("import", "songs", albums, "--layout", "folders")["added"]) == 66
    assert len(sepgenre_json("segments", "songs", "suggest")["added"]) == 66
    assert sepgenre_json("separate", "songs", "--separator", "hpss")["separated"] == 66
    shapes = sepgenre_json("features", "songs")["shapes"]
    ran = sepgenre_json("run", "songs", "--config", "paper", "--trials", 2)
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
    (trial, _) = trials_of(tmp_path / "songs")
    assert (len(trial.split.train), len(trial.split.test)) == (52, 14)
