"""The six generated genres: what each draws its songs from, and how far they overlap."""

from __future__ import annotations

import attrs

from sepgenre_training.datasets.synthetic.parameters import (
    GenreRecipe,
    Range,
    Weights,
    among,
    between,
    drawn_fields,
)
from sepgenre_training.errors import ConfigurationError

OVERLAP = 0.15
"""How far each genre's ranges spread into those of the others when a song is drawn.

0 keeps every genre to its own recipe, which is easy to tell; at 1 all genres draw from the
same pool and nothing is left to learn.
"""

DEEP_HOUSE = GenreRecipe(
    name="Deep House",
    tempo_bpm=between(118.0, 124.0),
    swing=between(0.12, 0.32),
    kick_pattern=among(four=0.8, four_push=0.2),
    kick_pitch_hz=between(46.0, 53.0),
    kick_decay_s=between(0.16, 0.26),
    kick_click_db=between(-24.0, -15.0),
    clap_level_db=between(-10.0, -6.0),
    clap_tone=between(0.0, 0.4),
    hat_pattern=among(offbeat=0.5, shuffle=0.5),
    hat_cutoff_hz=between(5500.0, 7500.0),
    hat_level_db=between(-18.0, -13.0),
    open_hat_decay_s=between(0.08, 0.18),
    ghost_density=between(0.2, 0.5),
    percussion_density=between(0.2, 0.5),
    bass_pattern=among(syncopated=0.6, sustained=0.4),
    bass_waveform=among(sine=0.5, triangle=0.5),
    bass_cutoff_hz=between(180.0, 420.0),
    bass_resonance=between(0.6, 1.0),
    bass_gate=between(0.6, 0.95),
    chord_style=among(stabs=0.7, pad=0.3),
    mode=among(dorian=0.6, minor=0.4),
    pad_cutoff_hz=between(700.0, 1600.0),
    chord_cutoff_hz=between(900.0, 2200.0),
    lead_density=between(0.0, 0.3),
    sidechain_depth=between(0.3, 0.55),
    reverb_decay_s=between(0.8, 1.6),
    delay_level_db=between(-18.0, -9.0),
)

TECH_HOUSE = GenreRecipe(
    name="Tech House",
    tempo_bpm=between(123.0, 128.0),
    swing=between(0.06, 0.24),
    kick_pattern=among(four=0.6, four_push=0.4),
    kick_pitch_hz=between(49.0, 57.0),
    kick_decay_s=between(0.12, 0.22),
    kick_click_db=between(-16.0, -8.0),
    clap_level_db=between(-7.0, -3.0),
    clap_tone=between(0.1, 0.5),
    hat_pattern=among(offbeat=0.4, sixteenths=0.4, shuffle=0.2),
    hat_cutoff_hz=between(7500.0, 9500.0),
    hat_level_db=between(-14.0, -9.0),
    open_hat_decay_s=between(0.1, 0.2),
    ghost_density=between(0.2, 0.5),
    percussion_density=between(0.6, 1.0),
    bass_pattern=among(syncopated=0.6, offbeat=0.4),
    bass_waveform=among(square=0.6, saw=0.4),
    bass_cutoff_hz=between(350.0, 900.0),
    bass_resonance=between(0.9, 1.8),
    bass_gate=between(0.35, 0.6),
    chord_style=among(stabs=0.9, plucks=0.1),
    mode=among(minor=0.6, dorian=0.4),
    pad_cutoff_hz=between(800.0, 2000.0),
    chord_cutoff_hz=between(1400.0, 3200.0),
    lead_density=between(0.0, 0.3),
    sidechain_depth=between(0.3, 0.6),
    reverb_decay_s=between(0.5, 1.1),
    delay_level_db=between(-18.0, -10.0),
)

