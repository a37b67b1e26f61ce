"""The values that shape one generated song, and the ranges that a genre draws them from."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs
import numpy as np

from sepgenre_training.errors import ConfigurationError


@attrs.frozen(kw_only=True)
class Range:
    """An interval from which a value is drawn uniformly."""

    low: float
    high: float

    def __attrs_post_init__(self) -> None:
        if not self.low <= self.high:
            raise ConfigurationError(
                f"A recipe's range runs from {self.low} to {self.high}.",
                remedy="Give the lower end first.",
            )

    def draw(self, rng: np.random.Generator) -> float:
        """Return one value of the interval."""
        return float(rng.uniform(self.low, self.high))

    def towards(self, pool: Range, overlap: float) -> Range:
        """Return the interval with both ends moved the share `overlap` of the way to `pool`."""
        return Range(
            low=self.low + overlap * (pool.low - self.low),
            high=self.high + overlap * (pool.high - self.high),
        )


def _read_only(of: Mapping[str, float]) -> Mapping[str, float]:
    return MappingProxyType(dict(of))


@attrs.frozen(kw_only=True)
class Weights:
    """Names with the probabilities that they are drawn with."""

    of: Mapping[str, float] = attrs.field(converter=_read_only)

    def __attrs_post_init__(self) -> None:
        if abs(sum(self.of.values()) - 1.0) > 1e-6 or min(self.of.values()) < 0.0:
            raise ConfigurationError(
                f"A recipe's weights are {dict(self.of)}, which are no probabilities.",
                remedy="Give weights of at least 0 that add up to 1.",
            )

    def draw(self, rng: np.random.Generator) -> str:
        """Return one of the names."""
        # Sorted, so that the order in which a recipe lists them does not change any song.
        names = sorted(self.of)
        return str(rng.choice(names, p=[self.of[name] for name in names]))

    def towards(self, pool: Weights, overlap: float) -> Weights:
        """Return the weights moved the share `overlap` of the way to those of `pool`."""
        names = sorted({*self.of, *pool.of})
        return Weights(
            of={
                name: (1.0 - overlap) * self.of.get(name, 0.0) + overlap * pool.of.get(name, 0.0)
                for name in names
            }
        )


def between(low: float, high: float) -> Range:
    """Return the range from `low` to `high`."""
    return Range(low=low, high=high)


def among(**weights: float) -> Weights:
    """Return `weights`, which must add up to 1."""
    return Weights(of=weights)


@attrs.frozen(kw_only=True)
class GenreRecipe:
    """What the songs of one genre are drawn from.

    Every field but `name` is named like the field of `SongParameters` that it
    gives; those with a default are the same for all genres, so that they tell nothing.
    """

    name: str
    tempo_bpm: Range
    swing: Range
    kick_pattern: Weights
    kick_pitch_hz: Range
    kick_decay_s: Range
    kick_click_db: Range
    clap_level_db: Range
    clap_tone: Range
    hat_pattern: Weights
    hat_cutoff_hz: Range
    hat_level_db: Range
    open_hat_decay_s: Range
    ghost_density: Range
    percussion_density: Range
    bass_pattern: Weights
    bass_waveform: Weights
    bass_cutoff_hz: Range
    bass_resonance: Range
    bass_gate: Range
    chord_style: Weights
    mode: Weights
    pad_cutoff_hz: Range
    chord_cutoff_hz: Range
    lead_density: Range
    sidechain_depth: Range
    reverb_decay_s: Range
    delay_level_db: Range
    bass_level_db: Range = attrs.field(default=between(-4.0, 0.0))
    pad_level_db: Range = attrs.field(default=between(-14.0, 0.0))
    other_level_db: Range = attrs.field(default=between(-6.0, 2.0))
    vocals_level_db: Range = attrs.field(default=between(-8.0, 2.0))
    vocal_density: Range = attrs.field(default=between(0.5, 1.0))
    vocal_pitch_hz: Range = attrs.field(default=between(190.0, 300.0))


@attrs.frozen(kw_only=True)
class SongParameters:
    """The values drawn for one song.

    Attributes
    ----------
    tempo_bpm : float
        Beats per minute, a multiple of 0.5.
    swing : float
        Delay of every second sixteenth note, as a share of a sixteenth.
    kick_pattern, hat_pattern, bass_pattern, bass_waveform, chord_style, mode : str
        Names of patterns and sounds; see `drums`, `bass`, and `harmony`.
    clap_tone, ghost_density, percussion_density, lead_density, vocal_density : float
        From 0 (a clap of noise alone; none) to 1 (a snare with a body; dense).
    bass_resonance : float
        Quality factor of the bass's low-pass filter.
    bass_gate : float
        Share of its length that a bass note sounds.
    sidechain_depth : float
        Share of bass and chords that each kick takes away.
    bass_level_db, other_level_db, vocals_level_db : float
        RMS of the stem in the full sections relative to the drums' stem, in dB.
    """

    tempo_bpm: float
    swing: float
    kick_pattern: str
    kick_pitch_hz: float
    kick_decay_s: float
    kick_click_db: float
    clap_level_db: float
    clap_tone: float
    hat_pattern: str
    hat_cutoff_hz: float
    hat_level_db: float
    open_hat_decay_s: float
    ghost_density: float
    percussion_density: float
    bass_pattern: str
    bass_waveform: str
    bass_cutoff_hz: float
    bass_resonance: float
    bass_gate: float
    chord_style: str
    mode: str
    pad_cutoff_hz: float
    chord_cutoff_hz: float
    lead_density: float
    sidechain_depth: float
    reverb_decay_s: float
    delay_level_db: float
    bass_level_db: float
    pad_level_db: float
    other_level_db: float
    vocals_level_db: float
    vocal_density: float
    vocal_pitch_hz: float


def drawn_fields() -> tuple[str, ...]:
    """Return the names of the fields that a recipe and a song's parameters share."""
    return tuple(field.name for field in attrs.fields(SongParameters))


def draw_parameters(recipe: GenreRecipe, rng: np.random.Generator) -> SongParameters:
    """Draw the parameters of one song from the ranges and weights of `recipe`."""
    values = {name: getattr(recipe, name).draw(rng) for name in drawn_fields()}
    values["tempo_bpm"] = round(2.0 * values["tempo_bpm"]) / 2.0
    return SongParameters(**values)
