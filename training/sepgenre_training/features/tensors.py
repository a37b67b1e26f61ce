"""The tensors of the experiment: stems stacked depthwise, and the two single spectrograms."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.audio.resampling import resample, to_mono
from sepgenre_training.cache import touch, unfinished_name
from sepgenre_training.compute.worker import check_cancelled
from sepgenre_training.errors import DatasetError
from sepgenre_training.features.array_file import write_array, writing_rows
from sepgenre_training.features.mel import log_mel
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.networks.names import TensorName
from sepgenre_training.os_errors import explain_os_error
from sepgenre_training.separation.stems import Audio
from sepgenre_training.unfinished import note, settle

FEATURE_CHANNELS = ("bass", "drums", "other", "full_mix", "no_vox")
"""What the first axis of a segment's features holds, in this order."""

SegmentFeatures = npt.NDArray[np.float32]
"""Levels in dB, [shape=(5, n_mels, n_frames)], dtype float32, channels `FEATURE_CHANNELS`."""

TENSOR_CHANNELS: dict[TensorName, slice] = {
    "stems": slice(0, 3),
    "full_mix": slice(3, 4),
    "no_vox": slice(4, 5),
}
"""Which of `FEATURE_CHANNELS` each of the `Tensors` holds."""

# Equation 1 without S_v.
_WITHOUT_VOCALS = ("bass", "drums", "other")


@attrs.frozen(kw_only=True, eq=False)
class Tensors:
    """The inputs of the four networks, one row per segment, in dB re full scale.

    Attributes
    ----------
    stems : ndarray [shape=(N, n_mels, n_frames, 3)], float32
        Bass, drums and other, stacked like the channels of an image; (66, 128, 458, 3) in the
        paper.
    full_mix, no_vox : ndarray [shape=(N, n_mels, n_frames, 1)], float32
        The whole mixture, and bass + drums + other.
    """

    stems: npt.NDArray[np.float32]
    full_mix: npt.NDArray[np.float32]
    no_vox: npt.NDArray[np.float32]

    def __attrs_post_init__(self) -> None:
        shape = self.stems.shape
        single = (*shape[:-1], 1)
        fits = len(shape) == 4 and shape[-1] == 3
        if not fits or self.full_mix.shape != single or self.no_vox.shape != single:
            raise DatasetError(
                f"The tensors have shapes {shape}, {self.full_mix.shape}, {self.no_vox.shape}: "
                "not those of one set of segments.",
                remedy="Extract the features of all segments again with the same settings.",
            )


def segment_features(
    mixture: Audio, stems: Mapping[str, Audio], sample_rate: int, settings: FeatureSettings
) -> SegmentFeatures:
    """Compute the five mel spectrograms of one segment.

    Parameters
    ----------
    mixture : Audio [shape=(channels, samples)]
        The segment.
    stems : Mapping[str, Audio [shape=(channels, samples)]]
        Its stems.
    sample_rate : int
        Of the mixture and the stems, in Hz.
    settings : FeatureSettings
        Rate and shape of the spectrograms.

    Returns
    -------
    SegmentFeatures [shape=(5, n_mels, n_frames)]
        For 10 s and the default settings (5, 128, 458).

    Raises
    ------
    CancelledError
        Where the person has asked the worker to stop.
    """
    n_samples = n_feature_samples(mixture.shape[1], sample_rate, settings)
    signals: dict[str, npt.NDArray[np.float32]] = {}
    heard = {name: stems[name] for name in _WITHOUT_VOCALS}
    for name, audio in {**heard, "full_mix": mixture}.items():
        check_cancelled()
        # Channels first: to resample their mean is to take the mean of what is resampled.
        mono = to_mono(audio)[np.newaxis]
        signals[name] = resample(mono, sample_rate, settings.sample_rate_hz, n_samples)[0]
    signals["no_vox"] = np.stack([signals[name] for name in _WITHOUT_VOCALS]).sum(axis=0)
    spectrograms = []
    for name in FEATURE_CHANNELS:
        check_cancelled()
        spectrograms.append(log_mel(signals[name], settings))
    return np.stack(spectrograms)


def n_feature_samples(n_samples: int, sample_rate: int, settings: FeatureSettings) -> int:
    """Return how many samples `n_samples` at `sample_rate` are at the features' rate."""
    return round(n_samples * settings.sample_rate_hz / sample_rate)


