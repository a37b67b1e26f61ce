"""Extracting one segment's features, as a task that any worker process can run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import attrs
import numpy as np

from sepgenre_training.cache import Cache, content_key, replacing, touch
from sepgenre_training.errors import SeparationError
from sepgenre_training.features.array_file import write_array
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.tensors import (
    FEATURE_CHANNELS,
    n_feature_samples,
    segment_features,
)
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.task import (
    SeparationTask,
    has_stems,
    read_mixture,
    stem_key,
    stems_path,
)
from sepgenre_training.versions import package_versions

# Changes whenever the same stems and settings would give other features.
FEATURES_VERSION = "2"
_PACKAGES = ("librosa", "numpy", "scipy", "soxr")


@attrs.frozen(kw_only=True)
class FeatureTask:
    """One separated segment to compute features of.

    Attributes
    ----------
    separation : SeparationTask
        The segment and its separator.
    settings : FeatureSettings
        What the mel spectrograms are computed with.
    cache_root : Path
        Folder of the cache.
    """

    separation: SeparationTask
    settings: FeatureSettings = attrs.field(factory=FeatureSettings)
    cache_root: Path


def feature_key(task: FeatureTask) -> str:
    """Return the key of the task's features: from the stems' key, the settings, the versions."""
    return content_key(
        stems=stem_key(task.separation),
        settings=attrs.asdict(task.settings),
        features_version=FEATURES_VERSION,
        packages=package_versions(_PACKAGES),
    )


def features_path(task: FeatureTask) -> Path:
    """Return where the task's features belong in the cache, whether or not they are there."""
    return Cache(root=task.cache_root).path("features", feature_key(task), ".npy")


def has_features(task: FeatureTask) -> bool:
    """Return whether the task's features are in the cache, whole and of the right shape."""
    path = features_path(task)
    if not path.is_file():
        return False
    n_samples = n_feature_samples(
        task.separation.n_samples, task.separation.sample_rate_hz, task.settings
    )
    expected = (len(FEATURE_CHANNELS), task.settings.n_mels, task.settings.n_frames(n_samples))
    try:
        # Mapping a file shorter than its header promises fails, so nothing need be read.
        features = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return False
    return bool(features.shape == expected and features.dtype == np.float32)


def extract_segment_features(task: FeatureTask) -> Path:
    """Compute the segment's five mel spectrograms, unless the cache holds them already.

    Returns
    -------
    Path
        A .npy file of `SegmentFeatures`.

    Raises
    ------
    SeparationError
        Where the segment's stems are not in the cache, or cannot be used.
    AudioError
        Where the track cannot be read.
    OSError
        Where the disk does not take them; then there is no file.
    """
    path = features_path(task)
    if has_features(task):
        touch(path)
        return path
    separation = task.separation
    if not has_stems(separation):
        raise SeparationError(
            f"The segment of {separation.path} from "
            f"{separation.start_sample / separation.sample_rate_hz:.2f} s has no stems of "
            f"{separation.separator!r} in the cache.",
            remedy="Separate it first, then extract the features.",
        )
    mixture = read_mixture(separation)
    stems = read_stems(stems_path(separation), mixture.shape[0])
    features = segment_features(mixture, stems, separation.sample_rate_hz, task.settings)
    with replacing(path) as temporary:
        write_array(temporary, features)
    return path


def tensors_folder(paths: Iterable[Path], cache_root: Path) -> Path:
    """Return where the tensors assembled from the feature files `paths`, in order, belong."""
    key = content_key(features=[path.stem for path in paths])
    return Cache(root=cache_root).path("tensors", key, "")
