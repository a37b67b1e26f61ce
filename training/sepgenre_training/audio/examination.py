"""Whether a file can be used at all: decoded once from end to end, with a reason where not."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

import numpy as np

from sepgenre_training.audio.files import content_hash, printable
from sepgenre_training.audio.info import AudioInfo, Examination
from sepgenre_training.audio.mpeg import count_samples
from sepgenre_training.audio.reading import Reader, open_reader
from sepgenre_training.audio.tags import read_tags
from sepgenre_training.errors import AudioError

BLOCK_SAMPLES = 65_536

SILENCE_PEAK = 1e-4
"""A peak of -80 dB re full scale: below it a file holds dither or nothing."""

_LENGTH_TOLERANCE_S = 0.5
# Encoder delay and padding reach 0.29 s (four frames at 8 kHz); a real loss is longer.


def examine(path: Path, *, min_duration_s: float = 10.0) -> Examination:
    """Decode the whole of `path` in blocks and say what it holds.

    Parameters
    ----------
    path : Path
        An audio file.
    min_duration_s : float
        The shortest usable length in seconds.

    Returns
    -------
    Examination
        With a warning where the file announces more than decodes.

    Raises
    ------
    AudioError
        With the reason and the remedy, where the file is missing, unreadable, empty, no audio,
        damaged, silent (peak below -80 dBFS), shorter than `min_duration_s`, or holds samples
        that are not finite.
    """
    digest = content_hash(path)
    with closing(open_reader(path)) as reader:
        n_samples, peak = _decode(path, reader)
        info = _describe(path, reader, n_samples)
        warnings = _length_warnings(path, reader, info)
    _require_usable(path, info, peak, warnings, min_duration_s)
    return Examination(info=info, content_hash=digest, peak=peak, warnings=warnings)


def _describe(path: Path, reader: Reader, n_samples: int) -> AudioInfo:
    tags = read_tags(path, reader.tags())
    return AudioInfo(
        sample_rate_hz=reader.sample_rate_hz,
        channels=reader.channels,
        n_samples=n_samples,
        decoder=reader.decoder,
        decoder_version=reader.decoder_version,
        title=tags.title,
        artist=tags.artist,
        album=tags.album,
        declared_n_samples=_declared_n_samples(path, reader, n_samples),
    )


def _decode(path: Path, reader: Reader) -> tuple[int, float]:
    """Return the number of samples that decode, and the peak."""
    n_samples, peak = 0, 0.0
    while (block := reader.read_on(BLOCK_SAMPLES)).size:
        # NaN and infinity pass through max and min, so one test covers every sample.
        block_peak = max(float(block.max()), -float(block.min()))
        if not math.isfinite(block_peak):
            bad = n_samples + int(np.argmin(np.isfinite(block).all(axis=1)))
            raise AudioError(
                f"{printable(path)}: holds samples that are not numbers or infinite, the first "
                f"at {bad / reader.sample_rate_hz:.2f} s.",
                remedy="Export it again from the program that made it, best with 24 bits.",
            )
        peak = max(peak, block_peak)
        n_samples += len(block)
    return n_samples, peak


def _declared_n_samples(path: Path, reader: Reader, n_samples: int) -> int | None:
    """Return what the file announces or holds, where that differs from what decodes."""
    declared = reader.declared_n_samples
    if reader.decoder == "libsndfile" and reader.format == "MP3":
        held = count_samples(path)
        tolerance = _LENGTH_TOLERANCE_S * reader.sample_rate_hz
        # The count includes the encoder's padding, so only a real difference is evidence.
        if held is not None and held - n_samples > tolerance:
            declared = max(held, declared or 0)
    return declared if declared != n_samples else None


def _length_warnings(path: Path, reader: Reader, info: AudioInfo) -> tuple[str, ...]:
    """Return a warning with both durations where much of the file does not decode."""
    declared_s = (info.declared_n_samples or info.n_samples) / info.sample_rate_hz
    if abs(declared_s - info.duration_s) <= _LENGTH_TOLERANCE_S:
        return ()
    name = printable(path)
    lengths = f"announces {declared_s:.2f} s, but only {info.duration_s:.2f} s decode"
    if reader.decoder == "libsndfile" and reader.format == "OGG":
        # Ogg positions are time stamps, so behind a hole a seek and a count disagree.
        raise AudioError(
            f"{name}: {lengths}; pages are missing within it.",
            remedy="Copy or download it again, or convert it to FLAC to use what is left.",
        )
    if info.n_samples == reader.declared_n_samples:
        return (
            f"{name}: holds {declared_s:.2f} s, but only the first {info.duration_s:.2f} s are "
            "read, because it lacks the header that tells its length (VBR without Xing). "
            "Convert it to FLAC to use all of it.",
        )
    if declared_s < info.duration_s:
        return (f"{name}: announces {declared_s:.2f} s, but {info.duration_s:.2f} s decode.",)
    return (
        f"{name}: {lengths}; it is cut off or damaged. Copy or download it again to use all of it.",
    )


def _require_usable(
    path: Path, info: AudioInfo, peak: float, warnings: tuple[str, ...], min_duration_s: float
) -> None:
    name = printable(path)
    if info.n_samples == 0:
        raise AudioError(
            f"{name}: has a header, but no audio.",
            remedy="Export it again; the program that wrote it did not finish.",
        )
    if info.duration_s < min_duration_s:
        if warnings:
            raise AudioError(warnings[0], remedy=f"At least {min_duration_s:g} s are needed.")
        # Rounded down, so that 9.9996 s does not read as the 10 s that it lacks.
        length_s = math.floor(info.duration_s * 1000) / 1000
        raise AudioError(
            f"{name}: lasts {length_s:g} s; at least {min_duration_s:g} s are needed.",
            remedy="Choose a longer recording.",
        )
    if peak < SILENCE_PEAK:
        level = f"{20 * math.log10(peak):.0f} dBFS" if peak > 0 else "no signal at all"
        raise AudioError(
            f"{name}: is silent (peak: {level}).",
            remedy="Check its export or recording level, or remove it.",
        )
