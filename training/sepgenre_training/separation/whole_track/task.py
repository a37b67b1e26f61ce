"""Separating one whole track, as a task that any worker process can run."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import attrs

from sepgenre_training.audio.examination import examine
from sepgenre_training.audio.files import printable
from sepgenre_training.audio.info import AudioInfo
from sepgenre_training.audio.reading import Reader, open_reader
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import check_cancelled, report
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.quality import QualityGates
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import loaded_separator
from sepgenre_training.separation.whole_track.encoding import (
    StemFormat,
    StemWriter,
    choose_gain,
    encode,
    require_encodable,
    require_room,
)
from sepgenre_training.separation.whole_track.streaming import stream_stems

SEPARATION_STAGE = "separate (s)"
"""Its progress counts seconds of the track."""

ENCODING_STAGE = "write"
"""Its progress counts stems."""

_BLOCK_SAMPLES = 65_536


@attrs.frozen(kw_only=True)
class TrackTask:
    """One track to separate, and where its stems are written.

    Attributes
    ----------
    path : Path
        The track: any format, rate, and number of channels.
    separator : str
        Name of the separator.
    folder : Path
        Gets the stems; a folder for nothing else, within the one in which they will lie.
    stem_format : {"wav", "flac", "ogg"}
        Format of the stems.
    accept_identical : bool
        See `QualityGates`.
    """

    path: Path
    separator: str
    folder: Path
    stem_format: StemFormat
    accept_identical: bool = False


@attrs.frozen(kw_only=True)
class SeparatedTrack:
    """The stems of a track as files.

    Attributes
    ----------
    files : Mapping[str, Path]
        The files, by stem.
    separator : str
        What separated it.
    sample_rate_hz, channels, n_samples : int
        Of each stem, as of the track.
    gain : float
        By how much all four were turned down so that none clips; 1 where nothing would.
    warnings : tuple of str
        What a person should know of the track; sentences.
    """

    files: Mapping[str, Path]
    separator: str
    sample_rate_hz: int
    channels: int
    n_samples: int
    gain: float
    warnings: tuple[str, ...] = ()

    @property
    def gain_db(self) -> float:
        """The gain in dB."""
        return 20.0 * math.log10(self.gain)


def separate_track(task: TrackTask) -> SeparatedTrack:
    """Separate the whole track into files in the task's folder, in memory that stays bounded.

    Returns
    -------
    SeparatedTrack
        With the files' places in the task's folder.

    Raises
    ------
    AudioError
        Where the track cannot be used.
    SeparationError
        Where the separator refuses the track, or gives stems that cannot be used.
    SepgenreError
        Where the stems cannot be written.
    CancelledError
        Where the person asked to stop.
    """
    examination = examine(task.path, min_duration_s=0.0)
    info = examination.info
    require_encodable(
        task.stem_format,
        track=task.path,
        channels=info.channels,
        sample_rate_hz=info.sample_rate_hz,
    )
    require_room(
        task.folder.parent, task.stem_format, channels=info.channels, n_samples=info.n_samples
    )
    try:
        files, peak = _separate(task, info)
    except SeparationError as error:
        message = f"{printable(task.path)}: {error.message}"
        raise SeparationError(message, remedy=error.remedy) from error
    gain = choose_gain(task.stem_format, peak)
    return SeparatedTrack(
        files=files if task.stem_format == "wav" else _encode(task, files, gain),
        separator=task.separator,
        sample_rate_hz=info.sample_rate_hz,
        channels=info.channels,
        n_samples=info.n_samples,
        gain=gain,
        warnings=examination.warnings,
    )


def _separate(task: TrackTask, info: AudioInfo) -> tuple[Mapping[str, Path], float]:
    """Write the stems as float files; return these and the stems' peak."""
    separator = loaded_separator(task.separator)
    gates = QualityGates(
        separator=task.separator,
        sample_rate=info.sample_rate_hz,
        accept_identical=task.accept_identical,
    )
    total_s = math.ceil(info.duration_s)
    _report(task, SEPARATION_STAGE, 0, total_s)
    n_done = 0
    with (
        closing(open_reader(task.path, decoder=info.decoder)) as reader,
        StemWriter(
            task.folder,
            n_samples=info.n_samples,
            channels=info.channels,
            sample_rate_hz=info.sample_rate_hz,
        ) as writer,
    ):
        for mixture, stems in stream_stems(separator, _read(reader), info.sample_rate_hz):
            gates.add(mixture, stems)
            writer.write(stems)
            n_done += mixture.shape[1]
            done_s = n_done * total_s // info.n_samples
            _report(task, SEPARATION_STAGE, done_s, total_s)
    gates.require_passed()
    return writer.files, writer.peak


def _read(reader: Reader) -> Iterator[Audio]:
    n_read = 0
    while (block := reader.read(n_read, _BLOCK_SAMPLES)).size:
        yield block
        n_read += block.shape[1]


def _encode(task: TrackTask, files: Mapping[str, Path], gain: float) -> dict[str, Path]:
    encoded: dict[str, Path] = {}
    for name, path in files.items():
        _report(task, ENCODING_STAGE, len(encoded), len(files))
        encoded[name] = encode(path, task.stem_format, gain=gain, on_block=check_cancelled)
    _report(task, ENCODING_STAGE, len(encoded), len(files))
    return encoded


def _report(task: TrackTask, stage: str, done: int, total: int) -> None:
    report(Progressed(stage=stage, done=done, total=total, item=printable(task.path.name)))
