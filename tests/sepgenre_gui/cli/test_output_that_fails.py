"""Places that cannot be written: one line that names them, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.demo import generate_songs
from sepgenre_training.compute.pool import WorkerPool
from sepgenre_training.errors import SepgenreError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import format_config
from sepgenre_training.networks.config import NetworkConfig

FULL = Path("/dev/full")


def run_into(stdout: int, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sepgenre_gui.cli", *words],
        cwd=folder,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe fails otherwise there")
@pytest.mark.parametrize("words", [("tracks", "songs"), ("tracks", "songs", "--json")])
def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path, words: tuple[str, ...]) -> None:
    Project.create(tmp_path / "songs").close()
    reader, writer = os.pipe()
    os.close(reader)

    done = run_into(writer, tmp_path, *words)
    os.close(writer)

    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not FULL.exists(), reason="a device that is always full is Linux's")
@pytest.mark.parametrize("words", [("tracks", "songs"), ("tracks", "songs", "--json")])
def test_a_full_disk_is_told_in_one_line(tmp_path: Path, words: tuple[str, ...]) -> None:
    Project.create(tmp_path / "songs").close()

    with FULL.open("w") as full:
        done = run_into(full.fileno(), tmp_path, *words)

    assert done.returncode == 1
    assert done.stderr.startswith("sepgenre: ")
    assert done.stderr.count("\n") == 1
    assert "disk space" in done.stderr


def test_a_song_that_cannot_be_written_is_told_with_its_folder(
    tmp_path: Path, pool: WorkerPool
) -> None:
    (tmp_path / "music").mkdir()
    (tmp_path / "music" / "stems").write_text("in the way")

    with pytest.raises(SepgenreError, match=r"music/stems/.*: Not a directory"):
        generate_songs(tmp_path / "music", songs_per_genre=1, pool=pool, on_event=lambda _: None)


@pytest.mark.slow
def test_each_run_has_its_report_where_it_can_be_written(
    tmp_path: Path, prepared_project: Path, sepgenre, sepgenre_json
) -> None:
    shutil.copytree(prepared_project, tmp_path / "songs")
    network = NetworkConfig(filters=(2, 3), pool_size=(8, 8))
    small = ExperimentConfig(name="small", trials=1, epochs=1, network=network)
    for config in (small, attrs.evolve(small, name="other", seed=2)):
        path = tmp_path / f"{config.name}.toml"
        path.write_text(format_config(config), encoding="utf-8")
    (tmp_path / "a file").touch()

    exported = sepgenre("features", "songs", "--export", "a file/x.npz", status=1)
    first = sepgenre("run", "songs", "--config", "small.toml", "--workers", 1).stdout
    second = sepgenre("run", "songs", "--config", "other.toml", "--workers", 1).stdout
    again = sepgenre("run", "songs", "--config", "small.toml").stdout
    reported = sepgenre("report", "songs", 1, "--out", "a file", status=1)

    assert "sepgenre report songs 1 --out" in first
    assert "sepgenre report songs 2 --out" in second
    # The older run is the one that this command is about.
    assert "sepgenre report songs 1 --out" in again
    for failed, place in ((exported, "a file/x.npz"), (reported, "a file")):
        assert failed.stderr.startswith(f"sepgenre: {Path(place)}: cannot be written")
        assert failed.stderr.count("\n") == 1
