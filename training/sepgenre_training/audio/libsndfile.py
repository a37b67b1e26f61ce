"""Decoding by libsndfile, with windows that equal the slice of the full decode, bit by bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from sepgenre_training.audio.files import printable
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio

BLOCK_SAMPLES = 65_536

_MP3_LEAD_SAMPLES = 32 * 1152
# A layer III frame may use bits of frames before it (at most 511 bytes, nine frames at 32 kbit/s)
# and overlaps its neighbour; 32 frames of lead were bit-exact in 4950 seeks of 33 encodings.
_OPUS_LEAD_SAMPLES = 96_000
# The recursive filters of Opus forget a wrong start within one second; two are read.


class UnrecognisedError(AudioError):
    """A file that libsndfile does not know; another decoder may."""


# soundfile has no types, so its class is Any to mypy.
class _ForwardFile(soundfile.SoundFile):  # type: ignore[misc]
    """A SoundFile that keeps the decoder's state between reads.

    soundfile seeks to where it already is after each read. In an MP3 that drops the bit
    reservoir, so the first frames of every block come out wrong (errors up to full scale).
    """

    def seekable(self) -> bool:
        return False


class LibsndfileReader:
    """Reads any window of one file, going forward where it can.

    Parameters
    ----------
    path : Path
        An ordinary file, see `files.require_audio_file`.

    Raises
    ------
    UnrecognisedError
        Where libsndfile does not know the format.
    """

    decoder: DecoderName = "libsndfile"
    decoder_version: str = soundfile.__libsndfile_version__

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = _open(path)
        self._position = 0
        self.sample_rate_hz: int = self._file.samplerate
        self.channels: int = self._file.channels
        self.declared_n_samples: int | None = self._file.frames
        self.format: str = self._file.format
        self.is_opus: bool = self._file.subtype == "OPUS"
        self._lead_samples = _lead_samples(self._file)

    def tags(self) -> dict[str, str]:
        """Return what libsndfile found of title, artist and album."""
        return {name: getattr(self._file, name) for name in ("title", "artist", "album")}

    def read(self, start_sample: int, n_samples: int) -> Audio:
        """Return up to `n_samples` from `start_sample` on; fewer at the end of the file.

        Returns
        -------
        Audio [shape=(channels, samples)]
            float32, full scale 1.0.

        Raises
        ------
        AudioError
            Where the file is damaged; with the position.
        """
        if start_sample != self._position:
            self._move_to(start_sample)
        return np.ascontiguousarray(self.read_on(n_samples).T)

    def read_on(self, n_samples: int) -> Audio:
        """Return up to `n_samples` more [shape=(samples, channels)]: as decoded, not laid out."""
        try:
            block: Audio = self._file.read(n_samples, dtype="float32", always_2d=True)
        except soundfile.SoundFileError as error:
            raise self._damage(error) from error
        self._position += len(block)
        return block

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _move_to(self, target: int) -> None:
        landing = 0 if self._lead_samples is None else max(0, target - self._lead_samples)
        if not landing <= self._position <= target:
            self._land(landing)
        while self._position < target:
            if not self.read_on(min(BLOCK_SAMPLES, target - self._position)).size:
                break

    def _land(self, landing: int) -> None:
        if landing == 0:
            self._file.close()
            self._file = _open(self._path)
        else:
            try:
                self._file.seek(landing)
            except soundfile.SoundFileError as error:
                raise self._damage(error) from error
        self._position = landing

    def _damage(self, error: soundfile.SoundFileError) -> AudioError:
        at_s = self._position / self.sample_rate_hz
        remedy = "Copy or download it again, or export the intact part to a new file."
        if self.is_opus:
            remedy = "Install ffmpeg, which reads more of Opus than libsndfile, or convert it."
        return AudioError(
            f"{printable(self._path)}: damaged, decoding fails after {at_s:.2f} s "
            f"({_words(error)}).",
            remedy=remedy,
        )


def _open(path: Path) -> Any:
    # soundfile takes this suffix for headerless samples and asks for a rate.
    if path.suffix.lower() == ".raw":
        raise UnrecognisedError(
            f"{printable(path)}: raw samples have no header that tells rate and channels.",
            remedy="Export it as WAV or FLAC.",
        )
    try:
        file = _ForwardFile(path)
    except (soundfile.SoundFileError, OSError) as error:
        raise UnrecognisedError(
            f"{printable(path)}: is not audio in a format that libsndfile knows.",
            remedy="Export it as WAV or FLAC, or remove it: its name may be all that is audio.",
        ) from error
    if file.format == "RAW":
        # Headerless data behind an .au name is guessed to be 8 kHz mu-law: noise.
        file.close()
        raise UnrecognisedError(
            f"{printable(path)}: has no audio header.", remedy="Export it as WAV or FLAC."
        )
    return file


def _lead_samples(file: Any) -> int | None:
    """Return how far before a window decoding must begin; None means at the file's start."""
    if file.format == "MP3":
        # In mono, and with one granule per frame (24 kHz and below), the rounding of the
        # synthesis filter depends on the number of frames decoded so far (1e-7).
        exact = file.channels == 2 and file.samplerate >= 32_000
        return _MP3_LEAD_SAMPLES if exact else None
    if file.format == "OGG":
        # In Vorbis 1 to 5 of 100 seeks land up to 896 samples beside the target, as do all into
        # the last page; no lead mends that.
        return _OPUS_LEAD_SAMPLES if file.subtype == "OPUS" else None
    return 0


def _words(error: soundfile.SoundFileError) -> str:
    text = str(getattr(error, "error_string", error))
    return text.removeprefix("Error : ").rstrip(".")
