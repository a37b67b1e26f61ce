"""The form of a generated song: its sections, its bar grid, and who plays when."""

from __future__ import annotations

import math

import attrs
import numpy as np

from sepgenre_training.datasets.synthetic.oscillators import SAMPLE_RATE_HZ, seconds

STEPS_PER_BAR = 16
"""Sixteenth notes in a bar of four beats."""

_BODY_S = 35.0
_TAIL_S = 1.2
_MAIN_SECTION_S = 10.5
_FULL = frozenset({"kick", "hats", "clap", "percussion", "bass", "chords", "pad", "lead", "vocals"})
_INTROS = (
    frozenset({"kick", "hats"}),
    frozenset({"kick", "percussion"}),
    frozenset({"pad", "hats"}),
    frozenset({"chords"}),
)
_BUILDS = (
    frozenset({"kick", "hats", "percussion", "chords"}),
    frozenset({"kick", "hats", "pad", "lead"}),
    frozenset({"kick", "hats", "clap", "bass"}),
)
_BREAKDOWNS = (
    frozenset({"pad", "vocals", "chords"}),
    frozenset({"pad", "vocals", "lead"}),
    frozenset({"chords", "lead", "hats"}),
)


@attrs.frozen(kw_only=True)
class Section:
    """Bars in which the same parts play.

    Attributes
    ----------
    name : str
        ``intro``, ``build``, ``full`` or ``breakdown``.
    first_bar, n_bars : int
        Where it starts and how long it is.
    parts : frozenset of str
        Who plays.
    """

    name: str
    first_bar: int
    n_bars: int
    parts: frozenset[str]

    @property
    def bars(self) -> range:
        """The bars of the section."""
        return range(self.first_bar, self.first_bar + self.n_bars)


@attrs.frozen(kw_only=True)
class Arrangement:
    """The grid of a song, in samples, and its sections.

    Attributes
    ----------
    first_beat_s : float
        When the first bar starts.
    swing : float
        Delay of every second sixteenth, as a share of a sixteenth.
    """

    tempo_bpm: float
    first_beat_s: float
    swing: float
    sections: tuple[Section, ...]

    @property
    def step_s(self) -> float:
        """Length of a sixteenth note, in seconds."""
        return 15.0 / self.tempo_bpm

    @property
    def bar_samples(self) -> int:
        """Length of a bar, rounded to samples."""
        return seconds(STEPS_PER_BAR * self.step_s)

    @property
    def n_bars(self) -> int:
        """Number of bars of the song."""
        return sum(section.n_bars for section in self.sections)

    @property
    def n_samples(self) -> int:
        """Length of the song with its tail, in samples."""
        return self.sample_at(self.n_bars) + seconds(_TAIL_S)

    def sample_at(self, bar: int, step: float = 0.0) -> int:
        """Return the sample on which `step` (in sixteenths) of `bar` falls, swing included."""
        late = self.swing if round(step) % 2 == 1 else 0.0
        steps = STEPS_PER_BAR * bar + step + late
        return round((self.first_beat_s + steps * self.step_s) * SAMPLE_RATE_HZ)

    def bars_with(self, part: str) -> tuple[int, ...]:
        """Return the bars in which `part` plays."""
        return tuple(bar for s in self.sections if part in s.parts for bar in s.bars)

    def last_bars(self) -> frozenset[int]:
        """Return the last bar of every section, where fills belong."""
        return frozenset(section.bars[-1] for section in self.sections)

    def full_sections(self) -> tuple[slice, ...]:
        """Return the samples of the sections in which every part plays, longest first."""
        full = sorted((s for s in self.sections if s.name == "full"), key=lambda s: -s.n_bars)
        return tuple(
            slice(self.sample_at(s.first_bar), self.sample_at(s.first_bar + s.n_bars)) for s in full
        )


def arrange(rng: np.random.Generator, *, tempo_bpm: float, swing: float) -> Arrangement:
    """Draw the form of a song of 32 to 40 s: quiet bars, a full section, often a breakdown.

    At least one full section lasts 10.5 s, so that 10 s of full instrumentation exist.
    """
    bar_s = 240.0 / tempo_bpm
    n_bars = 2 * round(_BODY_S / bar_s / 2.0)
    main = 2 * math.ceil(_MAIN_SECTION_S / bar_s / 2.0)
    spare = n_bars - main
    intro = _pick(rng, _INTROS)
    build = intro | _pick(rng, _BUILDS)
    if rng.random() < 0.7:
        quiet = 4 if spare >= 12 else 2
        first = spare - 4 - quiet
        plan = [("intro", 2, intro), ("build", 2, build), ("full", first, _FULL)]
        plan += [("breakdown", quiet, _pick(rng, _BREAKDOWNS)), ("full", main, _FULL)]
    else:
        plan = [("intro", 4, intro), ("build", 2, build), ("full", main, _FULL)]
        plan += [("breakdown", 2, _pick(rng, _BREAKDOWNS)), ("full", spare - 8, _FULL)]
    sections, bar = [], 0
    for name, length, parts in plan:
        if length > 0:
            sections.append(Section(name=name, first_bar=bar, n_bars=length, parts=parts))
            bar += length
    return Arrangement(
        tempo_bpm=tempo_bpm,
        first_beat_s=round(float(rng.uniform(0.0, 0.4)), 3),
        swing=swing,
        sections=tuple(sections),
    )


def _pick(rng: np.random.Generator, of: tuple[frozenset[str], ...]) -> frozenset[str]:
    return of[int(rng.integers(len(of)))]
