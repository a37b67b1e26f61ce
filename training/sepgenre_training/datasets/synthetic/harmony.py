"""Key, scale and chords, and the stem of chords, pad, lead and effects."""

from __future__ import annotations

import attrs
import numpy as np

from sepgenre_training.datasets.synthetic.arrangement import Arrangement
from sepgenre_training.datasets.synthetic.effects import (
    add_ping_pong,
    db_to_gain,
    decay,
    gate,
    high_pass,
    low_pass,
    place,
    reverberate,
    rms,
    swept_low_pass,
)
from sepgenre_training.datasets.synthetic.oscillators import (
    Mono,
    detuned_voices,
    evolving_chord,
    midi_to_hz,
    noise,
    seconds,
)
from sepgenre_training.datasets.synthetic.parameters import SongParameters
from sepgenre_training.separation.stems import Audio

_SCALES = {
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "major": (0, 2, 4, 5, 7, 9, 11),
}
# Scale degrees of four bars, from 0. None leans on the diminished triad.
_PROGRESSIONS = {
    "minor": ((0, 5, 2, 6), (0, 3, 5, 6), (0, 0, 5, 6), (5, 6, 0, 0)),
    "dorian": ((0, 3, 0, 3), (0, 2, 3, 0), (0, 6, 3, 0)),
    "phrygian": ((0, 0, 1, 0), (0, 1, 0, 6), (0, 0, 0, 1)),
    "major": ((0, 4, 5, 3), (5, 3, 0, 4), (0, 5, 3, 4)),
}
_STABS = ((0, 3, 6, 11), (2, 7, 10), (3, 6, 11, 14), (0, 6, 10), (2, 6, 10, 14))
_TOP_NOTE = 76


@attrs.frozen(kw_only=True)
class Harmony:
    """The key of a song and the chord of every bar.

    Attributes
    ----------
    tonic : int
        MIDI note of the key in the octave below middle C.
    scale : tuple of int
        Seven semitone offsets from the tonic.
    degrees : tuple of int
        Root of the chord in each of the four bars that repeat, as a degree from 0.
    """

    tonic: int
    scale: tuple[int, ...]
    degrees: tuple[int, ...]

    def note(self, degree: int) -> int:
        """Return the MIDI note of scale `degree`, which may lie octaves away."""
        octave, step = divmod(degree, len(self.scale))
        return self.tonic + 12 * octave + self.scale[step]

    def root(self, bar: int) -> int:
        """Return the MIDI note of the root in `bar`, within an octave above the tonic."""
        return self.note(self.degrees[bar % len(self.degrees)])

    def chord(self, bar: int) -> tuple[int, ...]:
        """Return the seventh chord of `bar` as MIDI notes, voiced within an octave or so."""
        root = self.degrees[bar % len(self.degrees)]
        notes = (self.note(root + third) + 12 for third in (0, 2, 4, 6))
        return tuple(sorted(note - 12 if note > _TOP_NOTE else note for note in notes))


def draw_harmony(rng: np.random.Generator, mode: str) -> Harmony:
    """Draw a key and a progression of four chords in `mode`."""
    progressions = _PROGRESSIONS[mode]
    return Harmony(
        tonic=int(rng.integers(41, 53)),
        scale=_SCALES[mode],
        degrees=progressions[int(rng.integers(len(progressions)))],
    )


def render_other(
    arrangement: Arrangement,
    harmony: Harmony,
    p: SongParameters,
    ducking: Mono,
    rng: np.random.Generator,
) -> Audio:
    """Return the stem of everything else: pad, chords, lead, risers, with delay and reverb.

    Parameters
    ----------
    ducking : Mono [shape=(arrangement.n_samples,)]
        Gain under which pad and chords move with the kick.

    Returns
    -------
    Audio [shape=(2, arrangement.n_samples)]
        Not yet levelled against the other stems.
    """
    chords = _play_chords(arrangement, harmony, p, rng)
    lead = _play_lead(arrangement, harmony, p, rng)
    pad = _play_pad(arrangement, harmony, p, rng)
    played = add_ping_pong(
        chords + np.float32(0.7) * lead,
        delay_s=3.0 * arrangement.step_s,
        gain=db_to_gain(p.delay_level_db),
    )
    level = rms(played) / max(rms(pad), 1e-9)
    sound = played + np.float32(level * db_to_gain(p.pad_level_db)) * pad
    _sweep_sections(sound, arrangement, rng)
    sound = reverberate(sound, rng, decay_s=p.reverb_decay_s, mix=float(rng.uniform(0.15, 0.4)))
    sound = high_pass(sound, 110.0) * ducking
    _add_risers(sound, arrangement, rng)
    return sound


