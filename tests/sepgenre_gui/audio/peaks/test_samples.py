"""Tiles of samples: the slice of the full decode, and columns that equal brute force."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_gui.audio.held_reader import release_reader
from sepgenre_gui.audio.peaks import (
    TILE_SAMPLES,
    PeaksTask,
    SamplesTask,
    SampleTile,
    read_sample_columns,
    read_sample_runs,
    read_samples,
)
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio
from tests.sepgenre_gui.audio.peaks.conftest import decode

Make = Callable[..., Path]
TaskFor = Callable[[Path], PeaksTask]

N_TILES = 4


@pytest.fixture(autouse=True)
def _no_held_file() -> Iterator[None]:
    yield
    release_reader()


def tile_of(samples: Audio, index: int) -> SampleTile:
    """Make a tile by brute force."""
    part = samples[:, index * TILE_SAMPLES : (index + 1) * TILE_SAMPLES]
    pieces = [part[:, begin : begin + 16] for begin in range(0, part.shape[1], 16)]
    return SampleTile(
        index=index,
        samples=part,
        minima=np.stack([piece.min(axis=1) for piece in pieces], axis=1),
        maxima=np.stack([piece.max(axis=1) for piece in pieces], axis=1),
    )


@pytest.mark.parametrize(
    ("name", "channels"),
    [("a.wav", 2), ("a.flac", 2), ("a.aiff", 1), ("a.ogg", 2), ("a.mp3", 2), ("mono.mp3", 1)],
)
def test_tiles_equal_the_slice_of_the_full_decode(
    write: Make, task_for: TaskFor, name: str, channels: int
) -> None:
    path = write(name, duration_s=12.0, channels=channels)
    task, samples = task_for(path), decode(path)
    last = (task.n_samples - 1) // TILE_SAMPLES
    for index in (last, 0, 3, 4, 2, 3, last):
        tile = read_samples(
            SamplesTask(path=path, decoder=task.decoder, n_samples=task.n_samples, index=index)
        )
        reference = tile_of(samples, index)
        assert tile.index == index
        np.testing.assert_array_equal(tile.samples, reference.samples)
        np.testing.assert_array_equal(tile.minima, reference.minima)
        np.testing.assert_array_equal(tile.maxima, reference.maxima)


def test_tiles_of_real_music_are_exact(shared: Path) -> None:
    path = shared / "audio" / "music" / "spleeter_audio_example.mp3"
    samples = decode(path)
    for index in (5, 2, 3):
        tile = read_samples(
            SamplesTask(path=path, decoder="libsndfile", n_samples=samples.shape[1], index=index)
        )
        begin = index * TILE_SAMPLES
        np.testing.assert_array_equal(tile.samples, samples[:, begin : begin + TILE_SAMPLES])


def test_a_tile_behind_the_end_is_refused(write: Make, task_for: TaskFor) -> None:
    path = write("a.wav")
    task = task_for(path)
    with pytest.raises(ValueError, match="no tile 9"):
        SamplesTask(path=path, decoder="libsndfile", n_samples=task.n_samples, index=9)
    longer = SamplesTask(
        path=path, decoder="libsndfile", n_samples=task.n_samples + TILE_SAMPLES, index=8
    )
    with pytest.raises(AudioError, match=r"a\.wav.*changed"):
        read_samples(longer)


@pytest.fixture(scope="module")
def noise() -> Audio:
    rng = np.random.default_rng(3)
    return rng.standard_normal((2, N_TILES * TILE_SAMPLES - 4321)).astype(np.float32)


@settings(max_examples=60, deadline=None)
@given(
    zoom=st.floats(0.05, 256.0, exclude_max=True),
    place=st.floats(0.0, 1.0),
    held=st.sets(st.integers(0, N_TILES - 1)),
)
def test_columns_equal_brute_force_where_tiles_are_held(
    noise: Audio, zoom: float, place: float, held: set[int]
) -> None:
    n_samples = noise.shape[1]
    total = int(np.ceil(n_samples / zoom))
    first = int(place * (total - 1))
    count = min(700, total - first)
    tiles = {index: tile_of(noise, index) for index in held}
    bin_samples = 1 if zoom < 16 else 16
    seen = np.zeros(count, bool)
    for columns in read_sample_columns(tiles, first, count, zoom):
        for offset in range(len(columns)):
            column = columns.first + offset
            begin = int(np.floor(column * (zoom / bin_samples))) * bin_samples
            end = int(np.floor((column + 1) * (zoom / bin_samples))) * bin_samples
            part = noise[:, begin : max(end, begin + bin_samples)]
            np.testing.assert_array_equal(columns.minima[:, offset], part.min(axis=1))
            np.testing.assert_array_equal(columns.maxima[:, offset], part.max(axis=1))
            assert not seen[column - first]
            seen[column - first] = True
    starts = (np.arange(first, first + count) * zoom).astype(int)
    ends = np.minimum((np.arange(first, first + count) + 1) * zoom + 16, n_samples - 1)
    whole = np.isin(starts // TILE_SAMPLES, list(held)) & np.isin(
        ends.astype(int) // TILE_SAMPLES, list(held)
    )
    assert seen[whole].all()


def test_runs_of_samples_are_cut_where_a_tile_is_missing(noise: Audio) -> None:
    tiles = {index: tile_of(noise, index) for index in (0, 1, 3)}
    start, stop = TILE_SAMPLES // 2, 3 * TILE_SAMPLES + 100
    runs = list(read_sample_runs(tiles, start, stop))

    assert [begin for begin, _ in runs] == [start, 3 * TILE_SAMPLES]
    np.testing.assert_array_equal(runs[0][1], noise[:, start : 2 * TILE_SAMPLES])
    np.testing.assert_array_equal(runs[1][1], noise[:, 3 * TILE_SAMPLES : stop])