def tensors_of_one(features: SegmentFeatures) -> Tensors:
    """Return the tensors of one segment, [shape=(1, n_mels, n_frames, 3 or 1)]."""
    stacked = features.transpose(1, 2, 0)[np.newaxis]
    return Tensors(
        **{name: np.ascontiguousarray(stacked[..., rows]) for name, rows in TENSOR_CHANNELS.items()}
    )


def write_tensors(tensors: Tensors, folder: Path) -> None:
    """Write `tensors` as three .npy files in `folder`, which appears only when complete.

    A folder that is already there and whole is kept: its name is the key of its content.

    Raises
    ------
    DatasetError
        Where the disk does not take them, or another program holds a damaged folder of that name
        open.
    """
    if tensors_are_written(folder):
        return
    with _making(folder) as temporary:
        for name in _array_names():
            write_array(temporary / f"{name}.npy", getattr(tensors, name))


def assemble_tensors(paths: Sequence[Path], folder: Path) -> None:
    """Stack the features of segments, each a file of `extract_segment_features`, into `folder`.

    They are written one segment at a time: however many there are, one is in memory. A folder that
    is already there and whole is kept, as by `write_tensors`.

    Raises
    ------
    DatasetError
        Where there is no file, one cannot be read, or their shapes differ; and as `write_tensors`.
    CancelledError
        Where the person has asked the worker to stop.
    """
    if not paths:
        raise DatasetError(
            "There are no segments to make tensors of.",
            remedy="Mark segments and separate them first.",
        )
    if tensors_are_written(folder):
        return
    _, n_mels, n_frames = read_features(paths[0]).shape
    shapes = {
        name: (len(paths), n_mels, n_frames, rows.stop - rows.start)
        for name, rows in TENSOR_CHANNELS.items()
    }
    with _making(folder) as temporary, ExitStack() as files:
        writes = {
            name: files.enter_context(writing_rows(temporary / f"{name}.npy", shape))
            for name, shape in shapes.items()
        }
        for path in paths:
            check_cancelled()
            features = read_features(path)
            if features.shape[1:] != (n_mels, n_frames):
                raise DatasetError(
                    f"The features in {path} have shape {features.shape[1:]}, others have "
                    f"{(n_mels, n_frames)}.",
                    remedy="Give all segments one length, and extract them with the same settings.",
                )
            for name, rows in TENSOR_CHANNELS.items():
                writes[name](features[rows].transpose(1, 2, 0))


@contextmanager
def _making(folder: Path) -> Iterator[Path]:
    """Yield a folder that becomes `folder` at the end of the ``with`` block."""
    temporary = unfinished_name(folder)
    note(temporary)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir(mode=0o700)
        yield temporary
        if folder.exists():
            shutil.rmtree(folder)
        temporary.rename(folder)
    except OSError as error:
        # Another process may have written the same content first.
        if not tensors_are_written(folder):
            explained = explain_os_error(error)
            raise DatasetError(
                f"The tensors could not be written. {explained.message}", remedy=explained.remedy
            ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        settle(temporary)


def load_tensors(folder: Path) -> Tensors:
    """Open the tensors in `folder`, mapped into memory read-only, not copied.

    Raises
    ------
    DatasetError
        Where a file is missing or damaged.
    """
    tensors = Tensors(**{name: _open_array(folder / f"{name}.npy") for name in _array_names()})
    touch(folder)
    return tensors


def tensors_are_written(folder: Path) -> bool:
    """Return whether `folder` holds whole tensors."""
    try:
        load_tensors(folder)
    except DatasetError:
        return False
    return True


def _array_names() -> tuple[str, ...]:
    return tuple(field.name for field in attrs.fields(Tensors))


def read_features(path: Path) -> SegmentFeatures:
    """Return the features of one segment, mapped into memory read-only.

    Raises
    ------
    DatasetError
        Where the file is missing or damaged.
    """
    features = _open_array(path)
    if features.ndim != 3 or features.shape[0] != len(FEATURE_CHANNELS):
        raise _damaged(path, f"shape {features.shape}")
    touch(path)
    return features


def _open_array(path: Path) -> npt.NDArray[np.float32]:
    try:
        array = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path, str(error)) from error
    if array.dtype != np.float32:
        raise _damaged(path, f"numbers of type {array.dtype}")
    return np.asarray(array, dtype=np.float32)


def _damaged(path: Path, reason: str) -> DatasetError:
    return DatasetError(
        f"The features in {path} cannot be used: {reason}.",
        remedy="Extract the features again; the damaged file is replaced.",
    )
