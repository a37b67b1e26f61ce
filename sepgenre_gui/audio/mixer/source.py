"""What the mixer plays: lanes that run side by side, and where their samples lie."""

from __future__ import annotations

from pathlib import Path

import attrs
from attrs import validators

from sepgenre_training.audio import DecoderName


@attrs.frozen(kw_only=True)
class LaneAudio:
    """Where one lane's samples lie.

    Attributes
    ----------
    key : str
        The lane's name, unique within the mix: "mixture", "spleeter/drums".
    path : Path
        The file; several lanes may lie in one.
    decoder : {"libsndfile", "ffmpeg"} or None
        How the file is read. None stands for a file of stems: 32-bit float WAV, which may still
        be growing.
    file_channels : int
        The file's channels: 8 for a stereo track's four stems.
    first_channel : int
        The lane's first channel in the file, counted from 0.
    start_sample : int
        The sample of the file at which the mix begins.
    """

    key: str
    path: Path
    decoder: DecoderName | None
    file_channels: int = attrs.field(validator=validators.ge(1))
    first_channel: int = attrs.field(validator=validators.ge(0))
    start_sample: int = attrs.field(default=0, validator=validators.ge(0))


@attrs.frozen(kw_only=True)
class MixSource:
    """What is played; positions are samples of the mix.

    Attributes
    ----------
    lanes : tuple of LaneAudio
        At least one; their keys differ.
    sample_rate_hz : int
        The rate of all files.
    n_samples : int
        The length of the mix.
    n_channels : int
        The channels of each lane.
    """

    lanes: tuple[LaneAudio, ...] = attrs.field(validator=validators.min_len(1))
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    n_samples: int = attrs.field(validator=validators.ge(1))
    n_channels: int = attrs.field(validator=validators.ge(1))

    def __attrs_post_init__(self) -> None:
        if len(set(self.keys)) < len(self.lanes):
            raise ValueError(f"two lanes have the same key: {', '.join(self.keys)}")
        for lane in self.lanes:
            if lane.first_channel + self.n_channels > lane.file_channels:
                raise ValueError(
                    f"the lane {lane.key} ends at channel {lane.first_channel + self.n_channels} "
                    f"of {lane.file_channels}"
                )

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the lanes' keys, in their order."""
        return tuple(lane.key for lane in self.lanes)

    @property
    def duration_s(self) -> float:
        """Return the length in seconds."""
        return self.n_samples / self.sample_rate_hz

    def clamp(self, sample: int) -> int:
        """Return the position within [0, n_samples] that is nearest to `sample`."""
        return min(max(sample, 0), self.n_samples)
