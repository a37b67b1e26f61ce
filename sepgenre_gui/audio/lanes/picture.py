"""The waveforms of all lanes of a segment or track, and what the quality gates say of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs
import numpy as np
from attrs import validators

from sepgenre_gui.audio.held_reader import read_held
from sepgenre_gui.audio.lanes.peaks import LEVEL_SAMPLES, Bins, LanePeaks
from sepgenre_gui.audio.peaks.building import reduce_block
from sepgenre_training.audio import printable
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE
from sepgenre_training.separation.preview.track_blocks import BLOCK_SAMPLES, stem_blocks
from sepgenre_training.separation.preview.verdicts import Verdict, verdicts_of
from sepgenre_training.separation.quality import QualityGates
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask

LANES = (MIXTURE_LANE, "drums", "bass", "other", "vocals")
"""The lanes of one separator, from top to bottom."""


@attrs.frozen(kw_only=True)
class LanePictureTask:
    """What is to be drawn: the stems of `separation`, as far as they are there.

    Attributes
    ----------
    separation : SeparationTask
        The window of the track, with the track's decoder, and the separator.
    stems : Path
        Its stems file, finished or growing.
    first_sample, n_ready_samples : int
        The part of the window from the one to the other. The first is a multiple of
        ``LEVEL_SAMPLES[-1]`` (4096): of a file that grows, only what is new need be read, from
        ``next_first(picture)`` on.
    judges : bool
        Whether the gates look, too. They see whole windows only.
    """

    separation: SeparationTask
    stems: Path
    first_sample: int = attrs.field(default=0, validator=validators.ge(0))
    n_ready_samples: int = attrs.field(validator=validators.ge(1))
    judges: bool = False

    def __attrs_post_init__(self) -> None:
        if self.separation.decoder is None:
            raise ValueError("the track's decoder is not told")
        if self.first_sample % LEVEL_SAMPLES[-1]:
            raise ValueError(f"the part begins at {self.first_sample}, within a bin")
        if not self.first_sample < self.n_ready_samples <= self.separation.n_samples:
            raise ValueError("the part does not lie in the window")
        is_whole = not self.first_sample and self.n_ready_samples == self.separation.n_samples
        if self.judges and not is_whole:
            raise ValueError("only whole stems can be judged")


@attrs.frozen(kw_only=True, eq=False)
class LanePicture:
    """The waveforms of all lanes.

    Attributes
    ----------
    lanes : Mapping[str, LanePeaks]
        For each of `LANES`.
    verdicts : Mapping[str, Verdict]
        For each of ``STEM_NAMES``, where the task said to judge; otherwise empty.
    """

    lanes: Mapping[str, LanePeaks]
    verdicts: Mapping[str, Verdict]

    @property
    def n_ready_samples(self) -> int:
        """Return how far the lanes can be drawn."""
        return self.lanes[MIXTURE_LANE].n_ready_samples

    @property
    def next_first(self) -> int:
        """Return the `first_sample` of a task for what comes after this picture."""
        return self.n_ready_samples // LEVEL_SAMPLES[-1] * LEVEL_SAMPLES[-1]

    def extended(self, later: LanePicture) -> LanePicture:
        """Return this picture followed by `later`, drawn from ``next_first`` on."""
        lanes = {key: peaks.extended(later.lanes[key]) for key, peaks in self.lanes.items()}
        return LanePicture(lanes=lanes, verdicts=later.verdicts)


def draw_lanes(task: LanePictureTask) -> LanePicture:
    """Read the lanes once and reduce them to peaks, in bounded memory; runs in a worker.

    Raises
    ------
    AudioError
        Where the track cannot be read, or its samples are not numbers.
    SeparationError
        Where the stems cannot be read, as after their growing was cancelled.
    CancelledError
        Where the person asked to stop.
    """
    parts: dict[str, list[Bins]] = {key: [] for key in LANES}
    gates = QualityGates(
        separator=task.separation.separator, sample_rate=task.separation.sample_rate_hz
    )
    for mixture, stems in _read(task):
        lanes = {MIXTURE_LANE: mixture, **stems}
        for key, kept in parts.items():
            kept.append(_reduce(lanes[key], task))
        if task.judges:
            gates.add(mixture, stems)
    return LanePicture(
        lanes={
            key: LanePeaks.from_base(
                np.concatenate(kept, axis=2),
                n_samples=task.separation.n_samples,
                first_sample=task.first_sample,
                n_ready=task.n_ready_samples,
            )
            for key, kept in parts.items()
        },
        verdicts=verdicts_of(gates) if task.judges else {},
    )


def _read(task: LanePictureTask) -> Iterator[tuple[Audio, Mapping[str, Audio]]]:
    separation = task.separation
    assert separation.decoder is not None, "as the task was checked"
    n_samples = task.n_ready_samples - task.first_sample
    blocks = stem_blocks(task.stems, start_sample=task.first_sample, n_samples=n_samples)
    for number, stems in enumerate(blocks):
        start = separation.start_sample + task.first_sample + number * BLOCK_SAMPLES
        # Held open: a Vorbis file would else be decoded from its start for each part.
        mixture = read_held(separation.path, separation.decoder, start, stems.shape[2])
        yield mixture, dict(zip(STEM_NAMES, stems, strict=True))


def _reduce(block: Audio, task: LanePictureTask) -> Bins:
    peaks = reduce_block(block)
    if peaks is None:
        raise AudioError(
            f"{printable(task.separation.path)}: holds samples that are not numbers, or its "
            "stems do.",
            remedy="Export the file anew from its source, then separate it again.",
        )
    return peaks.reshape(block.shape[0], 2, -1)
