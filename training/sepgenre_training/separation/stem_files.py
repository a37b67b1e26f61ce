"""Stems on disk: one float32 WAV file per segment, all stems and channels interleaved."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import soundfile

from sepgenre_training.audio.sound_file import writing_sound
from sepgenre_training.cache import replacing, touch
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.stems import STEM_NAMES, Audio

# The sizes in a plain WAV header have 32 bits; RF64 is the same file with 64.
_LARGEST_WAV_BYTES = 2**32 - 2**16


def write_stems(path: Path, stems: Mapping[str, Audio], sample_rate: int) -> None:
    """Write `stems` atomically: bass left, bass right, drums left, and so on.

    Parameters
    ----------
    path : Path
        A file that appears only when complete.
    stems : Mapping[str, Audio [shape=(channels, samples)]]
        One array for each of ``STEM_NAMES``, all of one shape.
    sample_rate : int
        In Hz.

    Raises
    ------
    OSError
        Where the disk does not take them; then there is no file.
    """
    stacked = np.concatenate([stems[name] for name in STEM_NAMES], dtype=np.float32)
    container = wav_container(stacked.nbytes)
    with (
        replacing(path) as temporary,
        writing_sound(
            temporary,
            sample_rate_hz=sample_rate,
            channels=len(stacked),
            container=container,
            subtype="FLOAT",
        ) as file,
    ):
        file.write(stacked.T)


def wav_container(n_bytes: int) -> str:
    """Return libsndfile's name of the WAV format that can hold `n_bytes` bytes of samples."""
    return "WAV" if n_bytes < _LARGEST_WAV_BYTES else "RF64"


def read_stems(path: Path, channels: int) -> Mapping[str, Audio]:
    """Read the stems that `write_stems` wrote.

    Parameters
    ----------
    path : Path
        The file.
    channels : int
        How many channels each stem has.

    Returns
    -------
    Mapping[str, Audio [shape=(channels, samples)]]
        One array for each of ``STEM_NAMES``, float32.

    Raises
    ------
    SeparationError
        Where the file is missing, unreadable, or does not hold `channels` channels per stem.
    """
    try:
        stacked, _ = soundfile.read(path, dtype="float32", always_2d=True)
    except (OSError, soundfile.LibsndfileError) as error:
        raise _unusable(path, str(error)) from error
    expected = len(STEM_NAMES) * channels
    if stacked.shape[1] != expected:
        raise _unusable(path, f"it has {stacked.shape[1]} channels, not {expected}")
    touch(path)
    split = np.ascontiguousarray(stacked.T).reshape(len(STEM_NAMES), channels, -1)
    return dict(zip(STEM_NAMES, split, strict=True))


def stems_are_cached(path: Path, *, n_samples: int, sample_rate_hz: int) -> bool:
    """Return whether `path` holds whole stems of that length and rate, by its header and size.

    A truncated file is as good as none: what it lacks shows in its number of frames.
    """
    if not path.is_file():
        return False
    try:
        header = soundfile.info(path)
    except (OSError, soundfile.LibsndfileError):
        return False
    return bool(
        header.frames == n_samples
        and header.samplerate == sample_rate_hz
        and header.subtype == "FLOAT"
        and header.channels % len(STEM_NAMES) == 0
        and path.stat().st_size >= header.frames * header.channels * 4
    )


def _unusable(path: Path, reason: str) -> SeparationError:
    return SeparationError(
        f"The stems in {path} cannot be used: {reason}.",
        remedy="Separate the segment again; the damaged file is replaced.",
    )
