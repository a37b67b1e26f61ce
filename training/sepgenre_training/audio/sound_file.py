"""Writing sound files so that a disk which does not take them is an error that says why."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import soundfile


@contextmanager
def writing_sound(
    path: Path,
    *,
    sample_rate_hz: int,
    channels: int,
    container: str,
    subtype: str,
    compression_level: float | None = None,
) -> Iterator[soundfile.SoundFile]:
    """Yield a sound file to be written at `path`; on leaving, all of it is on the disk.

    libsndfile says no more of a full disk than "System error", and nothing at all where the last
    samples, which it writes on closing, found no room: a FLAC or Ogg file is then shorter than
    what was written to it.

    Parameters
    ----------
    path : Path
        The file.
    container, subtype : str
        libsndfile's names, such as ``"WAV"`` and ``"FLOAT"``.
    compression_level : float, optional
        0 to 1, of formats that compress.

    Raises
    ------
    OSError
        Where the disk does not take it, with the reason and `path`.
    soundfile.SoundFileError
        Where the format cannot hold the rate or the channels.
    """
    with path.open("w+b", buffering=0) as file:
        disk = _Disk(file, path)
        try:
            with soundfile.SoundFile(
                disk,
                "w",
                sample_rate_hz,
                channels,
                subtype=subtype,
                format=container,
                compression_level=compression_level,
            ) as sound:
                yield sound
        except (soundfile.SoundFileError, AssertionError) as error:
            # soundfile asserts that all was written.
            if disk.error is None:
                raise
            raise disk.error from error
        if disk.error is not None:
            raise disk.error


class _Disk:
    """The file under libsndfile, to which an exception is worth nothing: it is kept here."""

    def __init__(self, file: io.FileIO, path: Path) -> None:
        self._file = file
        self.name = str(path)
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        left = memoryview(data)
        try:
            # A disk that is nearly full takes the beginning.
            while left and self.error is None:
                left = left[self._file.write(left) :]
        except OSError as error:
            self.error = OSError(error.errno, error.strerror, self.name)
        return len(data) - len(left)

    def readinto(self, buffer: bytearray) -> int:
        return self._file.readinto(buffer) or 0

    def read(self, n_bytes: int) -> bytes:
        return self._file.read(n_bytes) or b""

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
