"""The real spleeter package beside the engine: the same stems, and never random ones.

Both read one checkpoint of the official shape with random weights, and separate real music; the
package runs in its own environment, in the real child process.
"""

from __future__ import annotations

import multiprocessing
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sepgenre_training.audio.reading import read_window
from sepgenre_training.compute import worker
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.external import child_process
from sepgenre_training.separation.external.spleeter_package import SpleeterPackageSeparator
from sepgenre_training.separation.spleeter.engine import SpleeterSeparator, chunks_of
from sepgenre_training.separation.stems import STEM_NAMES, Audio, Separator

pytestmark = pytest.mark.slow

RATE_HZ = 44_100
LARGEST_DIFFERENCE = 1e-4


@pytest.fixture(scope="module")
def engine(random_checkpoint: Path) -> SpleeterSeparator:
    return SpleeterSeparator(weights=random_checkpoint)


@pytest.fixture(scope="module")
def package(random_checkpoint: Path, spleeter_python: Path) -> Iterator[SpleeterPackageSeparator]:
    separator = SpleeterPackageSeparator(weights=random_checkpoint, python=spleeter_python)
    yield separator
    separator.child.stop()


def music(shared: Path, seconds: float) -> Audio:
    path = shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg"
    read = read_window(path, start_sample=20 * RATE_HZ, n_samples=round(seconds * RATE_HZ))
    return read if len(read) == 2 else np.concatenate([read, -0.7 * read[:, ::-1]])


def require_parity(
    package: SpleeterPackageSeparator, engine: SpleeterSeparator, mixture: Audio
) -> None:
    expected = package.separate(mixture, RATE_HZ)
    found = engine.separate(mixture, RATE_HZ)
    for name in STEM_NAMES:
        assert expected[name].shape == found[name].shape == mixture.shape
        difference = float(np.abs(found[name] - expected[name]).max())
        assert difference < LARGEST_DIFFERENCE
        # Compared with silence, anything would be alike.
        assert np.abs(expected[name]).max() > 0.02 * np.abs(mixture).max()


def test_it_is_a_separator(package: SpleeterPackageSeparator) -> None:
    chosen: Separator = package
    assert chosen.name == "spleeter-package"
    assert "spleeter 2.4.2" in chosen.version


def test_short_music(
    package: SpleeterPackageSeparator, engine: SpleeterSeparator, shared: Path
) -> None:
    require_parity(package, engine, music(shared, 2.5))


def test_music_of_several_chunks(
    package: SpleeterPackageSeparator, engine: SpleeterSeparator, shared: Path
) -> None:
    mixture = music(shared, 25.003)
    assert chunks_of(mixture.shape[1], RATE_HZ) == 3
    require_parity(package, engine, mixture)


def test_mono_music_clipped_hard_and_beyond_full_scale(
    package: SpleeterPackageSeparator, engine: SpleeterSeparator, shared: Path
) -> None:
    # Both at once: whatever it is given, the package takes ten seconds.
    mixture = music(shared, 1.5)[:1]
    gain = 4.0 / np.abs(mixture).max()
    require_parity(package, engine, np.clip(gain * mixture, -1.05, 1.05).astype(np.float32))


def test_silence(package: SpleeterPackageSeparator, engine: SpleeterSeparator) -> None:
    silence = np.zeros((2, 20_000), np.float32)
    for separator in (package, engine):
        stems = separator.separate(silence, RATE_HZ)
        assert not any(stem.any() for stem in stems.values())


def test_samples_that_are_no_numbers_are_refused(package: SpleeterPackageSeparator) -> None:
    bad = np.full((2, 1_000), np.nan, np.float32)
    with pytest.raises(SeparationError, match="2000 samples that are NaN or infinite"):
        package.separate(bad, RATE_HZ)


@pytest.mark.parametrize("name", ["model.index", "model.data-00000-of-00001"])
def test_weights_that_vanish_between_segments_are_an_error_and_never_random(
    package: SpleeterPackageSeparator, name: str
) -> None:
    noise = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 4_000)).astype(np.float32)
    if package.child.pid is None:
        # Else it has separated before, in another test; once more would cost seconds.
        package.separate(noise, RATE_HZ)
    model = package.child.folder / "4stems"
    (model / name).rename(model / f"lost.{name}")

    with pytest.raises(SeparationError, match=r"the weights in .* are gone or were changed"):
        package.separate(noise, RATE_HZ)
    assert package.child.pid is None


_RAW = """
import numpy as np
from spleeter.separator import Separator
separator = Separator("spleeter:4stems", multiprocess=False)
noise = np.random.default_rng(0).uniform(-0.5, 0.5, (4000, 2)).astype(np.float32)
stems = separator.separate(noise)
print("peaks", *(float(np.abs(stem).max()) for stem in stems.values()))
"""


def test_the_package_alone_would_give_random_stems_without_an_error(
    spleeter_python: Path, tmp_path: Path
) -> None:
    """Why the child process looks for the weights itself: in that state the package does not."""
    model = tmp_path / "4stems"
    model.mkdir()
    (model / ".probe").write_text("OK")
    done = subprocess.run(
        [spleeter_python, "-I", "-c", _RAW],
        cwd=tmp_path,
        env={"MODEL_PATH": str(tmp_path), "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    peaks = [float(peak) for peak in done.stdout.splitlines()[-1].split()[1:]]
    assert len(peaks) == 4
    assert min(peaks) > 0.01


def test_a_cancel_ends_it_within_a_second(
    package: SpleeterPackageSeparator, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag = WorkerFlag(multiprocessing.get_context("spawn"))
    monkeypatch.setattr(worker, "_flag", flag)
    cancelled_at: list[float] = []

    asked = threading.Event()
    write_message = child_process.write_message

    def write_and_note(*arguments: Any) -> None:
        write_message(*arguments)
        asked.set()

    def cancel_once_asked() -> None:
        if asked.wait(120.0):
            cancelled_at.append(time.monotonic())
            flag.set()

    monkeypatch.setattr(child_process, "write_message", write_and_note)
    canceller = threading.Thread(target=cancel_once_asked)
    canceller.start()
    with pytest.raises(CancelledError):
        package.separate(np.ones((2, 60 * RATE_HZ), np.float32), RATE_HZ)
    canceller.join()
    # A second, and another for a busy machine.
    assert time.monotonic() - cancelled_at[0] < 2.0
    assert package.child.pid is None


def test_a_checkpoint_without_its_files_is_refused_before_anything_starts(
    spleeter_python: Path, tmp_path: Path
) -> None:
    separator = SpleeterPackageSeparator(weights=tmp_path, python=spleeter_python)
    with pytest.raises(SeparationError, match="there is no such file"):
        separator.separate(np.ones((2, 1_000), np.float32), RATE_HZ)
