"""Verdicts: of each stem by itself, and never other than the gates say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.preview.verdicts import Verdict, judge_stems
from sepgenre_training.separation.quality import check_stems
from sepgenre_training.separation.stem_files import write_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from tests.music import make_track, write_track

RATE_HZ = 44_100


@pytest.fixture
def mixture(tmp_path: Path) -> Path:
    return write_track(
        tmp_path / "song.wav",
        make_track(0, 0, duration_s=4.0, rate_hz=RATE_HZ),
        rate_hz=RATE_HZ,
        subtype="FLOAT",
    )


def stems_of(scales: dict[str, float], samples: Audio) -> dict[str, Audio]:
    rng = np.random.default_rng(0)
    return {
        name: (
            scales[name] * samples
            if name in scales
            else 0.1 * rng.standard_normal(samples.shape).astype(np.float32)
        )
        for name in STEM_NAMES
    }


@pytest.mark.parametrize(
    ("scale", "verdict"),
    [
        (0.0, Verdict.SILENT),
        (0.9e-3, Verdict.SILENT),
        (1.1e-3, Verdict.SOUNDS),
        (0.5, Verdict.SOUNDS),
        (0.985, Verdict.SOUNDS),
        (0.995, Verdict.IDENTICAL),
        (1.0, Verdict.IDENTICAL),
    ],
)
def test_the_thresholds_are_those_of_the_gates(
    tmp_path: Path, mixture: Path, make_task, scale: float, verdict: Verdict
) -> None:
    samples = make_track(0, 0, duration_s=4.0, rate_hz=RATE_HZ).T
    stems = stems_of({"drums": scale}, samples)
    path = tmp_path / "stems.wav"
    write_stems(path, stems, RATE_HZ)

    judged = judge_stems(path, make_task(mixture))

    expected = dict.fromkeys(STEM_NAMES, Verdict.SOUNDS) | {"drums": verdict}
    assert judged == expected
    if verdict is Verdict.IDENTICAL:
        with pytest.raises(SeparationError, match="'drums' that is nearly the mixture"):
            check_stems(stems, samples, separator="x", sample_rate=RATE_HZ)
    else:
        check_stems(stems, samples, separator="x", sample_rate=RATE_HZ)


def test_stems_of_silence_are_silent_and_not_identical(tmp_path: Path, make_task) -> None:
    track = write_track(tmp_path / "silence.wav", np.zeros((9_000, 1), np.float32))
    path = tmp_path / "stems.wav"
    write_stems(path, dict.fromkeys(STEM_NAMES, np.zeros((1, 9_000), np.float32)), 22_050)
    assert set(judge_stems(path, make_task(track)).values()) == {Verdict.SILENT}


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"RIFF")])
def test_stems_that_cannot_be_read_are_told(
    tmp_path: Path, mixture: Path, make_task, spoil
) -> None:
    path = tmp_path / "stems.wav"
    write_stems(path, dict.fromkeys(STEM_NAMES, np.zeros((2, 4 * RATE_HZ), np.float32)), RATE_HZ)
    spoil(path)
    with pytest.raises(SeparationError, match=r"stems\.wav cannot be used") as told:
        judge_stems(path, make_task(mixture))
    assert told.value.remedy
