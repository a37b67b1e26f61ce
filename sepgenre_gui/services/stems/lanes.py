"""Where the samples of the lanes lie, for the mixer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sepgenre_gui.audio.mixer.source import LaneAudio, MixSource
from sepgenre_gui.project.track import Track
from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, lane_key
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask

STEM_ORDER = ("drums", "bass", "other", "vocals")
"""The lanes of a separator, from top to bottom."""


def mix_lanes(
    track: Track,
    separations: Sequence[SeparationTask],
    *,
    growing: Mapping[str, Path] | None = None,
) -> MixSource:
    """Return the mixture, and the stems by each separator, side by side.

    Parameters
    ----------
    track : Track
        The track.
    separations : sequence of SeparationTask
        At least one, as of `stems_task`, all of one window of the track.
    growing : Mapping[str, Path], optional
        By separator, the file of a `StemsGrown` event; of the others, the finished stems are in
        the cache.

    Returns
    -------
    MixSource
        Lanes ``"mixture"`` and such as ``"spleeter/drums"``.
    """
    window = separations[0]
    mixture = LaneAudio(
        key=MIXTURE_LANE,
        path=track.path,
        decoder=track.decoder,
        file_channels=track.channels,
        first_channel=0,
        start_sample=window.start_sample,
    )
    stems = (
        lane
        for each in separations
        for lane in _stem_lanes(each, track.channels, (growing or {}).get(each.separator))
    )
    return MixSource(
        lanes=(mixture, *stems),
        sample_rate_hz=track.sample_rate_hz,
        n_samples=window.n_samples,
        n_channels=track.channels,
    )


def _stem_lanes(
    separation: SeparationTask, n_channels: int, growing: Path | None
) -> Iterator[LaneAudio]:
    path = growing or growing_path(separation)
    for stem in STEM_ORDER:
        yield LaneAudio(
            key=lane_key(separation.separator, stem),
            path=path,
            # A file of stems.
            decoder=None,
            file_channels=len(STEM_NAMES) * n_channels,
            first_channel=STEM_NAMES.index(stem) * n_channels,
            start_sample=0,
        )
