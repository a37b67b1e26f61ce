"""Reading samples: windows and blocks, by the one decoder that a file was examined with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sepgenre_training.audio.ffmpeg import FfmpegReader, ffmpeg_version, find_ffmpeg
from sepgenre_training.audio.files import FFMPEG_SUFFIXES, printable, require_audio_file
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.audio.libsndfile import LibsndfileReader, UnrecognisedError
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio


class Reader(Protocol):
    """An open file. Reads that continue where the last one ended cost no seek.

    Attributes
    ----------
    sample_rate_hz, channels : int
        As stored in the file.
    declared_n_samples : int or None
        What the file announces, which need not be what decodes.
    decoder, decoder_version, format : str
        What decodes it, and what it calls the file's format.
    """

    decoder: DecoderName
    decoder_version: str
    format: str
    sample_rate_hz: int
    channels: int
    declared_n_samples: int | None

    def read(self, start_sample: int, n_samples: int) -> Audio:
        """Return up to `n_samples` [shape=(channels, samples)]; fewer at the end of the file."""
        ...

    def read_on(self, n_samples: int) -> Audio:
        """Return up to `n_samples` from where the last reading ended, [shape=(samples, channels)].

        They are not laid out by channels, which takes longer than to look at their values.
        """
        ...

    def tags(self) -> dict[str, str]:
        """Return what the decoder found of title, artist and album."""
        ...

    def close(self) -> None:
        """Release the file."""
        ...


def open_reader(path: Path, *, decoder: DecoderName | None = None) -> Reader:
    """Open `path` for reading; close the reader with `contextlib.closing`.

    Parameters
    ----------
    path : Path
        An audio file.
    decoder : {"libsndfile", "ffmpeg"}, optional
        What the file was examined with (`AudioInfo.decoder`), so that sample positions keep
        their meaning. By default libsndfile, and ffmpeg for what libsndfile does not know, and
        for Opus where ffmpeg is installed: libsndfile 1.2 gives up within valid Opus files.

    Raises
    ------
    AudioError
        Where the file is missing, empty, unreadable, or no decoder at hand knows it.
    """
    require_audio_file(path)
    if decoder == "ffmpeg":
        return FfmpegReader(path)
    try:
        reader = LibsndfileReader(path)
    except UnrecognisedError:
        wants_ffmpeg = path.suffix.lower() in FFMPEG_SUFFIXES
        if decoder is None and (wants_ffmpeg or find_ffmpeg() is not None):
            return FfmpegReader(path)
        raise
    if decoder is None and reader.is_opus and find_ffmpeg() is not None:
        reader.close()
        return FfmpegReader(path)
    return reader


def decoder_version(decoder: DecoderName | None) -> str:
    """Return the version of `decoder` at hand (libsndfile for None); "none" for no ffmpeg."""
    return ffmpeg_version() if decoder == "ffmpeg" else LibsndfileReader.decoder_version


def read_window(
    path: Path, *, start_sample: int, n_samples: int, decoder: DecoderName | None = None
) -> Audio:
    """Return one window, identical to the same slice of the full decode.

    Parameters
    ----------
    path : Path
        An audio file.
    start_sample, n_samples : int
        The window, in samples at the file's own rate.
    decoder : {"libsndfile", "ffmpeg"}, optional
        See `open_reader`.

    Returns
    -------
    Audio [shape=(channels, n_samples)]
        float32, full scale 1.0.

    Raises
    ------
    AudioError
        Where the window does not lie within the file, or the file cannot be decoded.
    """
    if start_sample < 0 or n_samples < 1:
        raise AudioError(
            f"{printable(path)}: a window of {n_samples} samples at {start_sample} is none.",
            remedy="Start at 0 or later and read at least one sample.",
        )
    with closing(open_reader(path, decoder=decoder)) as reader:
        end = start_sample + n_samples
        # libsndfile never decodes more than it declares, and refuses to seek beyond it.
        beyond = reader.decoder == "libsndfile" and end > (reader.declared_n_samples or 0)
        window = None if beyond else reader.read(start_sample, n_samples)
    if window is None or window.shape[1] < n_samples:
        raise _beyond_end(path, start_sample / reader.sample_rate_hz, end / reader.sample_rate_hz)
    return window


def _beyond_end(path: Path, start_s: float, end_s: float) -> AudioError:
    return AudioError(
        f"{printable(path)}: the window from {start_s:.2f} s to {end_s:.2f} s reaches beyond the "
        "end of the audio.",
        remedy="Move the segment, or locate the original file if this one was replaced.",
    )


def iter_blocks(
    path: Path, block_samples: int, *, decoder: DecoderName | None = None
) -> Iterator[Audio]:
    """Yield the whole file in blocks, so that memory stays bounded.

    Parameters
    ----------
    path : Path
        An audio file.
    block_samples : int
        Samples per block and channel; the last block may be shorter.
    decoder : {"libsndfile", "ffmpeg"}, optional
        See `open_reader`.

    Yields
    ------
    Audio [shape=(channels, samples)]
        float32, full scale 1.0; never empty.

    Raises
    ------
    AudioError
        At the first block where the file cannot be opened, later where it is damaged.
    """
    if block_samples < 1:
        raise AudioError(
            f"{printable(path)}: cannot be read in blocks of {block_samples} samples.",
            remedy="Read at least one sample at a time.",
        )
    with closing(open_reader(path, decoder=decoder)) as reader:
        start_sample = 0
        while (block := reader.read(start_sample, block_samples)).size:
            yield block
            start_sample += block.shape[1]
