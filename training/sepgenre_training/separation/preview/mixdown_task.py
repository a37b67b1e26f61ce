"""An exported file: what is heard in it, its name, and what came of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import attrs
from attrs import validators

from sepgenre_training.audio.files import printable
from sepgenre_training.errors import SepgenreError
from sepgenre_training.exchange.naming import file_name
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, lane_key
from sepgenre_training.separation.preview.sample_format import BitDepth, choose_bit_depth
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask
from sepgenre_training.separation.whole_track.encoding import StemFormat


def _frozen_gains(gains: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(gains.items()))


@attrs.frozen(kw_only=True)
class MixdownTask:
    """One file to write, and what is heard in it.

    Attributes
    ----------
    gains : tuple of (str, float)
        Linear gain by the key of the lane, ``"mixture"`` or such as ``"hpss/drums"``; given as a
        mapping. Lanes that are missing are not heard.
    separations : tuple of SeparationTask
        The window of the track, by each separator whose stems are heard; one at least. Stems that
        are not in the cache are separated first.
    start_sample, n_samples : int
        The part of the window that is written, in samples from its start; None for the rest.
    path : Path
        The file.
    format : {"wav", "flac", "ogg"}
        Ogg is Vorbis of quality 8.
    bit_depth : {"32f", "24", "16"} or None
        See `sample_format.BIT_DEPTHS`; None is the format's default.
    sample_rate_hz : int or None
        None is the track's own.
    overwrite : bool
        Whether a file at `path` is replaced.
    title : str
        Title of the track, noted in the file.
    """

    gains: tuple[tuple[str, float], ...] = attrs.field(converter=_frozen_gains)
    separations: tuple[SeparationTask, ...] = attrs.field(validator=validators.min_len(1))
    start_sample: int = attrs.field(default=0, validator=validators.ge(0))
    n_samples: int | None = attrs.field(
        default=None, validator=validators.optional(validators.ge(1))
    )
    path: Path
    format: StemFormat
    bit_depth: BitDepth | None = None
    sample_rate_hz: int | None = attrs.field(
        default=None, validator=validators.optional(validators.ge(1))
    )
    overwrite: bool = False
    title: str = ""

    def __attrs_post_init__(self) -> None:
        choose_bit_depth(self.format, self.bit_depth)
        known = {MIXTURE_LANE} | {
            lane_key(each.separator, stem) for each in self.separations for stem in STEM_NAMES
        }
        if unknown := {key for key, _ in self.gains} - known:
            raise ValueError(f"no separation gives the lanes {sorted(unknown)}")
        if not any(gain for _, gain in self.gains):
            raise ValueError("nothing is heard")
        window = self.separations[0]
        for each in self.separations:
            if attrs.evolve(each, separator="", accept_identical=False) != attrs.evolve(
                window, separator="", accept_identical=False
            ):
                raise ValueError("the separations are not of one window")
        if self.start_sample + self.length > window.n_samples:
            raise ValueError("the part reaches beyond the window")

    @property
    def length(self) -> int:
        """How many samples of the track are written."""
        rest = self.separations[0].n_samples - self.start_sample
        return rest if self.n_samples is None else self.n_samples

    @property
    def rate_hz(self) -> int:
        """The rate that is written."""
        return self.sample_rate_hz or self.separations[0].sample_rate_hz


@attrs.frozen(kw_only=True)
class Mixdown:
    """A file that was written.

    Attributes
    ----------
    gain_db : float
        By how much all was turned down so that nothing clips; 0 where nothing would.
    peak : float
        The largest sample before that; full scale is 1.
    sample_rate_hz, channels, n_samples : int
        Of the file.
    remark : str
        What a person should know of it, as a sentence; empty where nothing is odd.
    """

    path: Path
    gain_db: float
    peak: float
    sample_rate_hz: int
    channels: int
    n_samples: int
    remark: str = ""


def require_free(task: MixdownTask) -> None:
    """Raise where the file of `task` must not be written.

    Raises
    ------
    SepgenreError
        Where it would replace the track itself, or another file although it may not.
    """
    name = printable(task.path)
    track = task.separations[0].path
    if os.path.realpath(task.path) == os.path.realpath(track):
        raise SepgenreError(f"{name}: is the track itself.", remedy="Choose another name.")
    if task.path.is_dir():
        raise SepgenreError(f"{name}: is a folder.", remedy="Choose another name.")
    if not task.overwrite and os.path.lexists(task.path):
        raise SepgenreError(
            f"{name}: exists already.",
            remedy="Choose another name or folder, or allow files to be replaced.",
        )


def export_name(title: str, what: str, *, start_sample: int | None, sample_rate_hz: int) -> str:
    """Return the name of an exported file without its suffix: ``Title - 0m32.500 - drums``.

    Parameters
    ----------
    title : str
        Title of the track; what a file system refuses in it is replaced.
    what : str
        What is heard: a stem, ``mixture``, ``mix``.
    start_sample : int or None
        Start of the segment at `sample_rate_hz`; None for a whole track, whose name has none.
    """
    parts = [file_name(title)]
    if start_sample is not None:
        minutes, milliseconds = divmod(round(start_sample * 1000 / sample_rate_hz), 60_000)
        parts.append(f"{minutes}m{milliseconds // 1000:02d}.{milliseconds % 1000:03d}")
    return " - ".join([*parts, file_name(what)])