PROGRESSIVE_HOUSE = GenreRecipe(
    name="Progressive House",
    tempo_bpm=between(122.0, 128.0),
    swing=between(0.0, 0.1),
    kick_pattern=among(four=0.9, four_push=0.1),
    kick_pitch_hz=between(47.0, 54.0),
    kick_decay_s=between(0.18, 0.3),
    kick_click_db=between(-18.0, -11.0),
    clap_level_db=between(-9.0, -4.0),
    clap_tone=between(0.0, 0.4),
    hat_pattern=among(offbeat=0.6, eighths=0.4),
    hat_cutoff_hz=between(6500.0, 8500.0),
    hat_level_db=between(-16.0, -11.0),
    open_hat_decay_s=between(0.14, 0.28),
    ghost_density=between(0.0, 0.25),
    percussion_density=between(0.2, 0.5),
    bass_pattern=among(offbeat=0.4, sustained=0.6),
    bass_waveform=among(saw=0.6, reese=0.4),
    bass_cutoff_hz=between(300.0, 800.0),
    bass_resonance=between(0.6, 1.1),
    bass_gate=between(0.7, 1.0),
    chord_style=among(pad=0.4, plucks=0.6),
    mode=among(minor=0.5, major=0.5),
    pad_cutoff_hz=between(1500.0, 3500.0),
    chord_cutoff_hz=between(2000.0, 4500.0),
    lead_density=between(0.4, 0.8),
    sidechain_depth=between(0.5, 0.8),
    reverb_decay_s=between(1.5, 2.8),
    delay_level_db=between(-12.0, -5.0),
)

TECHNO = GenreRecipe(
    name="Techno",
    tempo_bpm=between(127.0, 136.0),
    swing=between(0.0, 0.1),
    kick_pattern=among(four=0.9, four_push=0.1),
    kick_pitch_hz=between(44.0, 51.0),
    kick_decay_s=between(0.26, 0.42),
    kick_click_db=between(-18.0, -9.0),
    clap_level_db=between(-16.0, -8.0),
    clap_tone=between(0.2, 0.7),
    hat_pattern=among(offbeat=0.4, sixteenths=0.6),
    hat_cutoff_hz=between(8000.0, 10500.0),
    hat_level_db=between(-15.0, -9.0),
    open_hat_decay_s=between(0.06, 0.18),
    ghost_density=between(0.1, 0.3),
    percussion_density=between(0.4, 0.9),
    bass_pattern=among(rolling=0.8, offbeat=0.2),
    bass_waveform=among(sine=0.3, saw=0.4, square=0.3),
    bass_cutoff_hz=between(160.0, 420.0),
    bass_resonance=between(1.2, 3.0),
    bass_gate=between(0.4, 0.7),
    chord_style=among(stabs=0.7, pad=0.3),
    mode=among(minor=0.5, phrygian=0.5),
    pad_cutoff_hz=between(600.0, 1500.0),
    chord_cutoff_hz=between(800.0, 2000.0),
    lead_density=between(0.0, 0.25),
    sidechain_depth=between(0.5, 0.85),
    reverb_decay_s=between(1.2, 2.6),
    delay_level_db=between(-14.0, -6.0),
)

TRANCE = GenreRecipe(
    name="Trance",
    tempo_bpm=between(131.0, 139.0),
    swing=between(0.0, 0.06),
    kick_pattern=among(four=1.0),
    kick_pitch_hz=between(50.0, 58.0),
    kick_decay_s=between(0.16, 0.26),
    kick_click_db=between(-13.0, -6.0),
    clap_level_db=between(-8.0, -3.0),
    clap_tone=between(0.2, 0.6),
    hat_pattern=among(offbeat=0.7, sixteenths=0.3),
    hat_cutoff_hz=between(7000.0, 9500.0),
    hat_level_db=between(-14.0, -9.0),
    open_hat_decay_s=between(0.14, 0.26),
    ghost_density=between(0.0, 0.2),
    percussion_density=between(0.1, 0.4),
    bass_pattern=among(rolling=0.6, offbeat=0.4),
    bass_waveform=among(saw=0.8, square=0.2),
    bass_cutoff_hz=between(500.0, 1200.0),
    bass_resonance=between(0.8, 1.5),
    bass_gate=between(0.5, 0.8),
    chord_style=among(plucks=0.7, pad=0.3),
    mode=among(minor=0.8, major=0.2),
    pad_cutoff_hz=between(2000.0, 4500.0),
    chord_cutoff_hz=between(3000.0, 6500.0),
    lead_density=between(0.6, 1.0),
    sidechain_depth=between(0.5, 0.8),
    reverb_decay_s=between(1.6, 3.0),
    delay_level_db=between(-11.0, -4.0),
)