def _play_pad(
    arrangement: Arrangement, harmony: Harmony, p: SongParameters, rng: np.random.Generator
) -> Audio:
    track = np.zeros((2, arrangement.n_samples), dtype=np.float32)
    n = arrangement.bar_samples + seconds(0.25)
    envelope = gate(n, attack_s=0.25, release_s=0.25)
    pads: dict[tuple[int, ...], Audio] = {}
    for bar in arrangement.bars_with("pad"):
        notes = harmony.chord(bar)
        if notes not in pads:
            frequencies_hz = tuple(midi_to_hz(note) for note in notes)
            pad = evolving_chord(frequencies_hz, n, rng, cutoff_hz=p.pad_cutoff_hz)
            pads[notes] = pad * envelope
        place(track, pads[notes], arrangement.sample_at(bar))
    return track


def _play_chords(
    arrangement: Arrangement, harmony: Harmony, p: SongParameters, rng: np.random.Generator
) -> Audio:
    track = np.zeros((2, arrangement.n_samples), dtype=np.float32)
    rhythm = _STABS[int(rng.integers(len(_STABS)))]
    order = tuple(int(step) for step in rng.integers(0, 4, size=16))
    rests = rng.random(16) < 0.25
    detune_cents = float(rng.uniform(6.0, 18.0))
    grains: dict[tuple[int, ...], Audio] = {}

    def sound(notes: tuple[int, ...], length_s: float, decay_s: float) -> Audio:
        if notes not in grains:
            n = seconds(length_s)
            hz = tuple(midi_to_hz(note) for note in notes)
            dry = detuned_voices(hz, n, rng, voices=3, detune_cents=detune_cents)
            grains[notes] = _plucked(dry, p.chord_cutoff_hz, decay_s)
        return grains[notes]

    for bar in arrangement.bars_with("chords"):
        chord = harmony.chord(bar)
        if p.chord_style == "stabs":
            for step in rhythm:
                place(track, sound(chord, 0.4, 0.55), arrangement.sample_at(bar, step), 0.5)
        elif p.chord_style == "plucks":
            for step in (number for number, rest in enumerate(rests) if not rest):
                note = chord[order[step]] + 12 * (order[step - 1] % 2)
                start = arrangement.sample_at(bar, step)
                place(track, sound((note,), 0.3, 0.4), start, 0.8)
        else:
            held_s = arrangement.bar_samples / seconds(1.0)
            place(track, sound(chord, held_s, 6.0), arrangement.sample_at(bar), 0.35)
    return track


def _plucked(dry: Audio, cutoff_hz: float, decay_s: float) -> Audio:
    """Return `dry` with a filter that closes as the note decays: two filters, faded."""
    n = dry.shape[-1]
    open_share = decay(n, 0.5 * decay_s)
    bright, dark = low_pass(dry, 2.0 * cutoff_hz), low_pass(dry, 0.6 * cutoff_hz)
    envelope = decay(n, decay_s, attack_s=0.003) * gate(n, attack_s=0.0, release_s=0.02)
    return np.asarray((open_share * bright + (1.0 - open_share) * dark) * envelope)


def _play_lead(
    arrangement: Arrangement, harmony: Harmony, p: SongParameters, rng: np.random.Generator
) -> Audio:
    track = np.zeros((2, arrangement.n_samples), dtype=np.float32)
    n_notes = round(12 * p.lead_density)
    steps = np.sort(rng.choice(32, size=n_notes, replace=False))
    choices = rng.integers(0, 4, size=n_notes)
    n = seconds(0.45)
    grains: dict[int, Audio] = {}
    for bar in arrangement.bars_with("lead"):
        chord = harmony.chord(bar)
        for step, choice in zip(steps, choices, strict=True):
            if step // 16 != bar % 2:
                continue
            note = chord[choice] + 12
            if note not in grains:
                dry = detuned_voices((midi_to_hz(note),), n, rng, voices=4, detune_cents=14.0)
                grains[note] = _plucked(dry, 1.3 * p.chord_cutoff_hz, 1.0)
            place(track, grains[note], arrangement.sample_at(bar, int(step % 16)), 0.6)
    return track


def _sweep_sections(sound: Audio, arrangement: Arrangement, rng: np.random.Generator) -> None:
    for section in arrangement.sections:
        if section.name in {"intro", "build", "breakdown"} and rng.random() < 0.7:
            start = arrangement.sample_at(section.first_bar)
            stop = arrangement.sample_at(section.first_bar + section.n_bars)
            low_hz = float(rng.uniform(250.0, 700.0))
            swept_low_pass(sound, start, stop, from_hz=low_hz, to_hz=12_000.0)


def _add_risers(sound: Audio, arrangement: Arrangement, rng: np.random.Generator) -> None:
    """Add noise that rises into every full section, as loud as the stem around it."""
    level = 0.7 * rms(sound)
    for section in arrangement.sections:
        if section.name != "full" or section.first_bar < 2:
            continue
        start = arrangement.sample_at(section.first_bar - 2)
        n = arrangement.sample_at(section.first_bar) - start
        riser = high_pass(np.stack([noise(rng, n), noise(rng, n)]), 500.0)
        swept_low_pass(riser, 0, n, from_hz=700.0, to_hz=9000.0)
        ramp = np.square(np.linspace(0.0, 1.0, n, dtype=np.float32))
        riser *= ramp * gate(n, attack_s=0.0, release_s=0.02)
        place(sound, riser, start, level)
