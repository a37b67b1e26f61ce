"""Classifying one track, as a task that any worker process can run: window by window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
from attrs import validators

from sepgenre_training.audio.examination import SILENCE_PEAK, examine
from sepgenre_training.audio.files import printable
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.audio.reading import open_reader
from sepgenre_training.classification.classifier import Classifier
from sepgenre_training.classification.identity import identity_here
from sepgenre_training.classification.prediction import loaded_predictor
from sepgenre_training.compute.devices import runs_on_gpu
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import AudioError, SeparationError
from sepgenre_training.features.tensors import segment_features
from sepgenre_training.separation.registry import separates_on_gpu
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import checked_stems, loaded_separator

DEFAULT_HOP_S = 5.0


@attrs.frozen(kw_only=True)
class TrackTask:
    """One file to classify.

    Attributes
    ----------
    path : Path
    classifier : Classifier
    weights : Path
        The file of its weights.
    hop_s : float
        From the start of a window to that of the next, in s.
    """

    path: Path
    classifier: Classifier = attrs.field(repr=False)
    weights: Path
    hop_s: float = attrs.field(default=DEFAULT_HOP_S, validator=validators.gt(0.0))


@attrs.frozen(kw_only=True)
class TrackProgressed:
    """`done` of the `total` windows of the file at `path` are classified."""

    path: Path
    done: int
    total: int


@attrs.frozen(kw_only=True, eq=False)
class TrackWindows:
    """What a classifier says of the windows of a track.

    Attributes
    ----------
    content_hash : str
        Of the file.
    duration_s : float
    title, artist : str or None
        From its tags.
    starts_s : tuple of float
        Where each window starts, in s.
    probabilities : ndarray [shape=(n_windows, n_classes)], float64
        Tempered.
    left_out : tuple of (float, str)
        Windows that cannot be judged: where each starts, and why.
    """

    content_hash: str
    duration_s: float
    title: str | None
    artist: str | None
    starts_s: tuple[float, ...]
    probabilities: npt.NDArray[np.float64]
    left_out: tuple[tuple[float, str], ...] = ()


@runs_on_gpu(lambda task: separates_on_gpu(task.classifier.identity.separator))
def classify_track(task: TrackTask) -> TrackWindows:
    """Cut the track into windows, separate each, and classify it.

    Each window is separated and its features are computed by the functions that do so for a
    labelled segment. One window at a time is in memory, and nothing goes to the cache, which
    thousands of tracks would fill.

    Windows without sound, and those whose stems do not pass the quality gates, are left out: as
    segments they would not have been trained on either.

    Raises
    ------
    AudioError
        Where the file cannot be used (`examine`), or is shorter than a window.
    SeparationError
        Where the separator cannot run, or refuses every window.
    ClassifierError
        Where the weights are damaged, or the features that are made here are others than those
        that the classifier was trained on.
    CancelledError
        Within one window of the person's request.
    """
    own = task.classifier.identity
    loaded_separator(own.separator)
    examination = examine(task.path, min_duration_s=own.window_s)
    info = examination.info
    length, hop = (round(each * info.sample_rate_hz) for each in (own.window_s, task.hop_s))
    starts = window_starts(info.n_samples, length, max(1, hop))
    predict = _Predicting(task, info.sample_rate_hz)
    kept: list[float] = []
    rows: list[npt.NDArray[np.float64]] = []
    left_out: list[tuple[float, str]] = []
    windows = iter_windows(task.path, starts, length, decoder=info.decoder)
    for done, (start, window) in enumerate(zip(starts, windows, strict=True), start=1):
        check_cancelled()
        start_s = start / info.sample_rate_hz
        try:
            rows.append(predict(window))
            kept.append(start_s)
        except SeparationError as error:
            left_out.append((start_s, error.message))
        report(TrackProgressed(path=task.path, done=done, total=len(starts)))
    if not rows:
        raise SeparationError(
            f"{printable(task.path)}: none of its {len(starts)} windows can be judged: "
            f"{left_out[0][1]}",
            remedy="Listen to the file; another separator may do better.",
        )
    return TrackWindows(
        content_hash=examination.content_hash,
        duration_s=info.duration_s,
        title=info.title,
        artist=info.artist,
        starts_s=tuple(kept),
        probabilities=np.stack(rows),
        left_out=tuple(left_out),
    )


class _Predicting:
    """Says of a window what the classifier of `task` does; loads it first."""

    def __init__(self, task: TrackTask, sample_rate_hz: int) -> None:
        own = task.classifier.identity
        self._own, self._rate_hz = own, sample_rate_hz
        self._here = identity_here(own.separator, own.settings, own.window_s)
        self._predictor = loaded_predictor(task.classifier, task.weights)

    def __call__(self, window: Audio) -> npt.NDArray[np.float64]:
        """Return the probabilities of `window`; SeparationError where it cannot be judged."""
        if np.abs(window).max() < SILENCE_PEAK:
            raise SeparationError("There is no sound in it.")
        stems = checked_stems(window, self._rate_hz, self._own.separator)
        features = segment_features(window, stems, self._rate_hz, self._own.settings)
        return self._predictor.predict(features, self._here)


def window_starts(n_samples: int, length: int, hop: int) -> tuple[int, ...]:
    """Return where the windows of a track start, in samples: at each hop, the last at its end.

    Parameters
    ----------
    n_samples, length, hop : int
        Of the track, of a window, and between two windows; the track is no shorter than a window.
    """
    last = n_samples - length
    starts = range(0, last + 1, hop)
    return (*starts, last) if starts[-1] < last else tuple(starts)


def iter_windows(
    path: Path, starts: Sequence[int], length: int, *, decoder: DecoderName | None
) -> Iterator[Audio]:
    """Yield windows [shape=(channels, length)] of a file that start at `starts`, ascending.

    Each equals that of `read_window`. What two windows share is read once, so that the file is
    read through forwards: a seek decodes some formats from their beginning.

    Raises
    ------
    AudioError
        Where the file ends before a window does.
    """
    with closing(open_reader(path, decoder=decoder)) as reader:
        window: Audio | None = None
        previous = 0
        for start in starts:
            if window is None or start >= previous + length:
                window = reader.read(start, length)
            elif start > previous:
                fresh = reader.read(previous + length, start - previous)
                window = np.concatenate([window[:, start - previous :], fresh], axis=1)
            if window.shape[1] < length:
                raise AudioError(
                    f"{printable(path)}: ended while it was read; it was changed meanwhile.",
                    remedy="Classify it again once nothing writes to it.",
                )
            previous = start
            yield window
