"""Suggesting segments of one track, as a task that any worker process can run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import attrs
from attrs import validators

from sepgenre_training.audio.info import DecoderName
from sepgenre_training.audio.reading import iter_blocks, read_window
from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio

_BLOCK_S = 60.0


@attrs.frozen(kw_only=True)
class SuggestionTask:
    """One track to suggest segments of.

    Attributes
    ----------
    path : Path
        The track.
    decoder : {"libsndfile", "ffmpeg"} or None
        What it was examined with.
    sample_rate_hz, n_samples : int
        The track's own rate and length.
    length_samples : int
        Length of a segment, in samples of the track.
    count : int
        How many suggestions at most.
    """

    path: Path
    decoder: DecoderName | None = None
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    n_samples: int = attrs.field(validator=validators.ge(1))
    length_samples: int = attrs.field(validator=validators.ge(1))
    count: int = attrs.field(default=3, validator=validators.ge(1))


@attrs.frozen(kw_only=True)
class SuggestedSegment:
    """A suggestion, in samples of the track.

    Attributes
    ----------
    start_sample : int
        Where it starts.
    score : float
        0 to 1; comparable within one track.
    tempo_bpm : float or None
        Beats per minute; None where no beat was found.
    reasons : tuple of str
        Why, in words for the person who decides.
    """

    start_sample: int
    score: float
    tempo_bpm: float | None
    reasons: tuple[str, ...]


def suggest_for_track(task: SuggestionTask) -> tuple[SuggestedSegment, ...]:
    """Suggest segments of the track, the best first, reading it once block by block.

    Raises
    ------
    AudioError
        Where the track cannot be read, or is shorter than a segment.
    CancelledError
        Where the person has asked the worker to stop.
    """
    # The window makes tasks, and must not load scipy for that.
    from sepgenre_training.segmentation.suggestion import suggest_from_blocks

    def read_excerpt(start_sample: int, n_samples: int) -> Audio:
        check_cancelled()
        return read_window(
            task.path, start_sample=start_sample, n_samples=n_samples, decoder=task.decoder
        )

    rate_hz = task.sample_rate_hz
    if task.n_samples < task.length_samples:
        raise AudioError(
            f"{task.path} is {task.n_samples / rate_hz:.2f} s long, shorter than a segment of "
            f"{task.length_samples / rate_hz:.2f} s.",
            remedy="Choose a longer track.",
        )
    candidates = suggest_from_blocks(
        _checked(iter_blocks(task.path, round(_BLOCK_S * rate_hz), decoder=task.decoder)),
        read_excerpt,
        n_samples=task.n_samples,
        sample_rate=rate_hz,
        length_samples=task.length_samples,
        count=task.count,
    )
    return tuple(
        SuggestedSegment(
            start_sample=round(candidate.start_s * rate_hz),
            score=candidate.score,
            tempo_bpm=candidate.tempo_bpm,
            reasons=candidate.reasons,
        )
        for candidate in candidates
    )


def _checked(blocks: Iterable[Audio]) -> Iterator[Audio]:
    for block in blocks:
        check_cancelled()
        yield block
