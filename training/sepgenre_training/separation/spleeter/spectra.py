"""The STFT of Spleeter's networks, chunk by chunk, and its inverse by overlap-add."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import fft

from sepgenre_training.separation.stems import Audio

NETWORK_RATE_HZ = 44_100
FRAME_SAMPLES = 4096
STEP_SAMPLES = 1024
CHUNK_FRAMES = 512
MODELLED_BINS = 1024

OVERLAP_SAMPLES = FRAME_SAMPLES - STEP_SAMPLES
CHUNK_SAMPLES = CHUNK_FRAMES * STEP_SAMPLES
SPAN_SAMPLES = CHUNK_SAMPLES + OVERLAP_SAMPLES

LEAD_SAMPLES = FRAME_SAMPLES
"""Zeros before the first sample, as in the package: its first frame is silent."""

# Squares of periodic Hann windows a quarter apart sum to 3/2.
_SYNTHESIS_GAIN = 2.0 / 3.0

Spectra = npt.NDArray[np.complex64]
"""Short-time spectra of one chunk, [shape=(..., CHUNK_FRAMES, bins)], dtype complex64."""


def count_chunks(n_samples: int) -> int:
    """Return how many chunks `n_samples` samples at `NETWORK_RATE_HZ` take."""
    n_frames = LEAD_SAMPLES // STEP_SAMPLES + -(-n_samples // STEP_SAMPLES)
    return -(-n_frames // CHUNK_FRAMES)


def cut_spans(blocks: Iterable[Audio]) -> Iterator[Audio]:
    """Cut blocks of any length into the spans that the frames of one chunk see.

    Spans are `CHUNK_SAMPLES` apart, the first one `LEAD_SAMPLES` before the first sample;
    zeros fill the last.

    Parameters
    ----------
    blocks : Iterable[Audio] [each shape=(channels, any number of samples)]
        At `NETWORK_RATE_HZ`, in their order.

    Yields
    ------
    Audio [shape=(channels, SPAN_SAMPLES)]
        As many as `count_chunks` says; none where there are no blocks.
    """
    span: Audio | None = None
    filled = LEAD_SAMPLES
    for block in blocks:
        if span is None:
            span = np.zeros((block.shape[0], SPAN_SAMPLES), dtype=np.float32)
        taken = 0
        while taken < block.shape[1]:
            n = min(block.shape[1] - taken, SPAN_SAMPLES - filled)
            span[:, filled : filled + n] = block[:, taken : taken + n]
            filled, taken = filled + n, taken + n
            if filled == SPAN_SAMPLES:
                yield span
                span = _continue(span)
                filled = OVERLAP_SAMPLES
    if span is not None:
        yield span


def analyse(span: Audio) -> Spectra:
    """Return the spectra of the frames of one chunk.

    Parameters
    ----------
    span : Audio [shape=(..., SPAN_SAMPLES)]
        What the chunk's frames see.

    Returns
    -------
    Spectra [shape=(..., CHUNK_FRAMES, FRAME_SAMPLES // 2 + 1)]
        Of a periodic Hann window.
    """
    frames = np.lib.stride_tricks.sliding_window_view(span, FRAME_SAMPLES, axis=-1)
    return np.asarray(fft.rfft(frames[..., ::STEP_SAMPLES, :] * _WINDOW, axis=-1))


def synthesise(spectra: Spectra) -> Audio:
    """Return the overlap-added frames of one chunk, [shape=(..., SPAN_SAMPLES)].

    Parameters
    ----------
    spectra : Spectra [shape=(..., CHUNK_FRAMES, bins)]
        Bins that are not given are zero.
    """
    frames = fft.irfft(spectra, n=FRAME_SAMPLES, axis=-1)
    frames *= _WINDOW * np.float32(_SYNTHESIS_GAIN)
    steps_per_frame = FRAME_SAMPLES // STEP_SAMPLES
    parts = frames.reshape(*frames.shape[:-1], steps_per_frame, STEP_SAMPLES)
    n_frames = frames.shape[-2]
    added = np.zeros(
        (*frames.shape[:-2], n_frames + steps_per_frame - 1, STEP_SAMPLES), dtype=np.float32
    )
    for part in range(steps_per_frame):
        added[..., part : part + n_frames, :] += parts[..., part, :]
    return added.reshape(*added.shape[:-2], -1)


def join_spans(spans: Iterable[Audio]) -> Iterator[Audio]:
    """Overlap-add the spans of successive chunks: the inverse of `cut_spans`.

    Parameters
    ----------
    spans : Iterable[Audio] [each shape=(..., SPAN_SAMPLES)]
        As `synthesise` returns them, in their order.

    Yields
    ------
    Audio [shape=(..., samples)]
        The samples that no later chunk adds to; with those that fill the last chunk.
    """
    tail: Audio | None = None
    for span in spans:
        finished = span[..., :CHUNK_SAMPLES]
        if tail is None:
            finished = finished[..., LEAD_SAMPLES:]
        else:
            finished[..., :OVERLAP_SAMPLES] += tail
        tail = span[..., CHUNK_SAMPLES:].copy()
        yield finished


def _continue(span: Audio) -> Audio:
    following = np.zeros_like(span)
    following[:, :OVERLAP_SAMPLES] = span[:, CHUNK_SAMPLES:]
    return following


def _periodic_hann() -> Audio:
    phase = 2.0 * np.pi * np.arange(FRAME_SAMPLES) / FRAME_SAMPLES
    return (0.5 - 0.5 * np.cos(phase)).astype(np.float32)


_WINDOW = _periodic_hann()
