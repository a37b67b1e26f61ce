"""True stems: where they stand beside a track, and reading the window that a segment covers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np

from sepgenre_training.audio.files import AUDIO_SUFFIXES, printable
from sepgenre_training.audio.reading import open_reader, read_window
from sepgenre_training.errors import AudioError, DatasetError
from sepgenre_training.separation.scoring.measures import is_silent, si_sdr_db
from sepgenre_training.separation.stems import STEM_NAMES, Audio

STEMS_FOLDER = "stems"

LAYOUT = (
    "As the demo does, put those of songs/GENRE/NAME.flac into stems/GENRE/NAME/ as bass, drums, "
    "other and vocals (.wav, .flac or any format that can be imported; the track's rate and "
    "channels): so importing songs does not take them for tracks. For FOLDER/NAME.flac, "
    "FOLDER/stems/NAME/ and stems/NAME/ beside FOLDER do as well."
)
"""Where `find_true_stems` looks, told to a person."""

# Mastering changes the sum a little; stems of another song, or shifted ones, fall far below.
_LEAST_SUM_DB = 6.0


def true_stem_folders(track: Path) -> tuple[Path, ...]:
    """Return the folders that may hold the true stems of `track`; the first that exists does.

    The last is where `datasets.synthetic.writing.write_song` puts those of generated songs.
    """
    folder, name = track.parent, track.stem
    return (
        folder / STEMS_FOLDER / name,
        folder.parent / STEMS_FOLDER / name,
        folder.parent.parent / STEMS_FOLDER / folder.name / name,
    )


def find_true_stems(track: Path) -> dict[str, Path] | None:
    """Return the files of the true stems of `track`, in the order of `STEM_NAMES`.

    Returns
    -------
    dict of str to Path, or None
        None where there is no folder for them.

    Raises
    ------
    DatasetError
        Where the folder lacks a stem, or has two files of one.
    """
    folder = next((each for each in true_stem_folders(track) if each.is_dir()), None)
    if folder is None:
        return None
    files = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in AUDIO_SUFFIXES]
    stems = {name: [path for path in files if path.stem.lower() == name] for name in STEM_NAMES}
    missing = [name for name, found in stems.items() if not found]
    if missing:
        raise DatasetError(
            f"{printable(folder)}: lacks the true stem {', '.join(missing)}.",
            remedy="Add it (a silent file where the track has none), or remove the folder.",
        )
    for name, found in stems.items():
        if len(found) > 1:
            raise DatasetError(
                f"{printable(folder)}: has {len(found)} files of the true stem {name}.",
                remedy="Keep one of them.",
            )
    return {name: found[0] for name, found in stems.items()}


def read_true_stem(
    path: Path, *, start_sample: int, n_samples: int, sample_rate_hz: int, channels: int
) -> Audio:
    """Read a window of one true stem, [shape=(channels, n_samples)].

    Raises
    ------
    AudioError
        Where it cannot be read, ends before the window does, or has not the track's sampling
        rate (Hz) and number of channels.
    """
    with closing(open_reader(path)) as reader:
        found = (reader.sample_rate_hz, reader.channels)
    if found != (sample_rate_hz, channels):
        raise AudioError(
            f"{printable(path)}: has {found[0]} Hz and {found[1]} channels, the track "
            f"{sample_rate_hz} Hz and {channels}.",
            remedy="Export the stem with the track's sampling rate and channels.",
        )
    return read_window(path, start_sample=start_sample, n_samples=n_samples)


def check_true_stems(truths: Mapping[str, Audio], mixture: Audio) -> None:
    """Refuse true stems that together are not the mixture, such as shifted ones.

    Raises
    ------
    DatasetError
        Where the SI-SDR of their sum against the mixture is below 6 dB.
    """
    if not np.any(mixture):
        return
    total: Audio = np.sum(np.stack(list(truths.values())), axis=0)
    if is_silent(total, mixture) or si_sdr_db(total, mixture) < _LEAST_SUM_DB:
        raise DatasetError(
            "The true stems do not add up to the track.",
            remedy="Export all four from the track's own start, so that together they are the "
            "track, or remove their folder.",
        )
