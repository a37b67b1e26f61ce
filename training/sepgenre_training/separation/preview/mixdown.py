"""Writing what is heard to a file: a stem, the mixture, or any mix of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import soundfile

from sepgenre_training.audio.files import printable
from sepgenre_training.audio.sound_file import writing_sound
from sepgenre_training.cache import replacing
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.worker import report
from sepgenre_training.errors import AudioError, SepgenreError
from sepgenre_training.os_errors import explain_os_error
from sepgenre_training.separation.preview.growing import separate_growing
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, stem_gains
from sepgenre_training.separation.preview.mixdown_task import (
    Mixdown,
    MixdownTask,
    export_name,
    require_free,
)
from sepgenre_training.separation.preview.mixing import at_rate, mix_blocks
from sepgenre_training.separation.preview.sample_format import (
    choose_bit_depth,
    subtype_of,
    to_frames,
)
from sepgenre_training.separation.registry import describe_separator
from sepgenre_training.separation.stem_files import wav_container
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.task import require_unchanged
from sepgenre_training.separation.whole_track.encoding import (
    OGG_COMPRESSION_LEVEL,
    choose_gain,
    require_encodable,
)

__all__ = ["EXPORT_STAGE", "Mixdown", "MixdownTask", "export_name", "mix_down"]

EXPORT_STAGE = "export (%)"
"""Its progress counts hundredths of the file."""

# libsndfile's Vorbis encoder keeps a whole write on its stack.
_WRITTEN_SAMPLES = 16_384
_MOST_BYTES_PER_SAMPLE = 4


def mix_down(task: MixdownTask) -> Mixdown:
    """Write the file of `task`, which appears only when complete, in bounded memory.

    What would clip in integers or Ogg is turned down, and the result says so; float WAV keeps
    what is beyond full scale.

    Raises
    ------
    AudioError
        Where the track cannot be read, is no longer the file that was added, or holds samples
        that are not numbers.
    SeparationError
        Where stems are missing and cannot be had, or cannot be used.
    SepgenreError
        Where a file is at `task.path` and may not be replaced, the format cannot hold the rate or
        the channels, or the disk does not take it.
    CancelledError
        Where the person asked to stop.
    """
    require_free(task)
    window = task.separations[0]
    if dict(task.gains).get(MIXTURE_LANE):
        require_unchanged(window)
    for separation in task.separations:
        if any(stem_gains(separation.separator, dict(task.gains))):
            separate_growing(separation)
    progress = _Progress(task)
    channels, peak = _measure(task, progress)
    require_encodable(
        task.format, track=window.path, channels=channels, sample_rate_hz=task.rate_hz
    )
    depth = choose_bit_depth(task.format, task.bit_depth)
    # Only floats go beyond full scale.
    gain = choose_gain("wav" if depth == "32f" else "flac", peak)
    try:
        n_written = _write(task, channels, gain, progress)
    except OSError as error:
        named = OSError(error.errno, error.strerror or str(error), str(task.path))
        raise explain_os_error(named) from error
    except soundfile.SoundFileError as error:
        raise SepgenreError(
            f"{printable(task.path)}: {task.format} cannot be written with {channels} channels at "
            f"{task.rate_hz} Hz ({error}).",
            remedy="Choose another format or rate.",
        ) from error
    gain_db = 20.0 * math.log10(gain)
    return Mixdown(
        path=task.path,
        gain_db=gain_db,
        peak=peak,
        sample_rate_hz=task.rate_hz,
        channels=channels,
        n_samples=n_written,
        remark=f"Turned down by {-gain_db:.1f} dB so that it does not clip." if gain < 1.0 else "",
    )


class _Progress:
    """Tells how much of two passes is done."""

    def __init__(self, task: MixdownTask) -> None:
        self._item = printable(task.path.name)
        self._total = 2 * max(1, round(task.length * task.rate_hz / _track_rate_hz(task)))
        self._done = 0

    def add(self, n_samples: int) -> None:
        self._done += n_samples
        report(
            Progressed(
                stage=EXPORT_STAGE,
                done=min(100, 100 * self._done // self._total),
                total=100,
                item=self._item,
            )
        )


def _track_rate_hz(task: MixdownTask) -> int:
    return task.separations[0].sample_rate_hz


def _blocks(task: MixdownTask) -> Iterator[Audio]:
    mixed = mix_blocks(
        dict(task.gains), task.separations, start_sample=task.start_sample, n_samples=task.length
    )
    return at_rate(mixed, _track_rate_hz(task), task.rate_hz, task.length)


def _measure(task: MixdownTask, progress: _Progress) -> tuple[int, float]:
    """Return the number of channels, and the largest sample."""
    channels, peak = 0, 0.0
    for block in _blocks(task):
        channels = block.shape[0]
        # NaN, unlike with max(), stays NaN.
        peak = float(np.maximum(peak, np.abs(block).max()))
        progress.add(block.shape[1])
    if not math.isfinite(peak):
        raise AudioError(
            f"{printable(task.separations[0].path)}: has samples that are not numbers.",
            remedy="Export the file anew from its source; these samples cannot be repaired.",
        )
    return channels, peak


def _write(task: MixdownTask, channels: int, gain: float, progress: _Progress) -> int:
    n_samples = round(task.length * task.rate_hz / _track_rate_hz(task))
    depth = choose_bit_depth(task.format, task.bit_depth)
    container = task.format.upper()
    if task.format == "wav":
        container = wav_container(n_samples * channels * _MOST_BYTES_PER_SAMPLE)
    with replacing(task.path) as temporary:
        with writing_sound(
            temporary,
            sample_rate_hz=task.rate_hz,
            channels=channels,
            container=container,
            subtype=subtype_of(depth),
            compression_level=OGG_COMPRESSION_LEVEL if task.format == "ogg" else None,
        ) as file:
            # libsndfile refuses an empty title.
            if task.title:
                file.title = printable(task.title.replace("\0", " "))
            file.comment = _describe(task)
            for block in _blocks(task):
                for start in range(0, block.shape[1], _WRITTEN_SAMPLES):
                    part = block[:, start : start + _WRITTEN_SAMPLES] * np.float32(gain)
                    file.write(to_frames(part, depth))
                progress.add(block.shape[1])
        # The name may have been taken meanwhile.
        require_free(task)
    return n_samples


def _describe(task: MixdownTask) -> str:
    """Return what is heard in the file: the separators' names stand on all that they made."""
    versions = {
        each.separator: describe_separator(each.separator).version for each in task.separations
    }
    parts = []
    for key, gain in task.gains:
        if gain:
            separator = key.partition("/")[0]
            name = key if separator == key else f"{key} {versions[separator]}"
            parts.append(name if gain == 1.0 else f"{name} at {20 * math.log10(abs(gain)):.1f} dB")
    return f"SepGenre: {', '.join(parts)}"
