"""Chunks of spectra lose nothing: cut, analysed, synthesised and joined, audio is itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.separation.spleeter.spectra import (
    CHUNK_FRAMES,
    CHUNK_SAMPLES,
    FRAME_SAMPLES,
    LEAD_SAMPLES,
    SPAN_SAMPLES,
    STEP_SAMPLES,
    analyse,
    count_chunks,
    cut_spans,
    join_spans,
    synthesise,
)
from sepgenre_training.separation.stems import Audio


def _noise(n_samples: int, n_channels: int = 2) -> Audio:
    rng = np.random.default_rng(n_samples)
    return rng.uniform(-1.0, 1.0, (n_channels, n_samples)).astype(np.float32)


def _in_blocks(audio: Audio, lengths: list[int]) -> Iterator[Audio]:
    start = 0
    for length in lengths:
        yield audio[:, start : start + length]
        start += length
    yield audio[:, start:]


@pytest.mark.parametrize("n_samples", [1, 4095, 4096, CHUNK_SAMPLES + 1, 2 * CHUNK_SAMPLES + 17])
def test_round_trip_is_exact(n_samples: int) -> None:
    audio = _noise(n_samples)
    spans = (synthesise(analyse(span)) for span in cut_spans([audio]))
    joined = np.concatenate(list(join_spans(spans)), axis=-1)
    assert joined.dtype == np.float32
    np.testing.assert_allclose(joined[:, :n_samples], audio, atol=1e-6)


def test_spectra_are_those_of_tensorflow() -> None:
    # The package's framing: a frame of zeros first, the end padded.
    audio = _noise(CHUNK_SAMPLES + 50_000)
    padded = np.pad(audio, ((0, 0), (FRAME_SAMPLES, 0)))
    expected = tf.signal.stft(padded, FRAME_SAMPLES, STEP_SAMPLES, pad_end=True).numpy()
    found = np.concatenate([analyse(span) for span in cut_spans([audio])], axis=1)
    assert found.dtype == np.complex64
    assert found.shape[1] == 2 * CHUNK_FRAMES
    np.testing.assert_allclose(found[:, : expected.shape[1]], expected, atol=2e-4)
    assert not found[:, expected.shape[1] :].any()


def test_bins_that_are_not_given_are_zero() -> None:
    spectra = analyse(next(cut_spans([_noise(30_000)])))
    low = spectra.copy()
    low[..., 1024:] = 0.0
    np.testing.assert_array_equal(synthesise(spectra[..., :1024]), synthesise(low))


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 2 * CHUNK_SAMPLES), st.lists(st.integers(0, CHUNK_SAMPLES + 5_000), max_size=4)
)
def test_spans_do_not_depend_on_the_blocks(n_samples: int, lengths: list[int]) -> None:
    audio = _noise(n_samples, n_channels=1)
    spans = list(cut_spans(_in_blocks(audio, lengths)))
    assert len(spans) == count_chunks(n_samples)
    padded = np.zeros((1, len(spans) * CHUNK_SAMPLES + SPAN_SAMPLES), dtype=np.float32)
    padded[:, LEAD_SAMPLES : LEAD_SAMPLES + n_samples] = audio
    for chunk, span in enumerate(spans):
        start = chunk * CHUNK_SAMPLES
        np.testing.assert_array_equal(span, padded[:, start : start + SPAN_SAMPLES])


def test_a_segment_of_ten_seconds_is_one_chunk() -> None:
    assert count_chunks(441_000) == 1
    # 435 frames of ten seconds, 512 of a chunk: four of them begin before the first sample.
    assert count_chunks(508 * STEP_SAMPLES) == 1
    assert count_chunks(508 * STEP_SAMPLES + 1) == 2
