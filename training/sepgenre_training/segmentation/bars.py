"""Where bars start in a stretch of music."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.compute.numba_cache import prepare_numba
from sepgenre_training.segmentation.beat_tracking import track_beats
from sepgenre_training.separation.hpss import HpssSeparator

BAR_RATE_HZ = 22_050
"""Rate at which bars are looked for, in Hz."""

BEATS_PER_BAR = 4

_HOP_SAMPLES = 256
_FRAME_RATE_HZ = BAR_RATE_HZ / _HOP_SAMPLES
# Mel bands up to about 150 Hz (the kick), and from about 1 kHz to 6 kHz (snare and clap).
_KICK_BANDS = slice(0, 6)
_SNARE_BANDS = slice(38, 95)
# Log-normal prior: most dance music lies within half an octave, 90 to 180 beats per minute.
_USUAL_TEMPO_BPM = 128.0
_TEMPO_SPREAD_OCTAVES = 0.4
_LEAST_BEATS = 8
_LEAST_DURATION_S = 3.0
_TEMPO_SEARCH = 0.04
# Over 30 s, a step of this size shifts the last beat by 15 ms.
_TEMPO_STEP = 0.0005
# Share of the onset curve's energy that repeats after one beat: at most 0.11 in a dozen stretches
# of noise, 0.12 to 0.9 in most electronic music.
_LEAST_PULSE = 0.12
# How far from the tracked grid the true attacks may lie: the onset curve is smeared by its
# window, by the same amount at every beat.
_ATTACK_SEARCH_S = 0.04
_ATTACK_HOP_SAMPLES = 32
_ATTACK_MEAN = 4

Curve = npt.NDArray[np.float32]
"""One value per frame, [shape=(frames,)], frames `_HOP_SAMPLES` apart."""


@attrs.frozen(kw_only=True, eq=False)
class Bars:
    """The bars of a stretch of music.

    Attributes
    ----------
    starts_s : ndarray [shape=(bars,)]
        From the beginning of the stretch, in seconds.
    tempo_bpm : float
        Beats per minute; half or double the felt tempo at times.
    """

    starts_s: npt.NDArray[np.float64]
    tempo_bpm: float


def find_bars(mono: npt.NDArray[np.float32]) -> Bars | None:
    """Find the starts of the bars of four beats in `mono`.

    Beats are tracked in the drums alone, by dynamic programming over their onset curve, then
    laid on an even grid, since dance music is made on one. Where hats and bass stress the
    off-beat, the kick decides which half of the beat counts; snares (on two and four) and
    changes of harmony (on one) decide which beat starts the bar.

    Parameters
    ----------
    mono : ndarray [shape=(samples,)]
        At `BAR_RATE_HZ`, float32; some 10 s to 30 s, over which the tempo is constant.

    Returns
    -------
    Bars or None
        None where there is no beat.

    References
    ----------
    "Beat tracking by dynamic programming", J. New Music Research 36, 2007.
    """
    if len(mono) < _LEAST_DURATION_S * BAR_RATE_HZ or not np.any(mono):
        return None
    prepare_numba()
    from librosa.feature import chroma_stft, melspectrogram

    # In one block: the stretch is a little longer than one, and a second one costs its context.
    separator = HpssSeparator(block_s=60.0, stems=("drums",))
    drums = separator.separate(mono[np.newaxis], BAR_RATE_HZ)["drums"][0]
    mel = melspectrogram(y=drums, sr=BAR_RATE_HZ, hop_length=_HOP_SAMPLES)
    kick, snare = _rise(mel[_KICK_BANDS]), _rise(mel[_SNARE_BANDS])
    onsets = _onset_curve(mel, kick)
    beats = _track_beats(onsets)
    if len(beats) < _LEAST_BEATS or _pulse(onsets, beats) < _LEAST_PULSE:
        return None
    period_s, grid_s = _fit_grid(beats, kick + 0.3 * snare)
    grid_s = grid_s + _attack_offset_s(drums, grid_s)
    grid_s = grid_s[grid_s >= 0.0]
    chroma = chroma_stft(
        y=mono - drums, sr=BAR_RATE_HZ, n_fft=4096, hop_length=_HOP_SAMPLES, tuning=0.0, norm=None
    )
    timbre = melspectrogram(y=mono, sr=BAR_RATE_HZ, hop_length=_HOP_SAMPLES, n_mels=40)
    changes = [_change(np.sqrt(part), grid_s) for part in (chroma, timbre)]
    downbeat = _downbeat(_at(kick, grid_s), _at(snare, grid_s), changes)
    return Bars(starts_s=grid_s[downbeat::BEATS_PER_BAR], tempo_bpm=60.0 / period_s)


def _rise(mel: npt.NDArray[np.float32]) -> Curve:
    """Return how much the amplitude of the bands together rises, at most 1."""
    amplitude = np.sqrt(mel.sum(axis=0))
    before = np.concatenate([np.repeat(amplitude[:1], 3), amplitude])[: len(amplitude)]
    rise = np.maximum(amplitude - before, 0.0)
    return np.asarray(rise / max(float(rise.max()), 1e-12), dtype=np.float32)


def _onset_curve(mel: npt.NDArray[np.float32], kick: Curve) -> Curve:
    from librosa.onset import onset_strength

    mel_db = 10.0 * np.log10(np.maximum(mel, 1e-8))
    onsets = onset_strength(S=mel_db, sr=BAR_RATE_HZ, hop_length=_HOP_SAMPLES)
    # As much weight to the kick as to all else: it is what the tempo is felt by.
    return np.asarray(onsets / max(float(onsets.max()), 1e-12) + kick, dtype=np.float32)


def _track_beats(onsets: Curve) -> npt.NDArray[np.int64]:
    """Return the frames of the beats."""
    from librosa.feature import tempo

    tempo_bpm = tempo(
        onset_envelope=onsets,
        sr=BAR_RATE_HZ,
        hop_length=_HOP_SAMPLES,
        start_bpm=_USUAL_TEMPO_BPM,
        std_bpm=_TEMPO_SPREAD_OCTAVES,
    )
    return track_beats(onsets, round(60.0 * _FRAME_RATE_HZ / float(tempo_bpm[0])))


def _pulse(onsets: Curve, beats: npt.NDArray[np.int64]) -> float:
    """Return the autocorrelation of the onset curve at one beat, 1 where it repeats exactly."""
    deviation = onsets - onsets.mean()
    energy = float(deviation @ deviation)
    if energy == 0.0:
        return 0.0
    period = round(float(np.median(np.diff(beats))))
    lags = range(max(period - 1, 1), period + 2)
    return max(float(deviation[lag:] @ deviation[:-lag]) for lag in lags) / energy


def _fit_grid(beats: npt.NDArray[np.int64], stress: Curve) -> tuple[float, npt.NDArray[np.float64]]:
    """Return the period and the times, in seconds, of the even grid with the most stress.

    The tracked beats give the period to a few per cent; pauses and off-beat hats mislead them,
    an even grid over the whole stretch less so.
    """
    tracked = float(np.median(np.diff(beats)))
    smooth = np.convolve(stress, (0.5, 1.0, 0.5), mode="same")
    best = (-1.0, tracked, 0.0)
    for period in tracked * np.arange(1.0 - _TEMPO_SEARCH, 1.0 + _TEMPO_SEARCH, _TEMPO_STEP):
        n_beats = int((len(smooth) - 1) // period)
        phases = np.arange(0.0, period, 1.0)
        frames = np.round(phases[:, np.newaxis] + period * np.arange(n_beats)).astype(int)
        score = smooth[np.minimum(frames, len(smooth) - 1)].mean(axis=1)
        strongest = int(np.argmax(score))
        if score[strongest] > best[0]:
            best = (float(score[strongest]), float(period), float(phases[strongest]))
    _, period, first = best
    return period / _FRAME_RATE_HZ, np.arange(first, len(stress), period) / _FRAME_RATE_HZ


def _at(curve: Curve, times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the highest value of `curve` within three frames (35 ms) of each time."""
    frames = np.round(times_s * _FRAME_RATE_HZ).astype(int)
    return np.array([curve[max(f - 3, 0) : f + 4].max(initial=0.0) for f in frames])


