"""Streaming: windows that cover a track once, joined without a seam, exact to the sample."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.audio.reading import read_window
from sepgenre_training.compute import worker
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.hpss import HpssSeparator
from sepgenre_training.separation.spleeter.engine import SpleeterSeparator
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.whole_track.streaming import (
    StreamingSeparator,
    WindowGrid,
    cut_windows,
    separate_windows,
    stream_stems,
)

RATE_HZ = 8_000


def noise(n_samples: int, n_channels: int = 2) -> Audio:
    rng = np.random.default_rng(n_samples)
    return rng.uniform(-0.5, 0.5, (n_channels, n_samples)).astype(np.float32)


def cut(audio: Audio, cuts: list[int]) -> Iterator[Audio]:
    for start, stop in pairwise([0, *sorted(cuts), audio.shape[1]]):
        yield audio[:, start:stop]


def join(stems: list[Mapping[str, Audio]]) -> dict[str, Audio]:
    return {name: np.concatenate([each[name] for each in stems], axis=1) for name in STEM_NAMES}


def level_db(audio: Audio) -> float:
    return float(10 * np.log10(np.mean(np.square(audio, dtype=np.float64)) + 1e-30))


@given(
    n_samples=st.integers(1, 300),
    step=st.integers(1, 7),
    hop=st.integers(1, 9),
    overlap=st.integers(0, 9),
    data=st.data(),
)
def test_windows_cover_every_sample(
    n_samples: int, step: int, hop: int, overlap: int, data: st.DataObject
) -> None:
    grid = WindowGrid(step_samples=step, n_hop_steps=hop, n_overlap_steps=overlap)
    cuts = data.draw(st.lists(st.integers(0, n_samples), max_size=5))
    track = np.arange(2 * n_samples, dtype=np.float32).reshape(2, -1)

    windows = list(cut_windows(cut(track, cuts), grid))

    fresh = [samples[:, n_covered:] for samples, n_covered in windows]
    np.testing.assert_array_equal(np.concatenate(fresh, axis=1), track)
    assert windows[0][1] == 0
    assert all(n_covered >= grid.overlap_samples for _, n_covered in windows[1:])
    lengths = [samples.shape[1] for samples, _ in windows]
    assert all(length == min(grid.window_samples, n_samples) for length in lengths[:-1])
    assert 0 <= lengths[-1] - min(grid.window_samples, n_samples) < step
    assert all(samples[0, 0] % step == 0 for samples, _ in windows)
    # Nor is any window there for nothing.
    assert all(part.shape[1] for part in fresh)


@pytest.mark.parametrize("n_samples", [1, 1_000, 16_000, 39_999, 40_000, 40_001, 64_001, 100_003])
@pytest.mark.parametrize("n_channels", [1, 2, 5])
def test_joined_windows_have_the_length_and_the_sum_of_the_mixture(
    n_samples: int, n_channels: int
) -> None:
    mixture = noise(n_samples, n_channels)
    grid = WindowGrid(step_samples=8_000, n_hop_steps=3, n_overlap_steps=2)
    blocks = cut(mixture, [0, min(n_samples, 5_000)])
    stems = join(list(separate_windows(HpssSeparator(), blocks, RATE_HZ, grid)))
    np.testing.assert_allclose(np.sum(list(stems.values()), axis=0), mixture, atol=1e-5)


def test_joined_windows_are_nearly_those_of_the_whole(shared: Path) -> None:
    rate_hz = 44_100
    path = shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg"
    music = read_window(path, start_sample=5 * rate_hz, n_samples=20 * rate_hz)
    whole = HpssSeparator().separate(music, rate_hz)
    grid = WindowGrid(step_samples=8_192, n_hop_steps=32, n_overlap_steps=11)
    joined = join(list(separate_windows(HpssSeparator(), [music], rate_hz, grid)))
    for name in STEM_NAMES:
        assert level_db(joined[name] - whole[name]) < level_db(music) - 40.0


def test_a_cross_fade_joins_what_windows_disagree_on() -> None:
    class Level:
        """Gives to the bass the level that its first sample has."""

        name, version = "level", "1"

        def separate(self, mixture: Audio, sample_rate: int) -> Mapping[str, Audio]:
            bass = np.full_like(mixture, mixture[0, 0])
            return dict.fromkeys(STEM_NAMES, np.zeros_like(mixture)) | {"bass": bass}

    ramp = np.arange(100, dtype=np.float32)[np.newaxis]
    grid = WindowGrid(step_samples=10, n_hop_steps=4, n_overlap_steps=1)
    bass = join(list(separate_windows(Level(), [ramp], 1, grid)))["bass"]
    # Windows start at 0, 40, and 50, where the last one must start to end with the track.
    np.testing.assert_array_equal(bass[0, :40], 0.0)
    np.testing.assert_allclose(bass[0, 40:50], 40.0 * (np.arange(10) + 0.5) / 10, rtol=1e-5)
    np.testing.assert_array_equal(bass[0, 50:80], 40.0)
    np.testing.assert_allclose(bass[0, 80:90], 40.0 + np.arange(10) + 0.5, rtol=1e-5)
    np.testing.assert_array_equal(bass[0, 90:], 50.0)


def test_each_block_of_stems_comes_with_its_mixture() -> None:
    mixture = noise(100_003)
    parts = list(stream_stems(HpssSeparator(), cut(mixture, [1, 2, 50_000]), 1_000 * 8))
    np.testing.assert_array_equal(np.concatenate([part for part, _ in parts], axis=1), mixture)
    for part, stems in parts:
        np.testing.assert_allclose(np.sum(list(stems.values()), axis=0), part, atol=1e-5)


def test_a_separator_that_streams_is_left_to_it(random_checkpoint: Path) -> None:
    separator = SpleeterSeparator(weights=random_checkpoint)
    assert isinstance(separator, StreamingSeparator)
    assert not isinstance(HpssSeparator(), StreamingSeparator)
    mixture = noise(13 * 48_000 + 5)
    parts = list(stream_stems(separator, cut(mixture, [48_000]), 48_000))

    np.testing.assert_array_equal(np.concatenate([part for part, _ in parts], axis=1), mixture)
    whole = separator.separate(mixture, 48_000)
    for name, stem in join([stems for _, stems in parts]).items():
        np.testing.assert_allclose(stem, whole[name], atol=1e-6)


class _Resizing:
    """A faulty separator: whatever it is given, its stems have one length."""

    name, version = "resizing", "1"

    def __init__(self, n_samples: int) -> None:
        self._n_samples = n_samples

    def separate(self, mixture: Audio, sample_rate: int) -> Mapping[str, Audio]:
        return next(self.separate_blocks([mixture], sample_rate))

    def separate_blocks(
        self, blocks: Iterable[Audio], sample_rate: int
    ) -> Iterator[Mapping[str, Audio]]:
        mixture = np.concatenate(list(blocks), axis=1)
        yield dict.fromkeys(STEM_NAMES, np.resize(mixture, (2, self._n_samples)))


class _HalfWindows:
    """A faulty separator: its stems are shorter than what it was given."""

    name, version = "half", "1"

    def separate(self, mixture: Audio, sample_rate: int) -> Mapping[str, Audio]:
        return dict.fromkeys(STEM_NAMES, mixture[:, ::2])


@pytest.mark.parametrize(("n", "words"), [(97, "end 3 samples before"), (101, "longer than")])
def test_stems_of_another_length_are_refused(n: int, words: str) -> None:
    with pytest.raises(SeparationError, match=words) as told:
        list(stream_stems(_Resizing(n), [noise(100)], RATE_HZ))
    assert told.value.remedy


def test_windows_of_another_shape_are_refused() -> None:
    with pytest.raises(SeparationError, match="no stem 'bass', or one of another shape"):
        list(stream_stems(_HalfWindows(), [noise(100)], RATE_HZ))


def test_a_cancel_stops_before_the_next_window(monkeypatch: pytest.MonkeyPatch) -> None:
    flag = WorkerFlag(multiprocessing.get_context("spawn"))
    monkeypatch.setattr(worker, "_flag", flag)
    parts = stream_stems(HpssSeparator(), [noise(120 * RATE_HZ)], RATE_HZ)
    next(parts)
    flag.set()
    with pytest.raises(CancelledError):
        next(parts)