BREAKS = GenreRecipe(
    name="Breaks",
    tempo_bpm=between(124.0, 134.0),
    swing=between(0.04, 0.22),
    kick_pattern=among(broken=0.6, two_step=0.4),
    kick_pitch_hz=between(50.0, 60.0),
    kick_decay_s=between(0.1, 0.2),
    kick_click_db=between(-14.0, -7.0),
    clap_level_db=between(-4.0, 0.0),
    clap_tone=between(0.6, 1.0),
    hat_pattern=among(eighths=0.4, shuffle=0.6),
    hat_cutoff_hz=between(5500.0, 8000.0),
    hat_level_db=between(-15.0, -10.0),
    open_hat_decay_s=between(0.1, 0.24),
    ghost_density=between(0.5, 1.0),
    percussion_density=between(0.3, 0.7),
    bass_pattern=among(syncopated=0.5, sustained=0.5),
    bass_waveform=among(reese=0.7, square=0.3),
    bass_cutoff_hz=between(400.0, 1100.0),
    bass_resonance=between(0.8, 1.6),
    bass_gate=between(0.6, 0.95),
    chord_style=among(stabs=0.5, pad=0.5),
    mode=among(minor=0.6, dorian=0.4),
    pad_cutoff_hz=between(1000.0, 2600.0),
    chord_cutoff_hz=between(1600.0, 3600.0),
    lead_density=between(0.1, 0.5),
    sidechain_depth=between(0.05, 0.3),
    reverb_decay_s=between(0.7, 1.6),
    delay_level_db=between(-16.0, -8.0),
)

RECIPES = (DEEP_HOUSE, TECH_HOUSE, PROGRESSIVE_HOUSE, TECHNO, TRANCE, BREAKS)
"""The six genres, in the order in which their songs are generated."""


def recipe_named(name: str) -> GenreRecipe:
    """Return the recipe of the genre `name`.

    Raises
    ------
    ConfigurationError
        Where no genre has that name.
    """
    for recipe in RECIPES:
        if recipe.name == name:
            return recipe
    raise ConfigurationError(
        f"There is no generated genre {name!r}.",
        remedy=f"Choose from {', '.join(recipe.name for recipe in RECIPES)}.",
    )


def _pool(fields: tuple[Range, ...] | tuple[Weights, ...]) -> Range | Weights:
    ranges = [field for field in fields if isinstance(field, Range)]
    if ranges:
        return Range(low=min(r.low for r in ranges), high=max(r.high for r in ranges))
    weights = [field.of for field in fields if isinstance(field, Weights)]
    names = sorted({name for of in weights for name in of})
    return Weights(of={n: sum(of.get(n, 0.0) for of in weights) / len(weights) for n in names})


def widen(recipe: GenreRecipe, *, overlap: float | None = None) -> GenreRecipe:
    """Return `recipe` with its ranges and weights spread into those of all genres.

    Parameters
    ----------
    recipe : GenreRecipe
        One of `RECIPES`.
    overlap : float, optional
        From 0 (as it is) to 1 (the pool of all genres); `OVERLAP` where left out.
    """
    share = OVERLAP if overlap is None else overlap
    changes = {
        name: getattr(recipe, name).towards(_pool(tuple(getattr(r, name) for r in RECIPES)), share)
        for name in drawn_fields()
    }
    return attrs.evolve(recipe, **changes)