def _attack_offset_s(drums: npt.NDArray[np.float32], grid_s: npt.NDArray[np.float64]) -> float:
    """Return how much later than the grid the energy of the drums rises most, in seconds."""
    n_frames = len(drums) // _ATTACK_HOP_SAMPLES
    energy = np.square(drums[: n_frames * _ATTACK_HOP_SAMPLES]).reshape(n_frames, -1).sum(axis=1)
    rate_hz = BAR_RATE_HZ / _ATTACK_HOP_SAMPLES
    reach = round(_ATTACK_SEARCH_S * rate_hz)
    mean = np.convolve(energy, np.full(_ATTACK_MEAN, 1.0 / _ATTACK_MEAN))[: len(energy)]
    rise = np.maximum(np.diff(mean, prepend=mean[:1]), 0.0)
    centres = np.round(grid_s * rate_hz).astype(int)
    centres = centres[(centres >= reach) & (centres < n_frames - reach)]
    if not len(centres):
        return 0.0
    around = np.stack([rise[centre - reach : centre + reach + 1] for centre in centres])
    # Each beat has one vote however loud; the mean over beats outvotes what is off the grid.
    peak = np.maximum(around.max(axis=1, keepdims=True), 1e-12)
    votes = (around / peak).mean(axis=0)
    return float((int(np.argmax(votes)) - reach) / rate_hz)


def _change(
    spectrum: npt.NDArray[np.float32], grid_s: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return the cosine distance between the two beats before and after each beat."""
    frames = np.round(grid_s * _FRAME_RATE_HZ).astype(int)
    span = 2 * max(round(float(np.median(np.diff(frames)))), 1)
    change = np.zeros(len(frames))
    for beat, frame in enumerate(frames):
        before = spectrum[:, max(frame - span, 0) : frame].sum(axis=1)
        after = spectrum[:, frame : frame + span].sum(axis=1)
        norm = float(np.linalg.norm(before) * np.linalg.norm(after))
        if norm > 0.0:
            change[beat] = 1.0 - float(before @ after) / norm
    return change


def _downbeat(
    kicks: npt.NDArray[np.float64],
    snares: npt.NDArray[np.float64],
    changes: list[npt.NDArray[np.float64]],
) -> int:
    """Return which of the first four beats starts a bar, from one value per beat."""
    snare = _per_beat_of_bar(snares)
    # Snares tell odd beats from even ones; kicks and changes, the first from all others.
    backbeat = np.roll(snare, -1) + np.roll(snare, 1) - snare - np.roll(snare, 2)
    strength = _per_beat_of_bar(kicks) + 0.5 * backbeat
    for change in changes:
        strength += _per_beat_of_bar(change)
    return int(np.argmax(strength))


def _per_beat_of_bar(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the mean of `values` at each of the four beats, in standard deviations."""
    spread = float(values.std())
    if spread == 0.0 or len(values) < BEATS_PER_BAR:
        return np.zeros(BEATS_PER_BAR)
    scores = (values - values.mean()) / spread
    return np.array([scores[beat::BEATS_PER_BAR].mean() for beat in range(BEATS_PER_BAR)])
