"""Generated songs as files: the mixture with tags, and its true stems, resumed where left off."""

from __future__ import annotations

from pathlib import Path

import soundfile

from sepgenre_training.cache import replacing
from sepgenre_training.datasets.synthetic.song import RenderedSong, SongSpec, render_song
from sepgenre_training.separation.stems import STEM_NAMES, Audio

GENERATOR_VERSION = "1"
"""Changes whenever the same song would sound different, so that old files are made anew."""

ALBUM = "SepGenre generated songs"


def song_path(spec: SongSpec, folder: Path) -> Path:
    """Return where the mixture of `spec` belongs below `folder`."""
    return folder / "songs" / spec.genre / f"{spec.title}.flac"


def stem_paths(spec: SongSpec, folder: Path) -> dict[str, Path]:
    """Return where the stems of `spec` belong below `folder`, in the order of `STEM_NAMES`."""
    stems = folder / "stems" / spec.genre / spec.title
    return {name: stems / f"{name}.flac" for name in STEM_NAMES}


def write_song(spec: SongSpec, folder: Path) -> Path:
    """Write the mixture and the stems of a song, unless they are there already.

    Every file appears whole or not at all, the mixture last, so a generation that is
    interrupted continues where it stopped. Runs in a worker process.

    Parameters
    ----------
    spec : SongSpec
        Which song.
    folder : Path
        Gets ``songs/<genre>/<title>.flac`` and ``stems/<genre>/<title>/<stem>.flac``: FLAC of
        24 bits, stereo, 44.1 kHz, mixture and stems under one gain.

    Returns
    -------
    Path
        The mixture's file.

    Raises
    ------
    OSError
        Where the folder cannot be written.
    """
    mixture = song_path(spec, folder)
    stems = stem_paths(spec, folder)
    if all(_is_complete(path, spec) for path in (mixture, *stems.values())):
        return mixture
    song = render_song(spec)
    for name, path in stems.items():
        if not _is_complete(path, spec):
            _write(path, song.stems[name], song, spec, f"{song.title} ({name})")
    _write(mixture, song.mixture, song, spec, song.title)
    return mixture


def _origin(spec: SongSpec) -> str:
    return f"generator {GENERATOR_VERSION}, seed {spec.seed}, {spec.genre}, song {spec.index}"


def _is_complete(path: Path, spec: SongSpec) -> bool:
    if not path.is_file():
        return False
    try:
        with soundfile.SoundFile(path) as file:
            # Another seed can give the same title; its file is not this song.
            return bool(file.comment == _origin(spec) and file.frames > 0)
    except soundfile.LibsndfileError:
        return False


def _write(path: Path, sound: Audio, song: RenderedSong, spec: SongSpec, title: str) -> None:
    with (
        replacing(path) as temporary,
        soundfile.SoundFile(
            temporary,
            "w",
            samplerate=song.sample_rate_hz,
            channels=sound.shape[0],
            format="FLAC",
            subtype="PCM_24",
            # Twice as fast as the default, for files that are a twentieth larger.
            compression_level=0.0,
        ) as file,
    ):
        file.title = title
        file.artist = song.artist
        file.album = ALBUM
        file.genre = spec.genre
        file.comment = _origin(spec)
        file.write(sound.T)
