"""Separating one segment of one track, as a task that any worker process can run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import attrs
from attrs import validators

from sepgenre_training.audio.files import content_hash, printable
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.audio.reading import decoder_version, read_window
from sepgenre_training.cache import Cache, content_key, touch
from sepgenre_training.compute.devices import runs_on_gpu
from sepgenre_training.errors import AudioError, SeparationError
from sepgenre_training.separation.quality import check_stems
from sepgenre_training.separation.registry import (
    create_separator,
    describe_separator,
    separates_on_gpu,
)
from sepgenre_training.separation.stem_files import stems_are_cached, write_stems
from sepgenre_training.separation.stems import Audio, Separator
from sepgenre_training.versions import package_versions


@attrs.frozen(kw_only=True)
class SeparationTask:
    """One segment to separate, and where its stems belong.

    Attributes
    ----------
    path : Path
        The track.
    decoder : str or None
        The decoder that reads it; None chooses by its content.
    content_hash : str
        Hash of the track's bytes: stems are found again when the track moves.
    start_sample, n_samples : int
        The segment, in samples of the track.
    sample_rate_hz : int
        The track's own rate; separators work on it unchanged.
    separator : str
        Name of the separator.
    cache_root : Path
        Folder of the cache.
    accept_identical : bool
        See `quality.QualityGates`. Stems that passed once are as good as any: it is no part of
        their key.
    """

    path: Path
    decoder: DecoderName | None = None
    content_hash: str
    start_sample: int = attrs.field(validator=validators.ge(0))
    n_samples: int = attrs.field(validator=validators.ge(1))
    sample_rate_hz: int = attrs.field(validator=validators.ge(1))
    separator: str
    cache_root: Path
    accept_identical: bool = False


def stem_key(task: SeparationTask) -> str:
    """Return the key of the task's stems: the same track, window and separator, the same key.

    The versions of the decoder and of the packages that compute are part of it, so that stems
    of two versions never meet under one name.

    Raises
    ------
    SeparationError
        Where the separator is not known.
    """
    separator = describe_separator(task.separator)
    return content_key(
        content_hash=task.content_hash,
        decoder=task.decoder,
        decoder_version=decoder_version(task.decoder),
        start_sample=task.start_sample,
        n_samples=task.n_samples,
        sample_rate_hz=task.sample_rate_hz,
        separator=task.separator,
        separator_version=separator.version,
        packages=package_versions(separator.packages),
    )


def stems_path(task: SeparationTask) -> Path:
    """Return where the task's stems belong in the cache, whether or not they are there."""
    return Cache(root=task.cache_root).path("stems", stem_key(task), ".wav")


def has_stems(task: SeparationTask) -> bool:
    """Return whether the task's stems are in the cache, whole."""
    return stems_are_cached(
        stems_path(task), n_samples=task.n_samples, sample_rate_hz=task.sample_rate_hz
    )


@runs_on_gpu(lambda task: separates_on_gpu(task.separator))
def separate_segment(task: SeparationTask) -> Path:
    """Separate the segment into stems, unless the cache holds them already.

    Returns
    -------
    Path
        The file with the stems, as `read_stems` reads it.

    Raises
    ------
    AudioError
        Where the track cannot be read.
    SeparationError
        Where the separator is unknown, refuses the segment, or gives stems that cannot be used.
    """
    path = stems_path(task)
    if has_stems(task):
        touch(path)
        return path
    mixture = read_mixture(task)
    try:
        stems = checked_stems(
            mixture, task.sample_rate_hz, task.separator, accept_identical=task.accept_identical
        )
    except SeparationError as error:
        start_s = task.start_sample / task.sample_rate_hz
        # One that may be accepted stays such.
        raise type(error)(
            f"{printable(task.path)}: the segment from {start_s:.2f} s: {error.message}",
            remedy=error.remedy,
        ) from error
    write_stems(path, stems, task.sample_rate_hz)
    return path


def checked_stems(
    mixture: Audio, sample_rate_hz: int, separator: str, *, accept_identical: bool = False
) -> Mapping[str, Audio]:
    """Return the stems of `mixture` [shape=(channels, samples)] that passed the quality gates.

    Raises
    ------
    SeparationError
        Where the separator is unknown, refuses the mixture, or gives stems that cannot be used.
    """
    stems = loaded_separator(separator).separate(mixture, sample_rate_hz)
    check_stems(
        stems,
        mixture,
        separator=separator,
        sample_rate=sample_rate_hz,
        accept_identical=accept_identical,
    )
    return stems


def read_mixture(task: SeparationTask) -> Audio:
    """Read the segment's own samples, [shape=(channels, samples)].

    Raises
    ------
    AudioError
        Where the track cannot be read, ends before the segment does, or is no longer the file
        that was added: stems of other audio under the old track's name would mislead silently.
    """
    require_unchanged(task)
    return read_window(
        task.path, start_sample=task.start_sample, n_samples=task.n_samples, decoder=task.decoder
    )


def require_unchanged(task: SeparationTask) -> None:
    """Raise where the track is no longer the file that was added.

    Raises
    ------
    AudioError
        Where its content is another, or it cannot be read.
    """
    if content_hash(task.path) != task.content_hash:
        raise AudioError(
            f"{printable(task.path)}: the file has changed since it was added.",
            remedy="Put the old file back, or remove the track (`sepgenre tracks PROJECT remove "
            "--track ID`) and import it again.",
        )


@lru_cache(maxsize=2)
def loaded_separator(name: str) -> Separator:
    """Return the separator called `name`, loaded once by each process.

    Raises
    ------
    SeparationError
        Where there is none of that name, or it cannot be loaded.
    """
    # Loading a network takes longer than separating a segment.
    return create_separator(name)
