"""Provenance: what of the machine is told, and what never."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sepgenre_training.experiment.provenance import (
    describe_machine,
    describe_versions,
    visible_gpus,
)

GPU = "GPU-8932f937-d72c-4106-c12f-20bd9faed9f6"


@pytest.fixture
def driver(tmp_path: Path) -> Path:
    """The files of a driver with two GPUs, as it shows them in /proc."""
    for number, model in enumerate(("NVIDIA H200", "NVIDIA T4")):
        information = tmp_path / "driver" / "gpus" / f"0000:0{number}:00.0" / "information"
        information.parent.mkdir(parents=True)
        information.write_text(f"Model: \t\t {model}\nIRQ:   \t\t 90\nGPU UUID: \t {GPU}\n")
    return tmp_path / "driver"


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (None, "NVIDIA H200, NVIDIA T4"),
        ("0,1", "NVIDIA H200, NVIDIA T4 (chosen: 0,1)"),
        ("1", "NVIDIA H200, NVIDIA T4 (chosen: 1)"),
        (GPU, "NVIDIA H200, NVIDIA T4 (chosen: 1 by name)"),
        ("", "none"),
        ("-1", "none"),
    ],
)
def test_gpus_are_told_by_model(
    driver: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str | None, told: str
) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if chosen is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", chosen)

    assert visible_gpus(driver, tmp_path / "no devices") == told


def test_devices_without_a_driver_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    for name in ("nvidia0", "nvidiactl", "null"):
        (tmp_path / name).touch()

    assert visible_gpus(tmp_path / "no driver", tmp_path) == "Nvidia"
    assert visible_gpus(tmp_path / "no driver", tmp_path / "empty") == "none"


def test_the_machine_is_told_by_kind() -> None:
    assert set(describe_machine()) == {"system", "processor", "graphics processors"}
    assert all(describe_machine().values())


def test_describing_loads_nothing_heavy() -> None:
    script = (
        "import sys; from sepgenre_training.experiment.provenance import *; "
        "describe_machine(), describe_versions(); "
        "print([n for n in ('tensorflow', 'keras', 'librosa', 'numpy') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"
    assert {"python", "tensorflow", "librosa", "soxr"} <= set(describe_versions())
