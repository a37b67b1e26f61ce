"""Single samples of the lanes, for zooms below their peaks: read in a worker, tile by tile."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import numpy as np
from attrs import validators

from sepgenre_gui.audio.peaks.samples import TILE_SAMPLES, SampleTile, make_tile
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE
from sepgenre_training.separation.preview.track_blocks import stem_blocks, track_blocks
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask


@attrs.frozen(kw_only=True)
class LaneSamplesTask:
    """Tile `index` of all lanes: their samples from ``index * TILE_SAMPLES`` of the window on."""

    separation: SeparationTask
    stems: Path
    index: int = attrs.field(validator=validators.ge(0))

    def __attrs_post_init__(self) -> None:
        if self.index * TILE_SAMPLES >= self.separation.n_samples:
            raise ValueError(f"the lanes have no tile {self.index}")


@attrs.frozen(kw_only=True, eq=False)
class LaneSamples:
    """A tile of each lane, by its name in `LANES`."""

    tiles: Mapping[str, SampleTile]


def read_lane_samples(task: LaneSamplesTask) -> LaneSamples:
    """Read one tile of finished stems and of their mixture; runs in a worker.

    Raises
    ------
    AudioError, SeparationError, CancelledError
        As `track_blocks` and `stem_blocks` do.
    """
    start = task.index * TILE_SAMPLES
    n_samples = min(TILE_SAMPLES, task.separation.n_samples - start)
    mixture = np.concatenate(
        list(track_blocks(task.separation, start_sample=start, n_samples=n_samples)), axis=1
    )
    stems = np.concatenate(
        list(stem_blocks(task.stems, start_sample=start, n_samples=n_samples)), axis=2
    )
    lanes = {MIXTURE_LANE: mixture, **dict(zip(STEM_NAMES, stems, strict=True))}
    return LaneSamples(
        tiles={name: make_tile(task.index, samples) for name, samples in lanes.items()}
    )
