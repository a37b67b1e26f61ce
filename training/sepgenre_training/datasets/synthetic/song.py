"""One generated song: from its place in the collection to its mixture and true stems."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import attrs
import numpy as np
from attrs import validators

from sepgenre_training.datasets.synthetic.arrangement import Arrangement, arrange
from sepgenre_training.datasets.synthetic.bass import render_bass
from sepgenre_training.datasets.synthetic.drums import kick_onsets, render_drums
from sepgenre_training.datasets.synthetic.effects import (
    db_to_gain,
    ducking_curve,
    limit_together,
    rms,
)
from sepgenre_training.datasets.synthetic.genres import RECIPES, recipe_named, widen
from sepgenre_training.datasets.synthetic.harmony import draw_harmony, render_other
from sepgenre_training.datasets.synthetic.naming import (
    MAX_SONGS_PER_GENRE,
    choose_artist,
    choose_title,
)
from sepgenre_training.datasets.synthetic.oscillators import SAMPLE_RATE_HZ
from sepgenre_training.datasets.synthetic.parameters import SongParameters, draw_parameters
from sepgenre_training.datasets.synthetic.voice import render_vocals
from sepgenre_training.errors import ConfigurationError
from sepgenre_training.separation.stems import STEM_NAMES, Audio

_DRUMS_RMS = 0.12
_THRESHOLD = 0.8
_PEAK = 0.92


@attrs.frozen(kw_only=True)
class SongSpec:
    """Which song: everything about it follows from these three values.

    Attributes
    ----------
    genre : str
        Name of one of `genres.RECIPES`.
    index : int
        Number of the song within its genre, from 0.
    seed : int
        Seed of the whole collection.
    """

    genre: str
    index: int = attrs.field(
        validator=[validators.ge(0), validators.lt(MAX_SONGS_PER_GENRE)],
    )
    seed: int = attrs.field(validator=validators.ge(0))

    def __attrs_post_init__(self) -> None:
        recipe_named(self.genre)

    @property
    def title(self) -> str:
        """The song's title; no two songs of one seed share it."""
        names = [recipe.name for recipe in RECIPES]
        return choose_title(np.random.default_rng(self.seed), names.index(self.genre), self.index)

    @property
    def artist(self) -> str:
        """One of the genre's invented artists."""
        rng = np.random.default_rng((self.seed, zlib.crc32(self.genre.encode())))
        return choose_artist(rng, self.genre, self.index)

    def rng(self, part: str) -> np.random.Generator:
        """Return the generator of `part`, independent of every other part and song."""
        keys = (zlib.crc32(self.genre.encode()), self.index, zlib.crc32(part.encode()))
        return np.random.default_rng((self.seed, *keys))


@attrs.frozen(kw_only=True, eq=False)
class RenderedSong:
    """A song as sound.

    Attributes
    ----------
    mixture : Audio [shape=(2, n)]
        The sum of the stems, peak below 1.
    stems : Mapping[str, Audio [shape=(2, n)]]
        The true stems, in the order of `STEM_NAMES`.
    tempo_bpm, first_beat_s : float
        The grid: beats per minute, and when the first bar starts.
    full_sections_s : tuple of (float, float)
        Start and end, in seconds, of the sections in which every part plays, longest first.
    parameters : SongParameters
        What the song was made with.
    """

    mixture: Audio
    stems: Mapping[str, Audio]
    sample_rate_hz: int
    title: str
    artist: str
    tempo_bpm: float
    first_beat_s: float
    full_sections_s: tuple[tuple[float, float], ...]
    parameters: SongParameters


def song_specs(*, seed: int, songs_per_genre: int = 11) -> tuple[SongSpec, ...]:
    """Return the songs of a collection, genre by genre.

    Raises
    ------
    ConfigurationError
        Where `songs_per_genre` is not between 1 and `MAX_SONGS_PER_GENRE`.
    """
    if not 1 <= songs_per_genre <= MAX_SONGS_PER_GENRE:
        raise ConfigurationError(
            f"A collection of {songs_per_genre} songs per genre cannot be generated.",
            remedy=f"Ask for 1 to {MAX_SONGS_PER_GENRE}.",
        )
    return tuple(
        SongSpec(genre=recipe.name, index=index, seed=seed)
        for recipe in RECIPES
        for index in range(songs_per_genre)
    )


def render_song(spec: SongSpec) -> RenderedSong:
    """Return the song that `spec` names, always the same to the bit.

    Parameters
    ----------
    spec : SongSpec
        Which song.

    Returns
    -------
    RenderedSong
        33 to 40 s, stereo, 44.1 kHz; the mixture is the sum of the stems.
    """
    p = draw_parameters(widen(recipe_named(spec.genre)), spec.rng("parameters"))
    arrangement = arrange(spec.rng("arrangement"), tempo_bpm=p.tempo_bpm, swing=p.swing)
    stems = _balance(_render_stems(spec, arrangement, p), arrangement, p)
    stems = limit_together(stems, threshold=_THRESHOLD, peak=_PEAK)
    stems = {name: stems[name] for name in STEM_NAMES}
    full = arrangement.full_sections()
    return RenderedSong(
        mixture=np.sum(list(stems.values()), axis=0, dtype=np.float32),
        stems=stems,
        sample_rate_hz=SAMPLE_RATE_HZ,
        title=spec.title,
        artist=spec.artist,
        tempo_bpm=p.tempo_bpm,
        first_beat_s=arrangement.first_beat_s,
        full_sections_s=tuple(
            (part.start / SAMPLE_RATE_HZ, part.stop / SAMPLE_RATE_HZ) for part in full
        ),
        parameters=p,
    )


def _render_stems(spec: SongSpec, arrangement: Arrangement, p: SongParameters) -> dict[str, Audio]:
    harmony = draw_harmony(spec.rng("harmony"), p.mode)
    ducking = ducking_curve(
        arrangement.n_samples,
        kick_onsets(arrangement, p.kick_pattern),
        depth=p.sidechain_depth,
        release_s=3.5 * arrangement.step_s,
    )
    return {
        "bass": render_bass(arrangement, harmony, p, ducking, spec.rng("bass")),
        "drums": render_drums(arrangement, p, spec.rng("drums")),
        "other": render_other(arrangement, harmony, p, ducking, spec.rng("other")),
        "vocals": render_vocals(arrangement, harmony, p, spec.rng("vocals")),
    }


def _balance(
    stems: Mapping[str, Audio], arrangement: Arrangement, p: SongParameters
) -> dict[str, Audio]:
    """Return the stems at the levels drawn for them, measured in the longest full section."""
    section = arrangement.full_sections()[0]
    levels_db = {
        "bass": p.bass_level_db,
        "drums": 0.0,
        "other": p.other_level_db,
        "vocals": p.vocals_level_db,
    }
    return {
        name: stem * np.float32(_DRUMS_RMS * db_to_gain(levels_db[name]) / rms(stem[:, section]))
        for name, stem in stems.items()
    }
