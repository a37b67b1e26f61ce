"""The engine: the reference's stems, exact lengths, any input, progress, cancellation."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.audio.reading import read_window
from sepgenre_training.compute import worker
from sepgenre_training.compute.flag import WorkerFlag
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.spleeter.engine import SpleeterSeparator, chunks_of
from sepgenre_training.separation.spleeter.spectra import CHUNK_SAMPLES, LEAD_SAMPLES
from sepgenre_training.separation.stems import STEM_NAMES, Audio, Separator
from tests.sepgenre_training.separation.spleeter.reference import separate_in_one_piece

RATE_HZ = 44_100


def _music(shared: Path, n_samples: int) -> Audio:
    path = shared / "audio" / "music" / "Kevin_MacLeod_-_Vibe_Ace.ogg"
    return read_window(path, start_sample=20 * RATE_HZ, n_samples=n_samples)


def _noise(n_samples: int, n_channels: int = 2) -> Audio:
    rng = np.random.default_rng(n_samples)
    return rng.uniform(-0.5, 0.5, (n_channels, n_samples)).astype(np.float32)


def test_it_is_a_separator(separator: SpleeterSeparator) -> None:
    chosen: Separator = separator
    assert (chosen.name, chosen.version) == ("spleeter", "2")


@pytest.mark.slow
def test_stems_are_those_of_the_reference(
    separator: SpleeterSeparator, random_checkpoint: Path, shared: Path
) -> None:
    # Two chunks and a remainder.
    music = _music(shared, 26 * RATE_HZ + 17)
    music = np.concatenate([music, -0.7 * music[::-1]])[:2] if len(music) == 1 else music
    stems = separator.separate(music, RATE_HZ)
    reference = separate_in_one_piece(random_checkpoint, music)
    for name in STEM_NAMES:
        assert np.abs(reference[name]).max() > 0.05
        np.testing.assert_allclose(stems[name], reference[name], atol=1e-4)


def test_blocks_of_any_length_give_the_same_stems(
    separator: SpleeterSeparator, shared: Path
) -> None:
    music = _music(shared, 13 * RATE_HZ)
    whole = separator.separate(music, RATE_HZ)
    blocks = np.split(music, [1, 5000, 300_001, 300_001], axis=1)
    pieces = list(separator.separate_blocks(blocks, RATE_HZ))
    assert len(pieces) == chunks_of(music.shape[1], RATE_HZ) == 2
    for name in STEM_NAMES:
        joined = np.concatenate([piece[name] for piece in pieces], axis=1)
        np.testing.assert_array_equal(joined, whole[name])


def test_stems_sum_to_the_mixture_below_11_khz(separator: SpleeterSeparator) -> None:
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    low = np.sin(2 * np.pi * 440.0 * time_s) + np.sin(2 * np.pi * 8_000.0 * time_s)
    high = np.sin(2 * np.pi * 15_000.0 * time_s)
    fade = np.clip(np.minimum(time_s, 2.0 - time_s) / 0.2, 0.0, 1.0)
    mixture = (0.3 * fade * np.stack([low + high, 0.5 * low + high])).astype(np.float32)
    summed = np.add.reduce(list(separator.separate(mixture, RATE_HZ).values()))
    expected = mixture - (0.3 * fade * high).astype(np.float32)
    np.testing.assert_allclose(summed, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("n_samples", "sample_rate", "n_channels"),
    [
        (1, 44_100, 2),
        (4095, 44_100, 2),
        (4096, 44_100, 1),
        (44_100 * 3 + 17, 44_100, 2),
        (1, 22_050, 1),
        (22_050 * 2 + 1, 22_050, 1),
        (48_000 * 2 + 7, 48_000, 2),
        (1, 192_000, 2),
        (30_001, 96_000, 3),
        (20_000, 11_025, 6),
    ],
)
def test_stems_have_the_shape_of_the_mixture(
    separator: SpleeterSeparator, n_samples: int, sample_rate: int, n_channels: int
) -> None:
    stems = separator.separate(_noise(n_samples, n_channels), sample_rate)
    assert tuple(stems) == STEM_NAMES
    for stem in stems.values():
        assert stem.shape == (n_channels, n_samples)
        assert stem.dtype == np.float32
        assert np.isfinite(stem).all()


def test_mono_is_stereo_of_twice_the_same(separator: SpleeterSeparator) -> None:
    mono = _noise(30_000, 1)
    folded = separator.separate(mono, RATE_HZ)
    stereo = separator.separate(np.repeat(mono, 2, axis=0), RATE_HZ)
    for name in STEM_NAMES:
        np.testing.assert_allclose(folded[name][0], stereo[name].mean(axis=0), atol=1e-7)


def test_channels_beyond_two_go_in_pairs(separator: SpleeterSeparator) -> None:
    channels = _noise(20_000, 5)
    stems = separator.separate(channels, RATE_HZ)
    for part in (slice(0, 2), slice(2, 4), slice(4, 5)):
        alone = separator.separate(channels[part], RATE_HZ)
        for name in STEM_NAMES:
            np.testing.assert_array_equal(stems[name][part], alone[name])


def test_another_rate_changes_little(separator: SpleeterSeparator) -> None:
    # A tone that both rates hold; the stems of 44.1 kHz are the reference.
    def tone(rate: int) -> Audio:
        time_s = np.arange(2 * rate) / rate
        fade = np.clip(np.minimum(time_s, 2.0 - time_s) / 0.3, 0.0, 1.0)
        return np.tile((0.5 * fade * np.sin(2 * np.pi * 1_000.0 * time_s)), (2, 1)).astype("f4")

    expected = separator.separate(tone(44_100), 44_100)
    found = separator.separate(tone(88_200), 88_200)
    for name in STEM_NAMES:
        np.testing.assert_allclose(found[name][:, ::2], expected[name], atol=1e-3)


def test_silence_stays_silent(separator: SpleeterSeparator) -> None:
    stems = separator.separate(np.zeros((2, 10_000), np.float32), RATE_HZ)
    assert not any(stem.any() for stem in stems.values())


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(
    separator: SpleeterSeparator, value: float
) -> None:
    mixture = _noise(1_000_000)
    mixture[1, 999_999] = value
    done: list[int] = []
    with pytest.raises(SeparationError, match="1 samples that are NaN or infinite"):
        separator.separate(mixture, RATE_HZ, on_chunk=done.append)
    assert not done


@pytest.mark.parametrize(
    ("shape", "sample_rate"),
    [((2, 0), 44_100), ((0, 10), 44_100), ((10,), 44_100), ((2, 10), 0), ((2, 10), 999)],
)
def test_what_is_no_audio_is_refused(
    separator: SpleeterSeparator, shape: tuple[int, ...], sample_rate: int
) -> None:
    with pytest.raises(SeparationError, match="was given") as refusal:
        separator.separate(np.zeros(shape, np.float32), sample_rate)
    assert refusal.value.remedy


def test_channels_that_change_within_a_track_are_refused(separator: SpleeterSeparator) -> None:
    blocks = [_noise(1000, 2), _noise(1000, 1)]
    with pytest.raises(SeparationError, match="of 2 channels"):
        list(separator.separate_blocks(blocks, RATE_HZ))


def test_each_chunk_is_reported(separator: SpleeterSeparator) -> None:
    mixture = _noise(13 * RATE_HZ)
    done: list[int] = []
    separator.separate(mixture, RATE_HZ, on_chunk=done.append)
    assert done == list(range(1, chunks_of(mixture.shape[1], RATE_HZ) + 1)) == [1, 2]


def test_a_cancel_stops_before_the_next_chunk(
    separator: SpleeterSeparator, monkeypatch: pytest.MonkeyPatch
) -> None:
    flag = WorkerFlag(multiprocessing.get_context("spawn"))
    monkeypatch.setattr(worker, "_flag", flag)
    done: list[int] = []

    def cancel_after_the_first(n_done: int) -> None:
        done.append(n_done)
        flag.set()

    with pytest.raises(CancelledError):
        separator.separate(_noise(60 * RATE_HZ), RATE_HZ, on_chunk=cancel_after_the_first)
    assert done == [1]


def test_the_track_is_read_no_further_than_a_chunk_ahead(separator: SpleeterSeparator) -> None:
    n_read = 0

    def blocks() -> Iterator[Audio]:
        nonlocal n_read
        for _ in range(100):
            n_read += RATE_HZ
            yield _noise(RATE_HZ)

    first = next(separator.separate_blocks(blocks(), RATE_HZ))
    assert first["bass"].shape == (2, CHUNK_SAMPLES - LEAD_SAMPLES)
    assert n_read <= 13 * RATE_HZ


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SeparationError, match="missing"):
        SpleeterSeparator(weights=tmp_path)
