"""Whole tracks: what an end by force, a kill and a full disk leave."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def start(tmp_path: Path, shared: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start to separate two minutes of music; return once stems are being written."""

    def started(**options: object) -> subprocess.Popen[str]:
        track = shared / "audio" / "music" / "Karissa_Hobbs_-_Lets_Go_Fishin.ogg"
        process = subprocess.Popen(
            [
                sys.executable, "-m", "sepgenre_gui.cli", "separate", "--whole-track", track,
                "--out", "stems", "--format", "flac", "--separator", "hpss",
            ],
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            **options,
        )  # fmt: skip
        while process.poll() is None:
            if any(path.stat().st_size > 0 for path in tmp_path.glob("stems/.part-*/bass.wav")):
                break
            time.sleep(0.02)
        return process

    return started


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a group otherwise there")
def test_ctrl_c_leaves_nothing(tmp_path: Path, start) -> None:
    process = start()
    os.killpg(process.pid, signal.SIGINT)
    pressed = time.monotonic()
    _, said = process.communicate()

    assert process.returncode == 130, said
    assert time.monotonic() - pressed < 30.0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_what_a_kill_leaves_is_hidden_and_goes_at_the_next_time(
    tmp_path: Path, song: Path, start, sepgenre
) -> None:
    process = start()
    process.kill()
    process.communicate()
    (left,) = (tmp_path / "stems").iterdir()
    assert left.name.startswith(".part-")

    os.utime(left, (0, 0))
    sepgenre("separate", "--whole-track", song, "--out", "stems", "--separator", "hpss")
    assert not left.exists()
    assert len(list((tmp_path / "stems").iterdir())) == 4


def test_a_full_disk_is_one_clear_line_and_leaves_nothing(tmp_path: Path, start) -> None:
    resource = pytest.importorskip("resource")

    def limit_file_size() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    process = start(preexec_fn=limit_file_size)
    _, said = process.communicate()

    assert process.returncode == 1
    assert said.startswith(f"sepgenre: {tmp_path / 'stems'}: the stems cannot be written")
    assert said.count("\n") == 1
    assert "Free some disk space" in said
    assert list(tmp_path.iterdir()) == []
