"""The mel spectrograms of a whole track's lanes, computed and written in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sepgenre_training.audio.resampling import to_mono
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import report
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.streaming import MelStream
from sepgenre_training.features.tensors import FEATURE_CHANNELS, n_feature_samples
from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.preview.mixing import at_rate
from sepgenre_training.separation.preview.track_blocks import stem_blocks, track_blocks
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask

WHOLE_CHANNELS = (*FEATURE_CHANNELS, "vocals")
"""The second axis of the file."""

SPECTROGRAM_STAGE = "spectrogram (s)"
"""Its progress counts seconds of the track."""


def write_whole_spectrograms(
    path: Path, separation: SeparationTask, settings: FeatureSettings
) -> None:
    """Write the spectrograms of `separation`, whose stems are there, as a .npy file.

    An array [shape=(n_frames, len(WHOLE_CHANNELS), n_mels)], float16, so that the frames of any
    stretch lie together.

    Raises
    ------
    AudioError, SeparationError, CancelledError
        As `track_blocks` and `stem_blocks` do.
    OSError
        Where the disk does not take it.
    """
    rate_hz = separation.sample_rate_hz
    n_samples = n_feature_samples(separation.n_samples, rate_hz, settings)
    shape = (settings.n_frames(n_samples), len(WHOLE_CHANNELS), settings.n_mels)
    streams = [MelStream(settings) for _ in WHOLE_CHANNELS]
    signals = at_rate(_signals(separation), rate_hz, settings.sample_rate_hz, separation.n_samples)
    n_done = 0
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(
            file, {"descr": "<f2", "fortran_order": False, "shape": shape}
        )
        for block in signals:
            file.write(_packed([s.add(m) for s, m in zip(streams, block, strict=True)]))
            n_done += block.shape[1]
            _report(separation, n_done / settings.sample_rate_hz)
        file.write(_packed([stream.finish() for stream in streams]))


def _signals(separation: SeparationTask) -> Iterator[Audio]:
    """Yield what each of `WHOLE_CHANNELS` is made of, in mono, [shape=(channels, samples)]."""
    stems = stem_blocks(growing_path(separation), n_samples=separation.n_samples)
    for mixture, block in zip(track_blocks(separation), stems, strict=True):
        # The mean of the channels first: resampling four times fewer samples gives the same.
        mono = {name: to_mono(stem) for name, stem in zip(STEM_NAMES, block, strict=True)}
        mono["full_mix"] = to_mono(mixture)
        mono["no_vox"] = mono["bass"] + mono["drums"] + mono["other"]
        yield np.stack([mono[name] for name in WHOLE_CHANNELS])


def _packed(spectrograms: list[npt.NDArray[np.float32]]) -> bytes:
    return np.stack(spectrograms).transpose(2, 0, 1).astype("<f2").tobytes()


def _report(separation: SeparationTask, done_s: float) -> None:
    total_s = separation.n_samples / separation.sample_rate_hz
    report(
        Progressed(
            stage=SPECTROGRAM_STAGE,
            done=round(done_s),
            total=round(total_s),
            item=separation.path.name,
        )
    )
