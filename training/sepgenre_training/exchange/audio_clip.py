"""A segment as an audio file of its own: its exact samples, at its own or another rate."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import attrs
import numpy as np
import soundfile
from attrs import validators

from sepgenre_training.audio.files import content_hash, printable
from sepgenre_training.audio.reading import decoder_version, read_window
from sepgenre_training.audio.resampling import resample
from sepgenre_training.audio.sound_file import writing_sound
from sepgenre_training.cache import content_key, replacing
from sepgenre_training.errors import AudioError
from sepgenre_training.exchange.annotation import AnnotatedSegment, AnnotatedTrack
from sepgenre_training.exchange.writing import Written, refuse_existing
from sepgenre_training.separation.stems import Audio
from sepgenre_training.versions import package_versions

AudioFormatName = Literal["wav", "flac", "ogg"]

SUBTYPES: Mapping[AudioFormatName, str] = MappingProxyType(
    {"wav": "FLOAT", "flac": "PCM_24", "ogg": "VORBIS"}
)
"""WAV keeps every decoded sample as it is, FLAC what 24 bits hold; Ogg Vorbis is lossy."""

_BLOCK_SAMPLES = 65_536
# libsndfile crashes on one large write of Vorbis.


@attrs.frozen(kw_only=True)
class ClipTask:
    """One segment to write as audio.

    Attributes
    ----------
    track : AnnotatedTrack
        The track; its file must still have the content hash that stands there.
    segment : AnnotatedSegment
        One of its segments.
    rate_hz : int
        The rate to write.
    format : {"wav", "flac", "ogg"}
        See `SUBTYPES`.
    path : Path
        The file to write.
    overwrite : bool
        Whether another file at `path` is replaced.
    """

    track: AnnotatedTrack
    segment: AnnotatedSegment
    rate_hz: int = attrs.field(validator=validators.ge(1))
    format: AudioFormatName
    path: Path
    overwrite: bool = False


def write_clip(task: ClipTask) -> Written:
    """Write the segment of `task`, unless the same is there already.

    The file holds the segment's samples; at another rate as many as last as long, resampled by
    soxr from these alone.

    Returns
    -------
    Written
        With a warning where FLAC had to clip samples beyond full scale.

    Raises
    ------
    AudioError
        Where the track cannot be read, is no longer the file that was added, or `task.format`
        cannot hold its rate or number of channels.
    DatasetError
        Where another file is at `task.path`, and may not be overwritten.
    OSError
        Where the disk does not take it; then there is no file.
    """
    mark = _mark(task)
    if _is_written(task, mark):
        return Written(path=task.path, is_new=False)
    if not task.overwrite:
        refuse_existing(task.path)
    audio = _read(task)
    warning = ""
    if task.format == "flac":
        clipped = int(np.count_nonzero(np.abs(audio) > 1.0))
        if clipped:
            warning = f"{clipped} samples beyond full scale were clipped; WAV keeps them."
    try:
        _write(task, audio, mark)
    except soundfile.SoundFileError as error:
        raise AudioError(
            f"{printable(task.path)}: {task.format} cannot be written with {audio.shape[0]} "
            f"channels at {task.rate_hz} Hz ({error}).",
            remedy="Choose another format or rate.",
        ) from error
    return Written(path=task.path, is_new=True, warning=warning)


def n_clip_samples(task: ClipTask) -> int:
    """Return how many samples the file of `task` has."""
    return round(task.segment.n_samples * task.rate_hz / task.track.sample_rate_hz)


def _tags(task: ClipTask) -> dict[str, str]:
    tags = {
        "title": task.track.title,
        "artist": task.track.artist or "",
        "genre": task.segment.genre or "",
    }
    # Tags end at a zero character.
    return {name: text.replace("\0", " ") for name, text in tags.items() if text}


def _mark(task: ClipTask) -> str:
    # Stands as comment in the file: what it was made from, so that the same is known again.
    key = content_key(
        source=task.track.content_hash,
        decoder=task.track.decoder,
        decoder_version=decoder_version(task.track.decoder),
        window=(task.segment.start_sample, task.segment.n_samples),
        rates=(task.track.sample_rate_hz, task.rate_hz),
        format=SUBTYPES[task.format],
        tags=_tags(task),
        packages=package_versions(("soxr",)),
    )
    return f"SepGenre segment {key}"


def _is_written(task: ClipTask, mark: str) -> bool:
    if not task.path.is_file():
        return False
    try:
        with soundfile.SoundFile(task.path) as file:
            return bool(file.comment == mark and file.frames == n_clip_samples(task))
    except soundfile.SoundFileError:
        return False


def _read(task: ClipTask) -> Audio:
    track, segment = task.track, task.segment
    if content_hash(track.path) != track.content_hash:
        raise AudioError(
            f"{printable(track.path)}: the file has changed since it was added.",
            remedy="Put the old file back, or remove the track and add it again.",
        )
    audio = read_window(
        track.path,
        start_sample=segment.start_sample,
        n_samples=segment.n_samples,
        decoder=track.decoder,
    )
    return resample(audio, track.sample_rate_hz, task.rate_hz, n_clip_samples(task))


def _write(task: ClipTask, audio: Audio, mark: str) -> None:
    frames = np.clip(audio, -1.0, 1.0).T if task.format == "flac" else audio.T
    with (
        replacing(task.path) as temporary,
        writing_sound(
            temporary,
            sample_rate_hz=task.rate_hz,
            channels=frames.shape[1],
            container=task.format.upper(),
            subtype=SUBTYPES[task.format],
        ) as file,
    ):
        for name, text in _tags(task).items():
            setattr(file, name, text)
        file.comment = mark
        for start in range(0, len(frames), _BLOCK_SAMPLES):
            file.write(frames[start : start + _BLOCK_SAMPLES])
