"""The file that a worker keeps open between tiles, so that neighbours cost no second seek."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

import numpy as np

from sepgenre_training.audio import DecoderName, Reader, open_reader, printable
from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio

_CHUNK_SAMPLES = 65_536
_KEPT_CHUNKS = 64
# 96 s of audio, 34 MB in stereo.


class HeldReader:
    """Reads windows of one file, cancellable, and cheap where windows lie near each other.

    Of Vorbis, of some MP3, and of what ffmpeg reads, windows are decoded from the start of the
    file. There the chunks that were passed last are kept, so that a step back is not another
    decode from the start.

    Parameters
    ----------
    path : Path
        An audio file.
    decoder : {"libsndfile", "ffmpeg"}
        What it was examined with.

    Raises
    ------
    AudioError
        Where the file cannot be opened.
    """

    def __init__(self, path: Path, decoder: DecoderName) -> None:
        self._path = path
        self._reader = open_reader(path, decoder=decoder)
        self._steps = _decodes_from_start(self._reader)
        self._chunks: OrderedDict[int, Audio] = OrderedDict()
        self._next_chunk = 0

    def read(self, start_sample: int, n_samples: int) -> Audio:
        """Return a window [shape=(channels, n_samples)], equal to the slice of the full decode.

        Raises
        ------
        AudioError
            Where the window does not lie within the file, or the file is damaged.
        CancelledError
            Where the person asked to stop.
        """
        if self._steps:
            window = self._read_chunks(start_sample, n_samples)
        else:
            window = self._reader.read(start_sample, n_samples)
        if window.shape[1] < n_samples:
            raise AudioError(
                f"{printable(self._path)}: ends before sample {start_sample + n_samples}; it was "
                "changed since it was imported.",
                remedy="Bring the original file back, or remove the track and import it again.",
            )
        return window

    def close(self) -> None:
        """Close the file."""
        self._reader.close()
        self._chunks.clear()

    def _read_chunks(self, start_sample: int, n_samples: int) -> Audio:
        first, last = start_sample // _CHUNK_SAMPLES, (start_sample + n_samples - 1)
        chunks = [self._chunk(number) for number in range(first, last // _CHUNK_SAMPLES + 1)]
        begin = start_sample - first * _CHUNK_SAMPLES
        return np.concatenate(chunks, axis=1)[:, begin : begin + n_samples]

    def _chunk(self, number: int) -> Audio:
        kept = self._chunks.get(number)
        if kept is not None:
            return kept
        if number < self._next_chunk:
            self._next_chunk = 0
        while self._next_chunk <= number:
            check_cancelled()
            chunk = self._reader.read(self._next_chunk * _CHUNK_SAMPLES, _CHUNK_SAMPLES)
            self._chunks[self._next_chunk] = chunk
            self._chunks.move_to_end(self._next_chunk)
            if len(self._chunks) > _KEPT_CHUNKS:
                self._chunks.popitem(last=False)
            self._next_chunk += 1
        return self._chunks[number]


_held: tuple[tuple[Path, DecoderName], HeldReader] | None = None


def read_held(path: Path, decoder: DecoderName, start_sample: int, n_samples: int) -> Audio:
    """Return a window by the reader that this process holds; of another file it is closed first.

    Returns
    -------
    Audio [shape=(channels, n_samples)]
        float32, full scale 1.0, equal to the slice of the full decode.

    Raises
    ------
    AudioError
        Where the file cannot be opened or decoded, or the window does not lie within it.
    CancelledError
        Where the person asked to stop.
    """
    global _held
    if _held is None or _held[0] != (path, decoder):
        release_reader()
        _held = ((path, decoder), HeldReader(path, decoder))
    try:
        return _held[1].read(start_sample, n_samples)
    except AudioError:
        # The next attempt opens the file anew: it may have been mended.
        release_reader()
        raise


def release_reader(_: object = None) -> None:
    """Close the file that this process holds, if any; callable as a task."""
    global _held
    if _held is not None:
        _held[1].close()
        _held = None


def _decodes_from_start(reader: Reader) -> bool:
    # What the decoders say of their seeks. A wrong guess costs time or memory, not samples.
    if reader.decoder == "ffmpeg" or reader.format == "OGG":
        return True
    return reader.format == "MP3" and (reader.channels != 2 or reader.sample_rate_hz < 32_000)
