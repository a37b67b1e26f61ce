"""The formats of stems as files, and writing them block by block."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, get_args

import attrs
import numpy as np
import soundfile

from sepgenre_training.audio.files import printable, reason_of
from sepgenre_training.audio.sound_file import writing_sound
from sepgenre_training.errors import SepgenreError
from sepgenre_training.separation.stem_files import wav_container
from sepgenre_training.separation.stems import STEM_NAMES, Audio

StemFormat = Literal["wav", "flac", "ogg"]

STEM_FORMATS: tuple[StemFormat, ...] = get_args(StemFormat)
"""Float32 WAV (RF64 beyond 4 GB), FLAC of 24 bits, Ogg Vorbis."""

OGG_COMPRESSION_LEVEL = 0.2
"""What libsndfile calls Vorbis of quality 8 of 10."""

# libsndfile's Vorbis encoder keeps a whole write on its stack, and a long one crashes it.
_BLOCK_SAMPLES = 16_384
_BYTES_PER_SAMPLE = 4
# Rounding must not lift the loudest sample above full scale, where integers would wrap.
_FULL_SCALE = 1.0 - 2.0**-20
_SPARE_BYTES = 16 << 20


@attrs.frozen(kw_only=True)
class _Encoding:
    container: str
    subtype: str
    most_channels: int
    highest_rate_hz: int
    compression_level: float | None = None


_ENCODINGS: Mapping[StemFormat, _Encoding] = {
    "wav": _Encoding(
        container="WAV", subtype="FLOAT", most_channels=1024, highest_rate_hz=2**31 - 1
    ),
    "flac": _Encoding(container="FLAC", subtype="PCM_24", most_channels=8, highest_rate_hz=655_350),
    # Above that rate libsndfile crashes instead of refusing.
    "ogg": _Encoding(
        container="OGG",
        subtype="VORBIS",
        most_channels=255,
        highest_rate_hz=200_000,
        compression_level=OGG_COMPRESSION_LEVEL,
    ),
}


def require_encodable(
    stem_format: StemFormat, *, track: Path, channels: int, sample_rate_hz: int
) -> None:
    """Raise where the format cannot hold what the track has.

    Raises
    ------
    SepgenreError
        Naming the track and the format that can.
    """
    encoding = _ENCODINGS[stem_format]
    fits = channels <= encoding.most_channels and sample_rate_hz <= encoding.highest_rate_hz
    # FLAC's frame headers have 16 bits for a rate, in Hz or in tens of Hz.
    if stem_format == "flac":
        fits = fits and (sample_rate_hz < 2**16 or sample_rate_hz % 10 == 0)
    if not fits:
        raise SepgenreError(
            f"{printable(track)}: {channels} channels at {sample_rate_hz} Hz do not fit into "
            f"{stem_format}.",
            remedy="Write them as wav (--format wav).",
        )


def require_room(folder: Path, stem_format: StemFormat, *, channels: int, n_samples: int) -> None:
    """Raise where the disk of `folder` has no room for the stems while they are written.

    Raises
    ------
    SepgenreError
        Naming the folder, what is needed, and what there is.
    """
    needed = len(STEM_NAMES) * channels * n_samples * _BYTES_PER_SAMPLE
    if stem_format != "wav":
        # The float stem in hand lies there beside its encoded form.
        needed += needed // len(STEM_NAMES)
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE_BYTES:
        raise SepgenreError(
            f"{printable(folder)}: the stems need {needed / 1e6:,.0f} MB here, and "
            f"{free / 1e6:,.0f} MB are free.",
            remedy="Free some space, or choose a folder on another disk.",
        )


class StemWriter:
    """Writes the stems of one track as float32 WAV files, block by block.

    A context manager; `folder` gets ``bass.wav`` and so on.

    Attributes
    ----------
    files : Mapping[str, Path]
        The files, by stem.
    peak : float
        Largest absolute sample of all stems so far.
    """

    def __init__(self, folder: Path, *, n_samples: int, channels: int, sample_rate_hz: int) -> None:
        self.files = {name: folder / f"{name}.wav" for name in STEM_NAMES}
        self.peak = 0.0
        self._n_samples = n_samples
        container = wav_container(n_samples * channels * _BYTES_PER_SAMPLE)
        self._folder = folder.parent
        with _told(self._folder), ExitStack() as opening:
            self._open = {
                name: opening.enter_context(
                    writing_sound(
                        path,
                        sample_rate_hz=sample_rate_hz,
                        channels=channels,
                        container=container,
                        subtype="FLOAT",
                    )
                )
                for name, path in self.files.items()
            }
            self._closing = opening.pop_all()

    def __enter__(self) -> StemWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        with _told(self._folder):
            self._closing.close()
        if kind is None:
            for path in self.files.values():
                _require_whole(path, self._n_samples, self._folder)

    def write(self, stems: Mapping[str, Audio]) -> None:
        """Append the next samples of every stem, [shape=(channels, samples)].

        Raises
        ------
        SepgenreError
            Where the disk does not take them.
        """
        with _told(self._folder):
            for name, file in self._open.items():
                self.peak = max(self.peak, float(np.max(np.abs(stems[name]))))
                file.write(stems[name].T)


def choose_gain(stem_format: StemFormat, peak: float) -> float:
    """Return the factor by which stems of that peak fit into the format without clipping."""
    return 1.0 if stem_format == "wav" or peak <= 1.0 else _FULL_SCALE / peak


def encode(
    source: Path, stem_format: StemFormat, *, gain: float, on_block: Callable[[], object]
) -> Path:
    """Write the float stem `source` in another format beside it, and remove `source`.

    Parameters
    ----------
    source : Path
        A file of `StemWriter`.
    stem_format : StemFormat
        The format.
    gain : float
        Factor for every sample.
    on_block : callable
        Called before each block; may raise to stop.

    Returns
    -------
    Path
        The new file, as long as `source` to the sample.

    Raises
    ------
    SepgenreError
        Where the disk does not take it.
    """
    encoding, folder = _ENCODINGS[stem_format], source.parent.parent
    target = source.with_suffix(f".{stem_format}")
    with _told(folder), soundfile.SoundFile(source) as stem:
        n_samples = stem.frames
        with writing_sound(
            target,
            sample_rate_hz=stem.samplerate,
            channels=stem.channels,
            container=encoding.container,
            subtype=encoding.subtype,
            compression_level=encoding.compression_level,
        ) as file:
            for block in stem.blocks(_BLOCK_SAMPLES, dtype="float32", always_2d=True):
                on_block()
                file.write(block * np.float32(gain))
    _require_whole(target, n_samples, folder)
    source.unlink()
    return target


def _require_whole(path: Path, n_samples: int, folder: Path) -> None:
    # Closing a file does not tell that its last samples found no room.
    with _told(folder):
        n_written = soundfile.info(path).frames
    if n_written != n_samples:
        raise _not_written(folder, f"{n_written} of {n_samples} samples arrived")


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, soundfile.SoundFileError) as error:
        words = reason_of(error) if isinstance(error, OSError) else ""
        words = words or str(getattr(error, "error_string", error))
        words = words.removeprefix("Error : ").rstrip(".")
        raise _not_written(folder, words or "the system gives no reason") from error


def _not_written(folder: Path, reason: str) -> SepgenreError:
    return SepgenreError(
        f"{printable(folder)}: the stems cannot be written ({reason}).",
        remedy="Free some disk space or choose another folder, then run it again.",
    )
