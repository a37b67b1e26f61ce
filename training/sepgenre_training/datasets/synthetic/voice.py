"""The vocal stem: a glottal source sung through vowel formants, in phrases, near the centre."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import scipy.fft
from scipy.signal import lfilter

from sepgenre_training.datasets.synthetic.arrangement import Arrangement
from sepgenre_training.datasets.synthetic.effects import (
    add_ping_pong,
    db_to_gain,
    high_pass,
    low_pass,
    place,
    reverberate,
)
from sepgenre_training.datasets.synthetic.harmony import Harmony
from sepgenre_training.datasets.synthetic.oscillators import (
    SAMPLE_RATE_HZ,
    Mono,
    look_up,
    midi_to_hz,
    noise,
    seconds,
    times_s,
    wavetable,
)
from sepgenre_training.datasets.synthetic.parameters import SongParameters
from sepgenre_training.separation.stems import Audio

# (frequency in Hz, bandwidth in Hz, level in dB) of the first four formants, after the
# averages for sung vowels of an alto.
_VOWELS = {
    "a": ((800.0, 80.0, 0.0), (1150.0, 90.0, -4.0), (2800.0, 120.0, -20.0), (3500.0, 130.0, -30.0)),
    "e": (
        (400.0, 60.0, 0.0),
        (1600.0, 80.0, -16.0),
        (2700.0, 120.0, -22.0),
        (3300.0, 150.0, -30.0),
    ),
    "i": (
        (350.0, 50.0, 0.0),
        (1700.0, 100.0, -18.0),
        (2700.0, 120.0, -24.0),
        (3700.0, 150.0, -32.0),
    ),
    "o": ((450.0, 70.0, 0.0), (800.0, 80.0, -9.0), (2830.0, 100.0, -18.0), (3500.0, 130.0, -28.0)),
    "u": ((325.0, 50.0, 0.0), (700.0, 60.0, -12.0), (2530.0, 170.0, -28.0), (3500.0, 180.0, -36.0)),
}
_PHRASE_BARS = 2


@attrs.frozen(kw_only=True)
class Syllable:
    """One sung note.

    Attributes
    ----------
    start, stop : int
        In samples from the start of the phrase.
    pitch_hz : float
        Its note.
    vowel : str
        One of ``a``, ``e``, ``i``, ``o``, ``u``.
    consonant : bool
        Whether a burst of breath opens it.
    """

    start: int
    stop: int
    pitch_hz: float
    vowel: str
    consonant: bool


def formant_response(
    vowel: str, frequency_hz: npt.NDArray[np.float64], shift: float
) -> npt.NDArray[np.complex128]:
    """Return the response of parallel resonances at `frequency_hz`, formants times `shift`."""
    response = np.zeros(frequency_hz.shape, dtype=np.complex128)
    for number, (centre_hz, width_hz, level_db) in enumerate(_VOWELS[vowel]):
        centre = centre_hz * shift
        # Alternating signs keep neighbouring resonances from cancelling between their peaks.
        sign = (-1.0) ** number
        denominator = centre**2 - frequency_hz**2 + 1j * width_hz * frequency_hz
        response += sign * db_to_gain(level_db) * centre * width_hz / denominator
    return response


def render_vocals(
    arrangement: Arrangement, harmony: Harmony, p: SongParameters, rng: np.random.Generator
) -> Audio:
    """Return the vocal stem: two phrases of two bars that alternate, with rests between.

    Returns
    -------
    Audio [shape=(2, arrangement.n_samples)]
        Not yet levelled against the other stems; heard in every section with vocals.
    """
    track = np.zeros((2, arrangement.n_samples), dtype=np.float32)
    shift = float(rng.uniform(0.92, 1.15))
    phrases = [
        _sing(_draw_phrase(arrangement, harmony, p, rng), arrangement, shift, rng) for _ in range(2)
    ]
    for section in arrangement.sections:
        if "vocals" not in section.parts:
            continue
        for number, bar in enumerate(section.bars[::_PHRASE_BARS]):
            if number == 0 or rng.random() < p.vocal_density:
                _place_doubled(track, phrases[number % 2], arrangement.sample_at(bar))
    track = add_ping_pong(
        track, delay_s=4.0 * arrangement.step_s, gain=db_to_gain(float(rng.uniform(-20.0, -12.0)))
    )
    track = reverberate(track, rng, decay_s=float(rng.uniform(0.8, 2.0)), mix=0.2)
    return low_pass(high_pass(track, 150.0), 7000.0)


def _place_doubled(track: Audio, phrase: Mono, start: int) -> None:
    place(track, phrase, start)
    place(track, phrase, start + seconds(0.017), 0.18, -0.7)
    place(track, phrase, start + seconds(0.023), 0.18, 0.7)


def _draw_phrase(
    arrangement: Arrangement, harmony: Harmony, p: SongParameters, rng: np.random.Generator
) -> tuple[Syllable, ...]:
    syllables = []
    step = int(rng.integers(0, 5))
    end = 16 * _PHRASE_BARS - 3
    degree = int(rng.integers(0, 5))
    tonic_hz = midi_to_hz(harmony.tonic)
    # The tonic's octave that lies nearest to the singer's range.
    octave = round(np.log2(p.vocal_pitch_hz / tonic_hz))
    while step < end:
        length = min(int(rng.choice([1, 2, 2, 3, 4, 6])), end - step)
        degree = int(np.clip(degree + rng.integers(-2, 3), -2, 6))
        bar, inside = divmod(step, 16)
        start = arrangement.sample_at(bar, inside) - arrangement.sample_at(0)
        syllables.append(
            Syllable(
                start=start,
                stop=start + seconds(length * arrangement.step_s),
                pitch_hz=midi_to_hz(harmony.note(degree) + 12 * octave),
                vowel=str(rng.choice(sorted(_VOWELS))),
                consonant=bool(rng.random() < 0.6),
            )
        )
        step += length + int(rng.choice([0, 0, 0, 1, 3]))
    return tuple(syllables)


def _sing(
    phrase: tuple[Syllable, ...],
    arrangement: Arrangement,
    shift: float,
    rng: np.random.Generator,
) -> Mono:
    """Return `phrase` sung: the source through each vowel, faded from one to the next."""
    n = _PHRASE_BARS * arrangement.bar_samples + seconds(0.2)
    source = _source(phrase, n, rng)
    size = scipy.fft.next_fast_len(n, real=True)
    spectrum = scipy.fft.rfft(source, n=size)
    frequency_hz = scipy.fft.rfftfreq(size, 1.0 / SAMPLE_RATE_HZ)
    voice = np.zeros(n, dtype=np.float32)
    for vowel in sorted({syllable.vowel for syllable in phrase}):
        weight = np.zeros(n, dtype=np.float32)
        for syllable in phrase:
            if syllable.vowel == vowel:
                weight[syllable.start : syllable.stop] = 1.0
        response = formant_response(vowel, frequency_hz, shift)
        voice += _smoothed(weight, 0.012) * scipy.fft.irfft(spectrum * response, n=size)[:n]
    for syllable in phrase:
        if syllable.consonant:
            burst = high_pass(noise(rng, seconds(0.05)), 2500.0) * np.hanning(seconds(0.05))
            part = voice[max(syllable.start - seconds(0.03), 0) :][: burst.size]
            part += np.float32(0.01) * burst[: part.size]
    return voice


def _source(phrase: tuple[Syllable, ...], n_samples: int, rng: np.random.Generator) -> Mono:
    """Return the glottal source with portamento, vibrato and breath."""
    t = times_s(n_samples)
    pitch_hz = np.full(n_samples, phrase[0].pitch_hz, dtype=np.float32)
    loudness = np.zeros(n_samples, dtype=np.float32)
    depth = np.zeros(n_samples, dtype=np.float32)
    for syllable in phrase:
        pitch_hz[syllable.start :] = syllable.pitch_hz
        loudness[syllable.start : syllable.stop] = rng.uniform(0.7, 1.0)
        # Vibrato sets in late, as singers do on long notes.
        depth[syllable.start + seconds(0.15) : syllable.stop] = 1.0
    cents = 35.0 * _smoothed(depth, 0.08) * np.sin(2 * np.pi * rng.uniform(5.0, 6.4) * t)
    cents += 40.0 * _smoothed(noise(rng, n_samples), 0.15)
    sung_hz = _smoothed(pitch_hz, 0.025, start=phrase[0].pitch_hz) * 2.0 ** (cents / 1200.0)
    table = wavetable("glottal", int(9000.0 / float(pitch_hz.max())))
    pulses = look_up(table, np.cumsum(sung_hz, dtype=np.float64) / SAMPLE_RATE_HZ)
    breath = np.float32(0.02) * noise(rng, n_samples)
    return np.asarray((pulses + breath) * _smoothed(loudness, 0.02), dtype=np.float32)


def _smoothed(curve: Mono, time_s: float, *, start: float = 0.0) -> Mono:
    pole = float(np.exp(-1.0 / (time_s * SAMPLE_RATE_HZ)))
    smooth, _ = lfilter([1.0 - pole], [1.0, -pole], curve.astype(np.float64), zi=[pole * start])
    return np.asarray(smooth, dtype=np.float32)
