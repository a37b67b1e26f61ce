"""The mel spectrograms of the lanes: of a segment, the very ones that the networks see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt
import soundfile

from sepgenre_gui.audio.lanes.whole_spectrograms import (
    WHOLE_CHANNELS,
    write_whole_spectrograms,
)
from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.cache import Cache, content_key, replacing, touch
from sepgenre_training.errors import SeparationError
from sepgenre_training.features.array_file import write_array
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import (
    FEATURES_VERSION,
    FeatureTask,
    extract_segment_features,
    feature_key,
)
from sepgenre_training.features.tensors import FEATURE_CHANNELS, n_feature_samples
from sepgenre_training.os_errors import explain_os_error
from sepgenre_training.separation.preview.growing import growing_path, has_grown, is_streamed
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.stems import STEM_NAMES
from sepgenre_training.separation.task import SeparationTask

WITHOUT_VOCALS_LANE = "without vocals"
"""Bass, drums and other: what the baseline of the paper hears."""

SPECTROGRAM_LANES = (MIXTURE_LANE, "drums", "bass", "other", "vocals", WITHOUT_VOCALS_LANE)

_KIND = "previews"
_LANE_OF_CHANNEL = {"full_mix": MIXTURE_LANE, "no_vox": WITHOUT_VOCALS_LANE}
_LANES_SEEN = tuple(_LANE_OF_CHANNEL.get(name, name) for name in FEATURE_CHANNELS)


@attrs.frozen(kw_only=True)
class LaneSpectrogramTask:
    """The finished stems whose spectrograms are wanted, and the settings of the features."""

    separation: SeparationTask
    settings: FeatureSettings = attrs.field(factory=FeatureSettings)


@attrs.frozen(kw_only=True)
class LaneSpectrograms:
    """Where the mel spectrograms of the lanes lie.

    Attributes
    ----------
    settings : FeatureSettings
        What they were computed with.
    n_frames : int
        Their length; frame `k` stands for the sample ``k * hop_length`` at the settings' rate.
    seen_by_networks : frozenset of str
        The lanes that networks see exactly so: all but the vocals of a segment, and none of a
        track that is too long to be one.
    """

    settings: FeatureSettings
    n_frames: int
    seen_by_networks: frozenset[str]
    _files: Mapping[str, tuple[Path, int]]

    def read(self, lane: str) -> npt.NDArray[np.floating]:
        """Return the levels of a lane in dB re full scale, mapped into memory, not read.

        Parameters
        ----------
        lane : str
            One of `SPECTROGRAM_LANES`.

        Returns
        -------
        ndarray [shape=(n_mels, n_frames)]
            float32; of a whole track float16, to 0.03 dB. Lowest band first.

        Raises
        ------
        SeparationError
            Where the file is gone, as where the cache was cleared.
        """
        path, row = self._files[lane]
        try:
            levels: npt.NDArray[np.floating] = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise SeparationError(
                f"The spectrograms in {path} cannot be read.", remedy="Open the segment again."
            ) from error
        return levels[row] if levels.dtype == np.float32 else levels[:, row].T


def compute_lane_spectrograms(task: LaneSpectrogramTask) -> LaneSpectrograms:
    """Compute the spectrograms of all lanes, unless the cache has them; runs in a worker.

    Raises
    ------
    SeparationError
        Where the stems are not in the cache, or cannot be used.
    AudioError
        Where the track cannot be read.
    SepgenreError
        Where the disk does not take them.
    CancelledError
        Where the person asked to stop.
    """
    separation = task.separation
    if not has_grown(separation):
        raise SeparationError(
            f"{separation.path}: its stems by {separation.separator!r} are not in the cache.",
            remedy="Separate it first.",
        )
    try:
        files = _of_whole(task) if is_streamed(separation) else _of_segment(task)
    except OSError as error:
        raise explain_os_error(error) from error
    n_samples = n_feature_samples(separation.n_samples, separation.sample_rate_hz, task.settings)
    return LaneSpectrograms(
        settings=task.settings,
        n_frames=task.settings.n_frames(n_samples),
        seen_by_networks=frozenset() if is_streamed(separation) else frozenset(_LANES_SEEN),
        files=files,
    )


def _of_segment(task: LaneSpectrogramTask) -> dict[str, tuple[Path, int]]:
    separation = task.separation
    features = FeatureTask(
        separation=separation, settings=task.settings, cache_root=separation.cache_root
    )
    path = extract_segment_features(features)
    vocals = Cache(root=separation.cache_root).path(_KIND, feature_key(features), ".npy")
    if vocals.is_file():
        touch(vocals)
    else:
        with replacing(vocals) as temporary:
            write_array(temporary, _vocals(task)[np.newaxis])
    seen = {lane: (path, row) for row, lane in enumerate(_LANES_SEEN)}
    return {**seen, "vocals": (vocals, 0)}


def _vocals(task: LaneSpectrogramTask) -> npt.NDArray[np.float32]:
    """Return what the features would have of the vocals, which no network sees."""
    separation, settings = task.separation, task.settings
    path = growing_path(separation)
    n_samples = n_feature_samples(separation.n_samples, separation.sample_rate_hz, settings)
    vocals = read_stems(path, _n_channels(path))["vocals"]
    at_rate = resample(vocals, separation.sample_rate_hz, settings.sample_rate_hz, n_samples)
    return log_mel(to_mono(at_rate), settings)


def _of_whole(task: LaneSpectrogramTask) -> dict[str, tuple[Path, int]]:
    separation = task.separation
    key = content_key(
        stems=growing_path(separation).stem,
        settings=attrs.asdict(task.settings),
        features_version=FEATURES_VERSION,
    )
    path = Cache(root=separation.cache_root).path(_KIND, key, ".npy")
    if path.is_file():
        touch(path)
    else:
        with replacing(path) as temporary:
            write_whole_spectrograms(temporary, separation, task.settings)
    return {
        _LANE_OF_CHANNEL.get(name, name): (path, row) for row, name in enumerate(WHOLE_CHANNELS)
    }


def _n_channels(stems: Path) -> int:
    return int(soundfile.info(stems).channels) // len(STEM_NAMES)
