from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sepgenre_training.datasets.synthetic.song import SongSpec, render_song
from sepgenre_training.errors import AudioError
from sepgenre_training.segmentation.suggestion import suggest_from_blocks, suggest_segments
from sepgenre_training.separation.stems import Audio

RATE_HZ = 22_050
BAR_S = 2.0


def drum_track(duration_s: float, first_bar_s: float = 0.0) -> np.ndarray:
    """120 BPM: a kick on every beat, the first of a bar strongest; snares on two and four."""
    rng = np.random.default_rng(0)
    t = np.arange(round(0.2 * RATE_HZ)) / RATE_HZ
    kick = np.sin(2 * np.pi * (50.0 * t + 3.0 * (1 - np.exp(-t / 0.02)))) * np.exp(-t / 0.06)
    snare = rng.standard_normal(len(t)) * np.exp(-t / 0.04) * 0.4
    track = np.zeros(round(duration_s * RATE_HZ))
    for beat in range(int((duration_s - first_bar_s) / 0.5)):
        at = round((first_bar_s + 0.5 * beat) * RATE_HZ)
        room = track[at : at + len(t)]
        room += ((1.0 if beat % 4 == 0 else 0.6) * kick)[: len(room)]
        if beat % 2:
            room += snare[: len(room)]
    return track


def full_from_twenty_to_fifty() -> Audio:
    """A pad alone for 20 s, all parts for 30 s from 20.3 s, and 20 s of fading out."""
    n_samples = 70 * RATE_HZ
    t = np.arange(n_samples) / RATE_HZ
    pad = 0.1 * np.sum([np.sin(2 * np.pi * f * t) for f in (220.0, 277.2, 329.6, 3000.0)], axis=0)
    bass = 0.3 * np.sign(np.sin(2 * np.pi * 55.0 * t))
    air = 0.05 * np.random.default_rng(1).standard_normal(n_samples)
    full = (t >= 20.3) & (t < 50.3)
    fade = np.where(t < 50.3, 1.0, 10.0 ** (-(t - 50.3) * 2.0 / 20.0))
    drums = drum_track(70.0, first_bar_s=0.3) * (t >= 20.3)
    mono = (0.3 * pad + full * (pad + bass + air) + drums) * fade
    return np.stack([mono, 0.9 * mono]).astype(np.float32) * 0.4


def test_full_part_is_chosen_and_started_on_a_bar() -> None:
    best, *others = suggest_segments(full_from_twenty_to_fifty(), RATE_HZ)
    assert 20.2 < best.start_s <= 40.4
    bars = (best.start_s - 0.3) / BAR_S
    assert abs(bars - round(bars)) * BAR_S < 0.03
    assert best.tempo_bpm == pytest.approx(120.0, abs=0.3)
    assert any("starts on a bar" in reason for reason in best.reasons)
    assert len(others) == 2
    assert [c.score for c in (best, *others)] == sorted(
        (c.score for c in (best, *others)), reverse=True
    )


def test_ten_seconds_have_one_segment() -> None:
    (only,) = suggest_segments(drum_track(10.0)[np.newaxis].astype(np.float32), RATE_HZ)
    assert only.start_s == 0.0


def test_one_row_of_samples_is_mono() -> None:
    mono = drum_track(14.0).astype(np.float32)
    assert suggest_segments(mono, RATE_HZ) == suggest_segments(mono[np.newaxis], RATE_HZ)


def test_less_than_a_segment_is_refused() -> None:
    with pytest.raises(AudioError, match=r"9\.00 s"):
        suggest_segments(np.zeros((1, 9 * RATE_HZ), dtype=np.float32), RATE_HZ)


def test_silence_and_noise_are_not_aligned() -> None:
    for candidate in suggest_segments(np.zeros((2, 30 * RATE_HZ), dtype=np.float32), RATE_HZ):
        assert candidate.score == 0.0
        assert candidate.tempo_bpm is None
        assert "the track is silent" in candidate.reasons
    noise = np.random.default_rng(2).standard_normal((1, 30 * RATE_HZ)).astype(np.float32) * 0.1
    for candidate in suggest_segments(noise, RATE_HZ):
        assert candidate.tempo_bpm is None
        assert any("no beat" in reason for reason in candidate.reasons)


def test_breakdown_is_avoided() -> None:
    rng = np.random.default_rng(3)
    track = rng.standard_normal((1, 40 * RATE_HZ)).astype(np.float32) * 0.2
    track[:, 12 * RATE_HZ : 18 * RATE_HZ] *= 0.01
    best = suggest_segments(track, RATE_HZ)[0]
    assert 18.0 <= best.start_s <= 30.0


@settings(max_examples=8, deadline=None)
@given(
    duration_s=st.floats(10.0, 45.0),
    count=st.integers(1, 4),
    sample_rate=st.sampled_from([8_000, 11_025]),
    seed=st.integers(0, 1000),
)
def test_suggestions_are_inside_and_distinct(
    duration_s: float, count: int, sample_rate: int, seed: int
) -> None:
    n_samples = int(np.ceil(duration_s * sample_rate))
    rng = np.random.default_rng(seed)
    noise = rng.standard_normal((1, n_samples)) * rng.random(n_samples)
    found = suggest_segments(noise.astype(np.float32) * 0.1, sample_rate, count=count)
    starts = np.array(sorted(candidate.start_s for candidate in found))
    assert 1 <= len(starts) <= count
    assert starts[0] >= 0.0
    assert starts[-1] + 10.0 <= n_samples / sample_rate + 1e-9
    assert np.all(np.diff(starts) > 0.0)
    if duration_s >= 10.0 + 5.0 * (count - 1):
        assert np.all(np.diff(starts) >= 5.0 - 1.0 / sample_rate)


def test_long_tracks_are_read_once_and_excerpts_stay_short() -> None:
    rate_hz, n_blocks = 8_000, 120
    block = np.random.default_rng(4).standard_normal((1, 60 * rate_hz)).astype(np.float32) * 0.1
    n_samples = n_blocks * block.shape[1]
    read: list[int] = []

    def blocks() -> object:
        for _ in range(n_blocks):
            read.append(block.shape[1])
            yield block

    def read_excerpt(start: int, length: int) -> Audio:
        assert 0 <= start <= n_samples - length
        assert length <= 30 * rate_hz
        return np.resize(block, (1, length))

    found = suggest_from_blocks(
        blocks(),  # type: ignore[arg-type]
        read_excerpt,
        n_samples=n_samples,
        sample_rate=rate_hz,
        length_samples=10 * rate_hz,
        count=3,
    )
    assert len(found) == 3
    assert sum(read) == n_samples


@pytest.mark.slow
def test_generated_songs_are_cut_where_every_part_plays() -> None:
    """Six songs, one of each genre, of which the sections are known."""
    genres = ("Deep House", "Tech House", "Progressive House", "Techno", "Trance", "Breaks")
    within = on_beat = 0
    for genre in genres:
        song = render_song(SongSpec(genre=genre, index=1, seed=5))
        best = suggest_segments(song.mixture, song.sample_rate_hz)[0]
        within += any(
            start - 0.6 <= best.start_s and best.start_s + 10.0 <= end + 0.6
            for start, end in song.full_sections_s
        )
        beats = (best.start_s - song.first_beat_s) * song.tempo_bpm / 60.0
        on_beat += abs(beats - round(beats)) * 60.0 / song.tempo_bpm < 0.03
    assert within >= 5
    # Breakbeats, whose kick falls between the beats, may be off by half a beat.
    assert on_beat >= 5
