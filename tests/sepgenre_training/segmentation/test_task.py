from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sepgenre_training.errors import AudioError
from sepgenre_training.segmentation.task import SuggestionTask, suggest_for_track


def write_track(path: Path, sample_rate: int, duration_s: float = 40.0) -> SuggestionTask:
    """Noise bursts at 120 BPM, loud between 15 s and 35 s."""
    n_samples = round(duration_s * sample_rate)
    t = np.arange(n_samples) / sample_rate
    bursts = np.random.default_rng(0).standard_normal(n_samples) * np.exp(-(t % 0.5) / 0.05)
    samples = np.where((t >= 15.0) & (t < 35.0), 0.3, 0.003) * bursts
    soundfile.write(path, np.clip(samples, -1.0, 1.0), sample_rate)
    return SuggestionTask(
        path=path,
        sample_rate_hz=sample_rate,
        n_samples=n_samples,
        length_samples=10 * sample_rate,
    )


@pytest.mark.parametrize("sample_rate", [8_000, 96_000])
def test_starts_are_samples_of_the_track(tmp_path: Path, sample_rate: int) -> None:
    task = write_track(tmp_path / "track.wav", sample_rate)
    found = suggest_for_track(task)
    assert len(found) == 3
    best = found[0]
    assert 14.9 * sample_rate <= best.start_sample <= 25.1 * sample_rate
    beats = best.start_sample / sample_rate / 0.5
    assert abs(beats - round(beats)) * 0.5 < 0.03
    assert best.tempo_bpm == pytest.approx(120.0, abs=0.5)
    for each in found:
        assert 0 <= each.start_sample <= task.n_samples - task.length_samples


def test_track_of_one_segment(tmp_path: Path) -> None:
    task = write_track(tmp_path / "short.wav", 8_000, 10.0)
    (only,) = suggest_for_track(task)
    assert only.start_sample == 0


def test_short_track_is_refused_by_name(tmp_path: Path) -> None:
    task = write_track(tmp_path / "short.wav", 8_000, 9.0)
    with pytest.raises(AudioError, match=r"short\.wav") as caught:
        suggest_for_track(task)
    assert caught.value.remedy


def test_task_travels_between_processes(tmp_path: Path) -> None:
    task = write_track(tmp_path / "short.wav", 8_000, 10.0)
    assert pickle.loads(pickle.dumps(task)) == task
