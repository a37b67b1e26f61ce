"""A generated song: the same to the bit, stems that add up, every part audible in place."""

from __future__ import annotations

from itertools import pairwise

import librosa
import numpy as np
import pytest
from scipy.signal import welch

from sepgenre_training.datasets.synthetic.arrangement import arrange
from sepgenre_training.datasets.synthetic.genres import RECIPES
from sepgenre_training.datasets.synthetic.naming import ARTISTS, MAX_SONGS_PER_GENRE
from sepgenre_training.datasets.synthetic.song import (
    RenderedSong,
    SongSpec,
    render_song,
    song_specs,
)
from sepgenre_training.errors import ConfigurationError
from sepgenre_training.separation.stems import STEM_NAMES, Audio

SEED = 5


@pytest.fixture(scope="module", params=["Deep House", "Trance", "Breaks"])
def song(request: pytest.FixtureRequest) -> RenderedSong:
    return render_song(SongSpec(genre=request.param, index=1, seed=SEED))


def _power(sound: Audio, low_hz: float, high_hz: float, rate_hz: int) -> float:
    frequency_hz, density = welch(sound, rate_hz, nperseg=8192)
    return float(density[..., (frequency_hz >= low_hz) & (frequency_hz < high_hz)].sum())


def _full_section(song: RenderedSong, stem: str) -> Audio:
    start_s, stop_s = song.full_sections_s[0]
    rate = song.sample_rate_hz
    return song.stems[stem][:, round(start_s * rate) : round(stop_s * rate)]


def test_the_same_spec_gives_the_same_bits() -> None:
    spec = SongSpec(genre="Techno", index=3, seed=SEED)
    first = render_song(spec)
    other = render_song(SongSpec(genre="Techno", index=3, seed=SEED + 1))
    second = render_song(spec)
    assert first.mixture.tobytes() == second.mixture.tobytes()
    for name in STEM_NAMES:
        assert first.stems[name].tobytes() == second.stems[name].tobytes()
    assert other.parameters != first.parameters


def test_stems_add_up_to_the_mixture(song: RenderedSong) -> None:
    assert tuple(song.stems) == STEM_NAMES
    total = sum(song.stems[name].astype(np.float64) for name in STEM_NAMES)
    assert np.abs(total - song.mixture).max() <= 1e-6


def test_sound_is_stereo_finite_and_below_full_scale(song: RenderedSong) -> None:
    for sound in (song.mixture, *song.stems.values()):
        assert sound.dtype == np.float32
        assert sound.shape == song.mixture.shape
        assert np.isfinite(sound).all()
        assert np.abs(sound).max() < 1.0
    assert song.mixture.shape[0] == 2
    assert song.sample_rate_hz == 44_100
    assert 32.0 <= song.mixture.shape[1] / song.sample_rate_hz <= 40.0
    assert np.abs(song.mixture).max() > 0.5


def test_every_stem_is_heard_in_the_full_section(song: RenderedSong) -> None:
    start_s, stop_s = song.full_sections_s[0]
    assert stop_s - start_s >= 10.0
    for name in STEM_NAMES:
        level_db = 10.0 * np.log10(np.mean(np.square(_full_section(song, name))))
        assert -40.0 < level_db < -6.0


def test_the_full_section_is_louder_than_the_first_bars(song: RenderedSong) -> None:
    rate = song.sample_rate_hz
    start_s, stop_s = song.full_sections_s[0]
    full = song.mixture[:, round(start_s * rate) : round(stop_s * rate)]
    intro = song.mixture[:, : 3 * rate]
    assert np.mean(np.square(full)) > 1.5 * np.mean(np.square(intro))


def test_vocals_lie_between_150_and_5000_hz(song: RenderedSong) -> None:
    vocals, rate = song.stems["vocals"], song.sample_rate_hz
    assert _power(vocals, 150.0, 5000.0, rate) > 0.9 * _power(vocals, 0.0, rate, rate)


def test_bass_is_mono_in_the_lows_and_other_is_wide(song: RenderedSong) -> None:
    bass = song.stems["bass"]
    rate = song.sample_rate_hz
    mid, side = bass[0] + bass[1], bass[0] - bass[1]
    assert _power(side, 0.0, 120.0, rate) < 1e-3 * _power(mid, 0.0, 120.0, rate)

    def width(name: str) -> float:
        sound = _full_section(song, name).astype(np.float64)
        return float(np.sum((sound[0] - sound[1]) ** 2) / np.sum((sound[0] + sound[1]) ** 2))

    assert width("other") > 2.0 * max(width("bass"), width("vocals"))
    assert width("vocals") < 0.2


def test_kicks_fall_on_the_grid() -> None:
    song = render_song(SongSpec(genre="Trance", index=0, seed=SEED))
    assert song.parameters.kick_pattern == "four"
    rate = song.sample_rate_hz
    start_s, stop_s = song.full_sections_s[0]
    drums = _full_section(song, "drums").mean(axis=0)
    lows = np.abs(librosa.stft(drums, n_fft=1024, hop_length=256))[:4].sum(axis=0)
    # Energy below 150 Hz jumps up on every beat, and not half-way between.
    frames = (np.arange(0.0, stop_s - start_s - 1.0, 60.0 / song.tempo_bpm) * rate / 256).astype(
        int
    )
    half_beat = round(30.0 / song.tempo_bpm * rate / 256)
    assert np.all(lows[frames + 6] > 2.0 * lows[frames + half_beat + 6])


def test_arrangements_are_contiguous_and_hold_a_full_10_s() -> None:
    for number in range(200):
        rng = np.random.default_rng(number)
        tempo_bpm = float(rng.uniform(118.0, 139.0))
        arrangement = arrange(rng, tempo_bpm=tempo_bpm, swing=0.2)
        assert arrangement.sections[0].first_bar == 0
        for before, after in pairwise(arrangement.sections):
            assert before.first_bar + before.n_bars == after.first_bar
        assert 32.0 <= arrangement.n_samples / 44_100 <= 40.0
        longest = arrangement.full_sections()[0]
        assert (longest.stop - longest.start) / 44_100 >= 10.0


def test_a_collection_has_unique_titles_and_no_artist_fills_a_genre() -> None:
    specs = song_specs(seed=SEED)
    assert len(specs) == 66
    assert len({spec.title for spec in specs}) == 66
    for recipe in RECIPES:
        artists = [spec.artist for spec in specs if spec.genre == recipe.name]
        assert len(artists) == 11
        assert set(artists) == set(ARTISTS[recipe.name])
        assert max(artists.count(artist) for artist in artists) == 2


def test_a_smaller_collection_is_part_of_a_larger_one() -> None:
    assert set(song_specs(seed=1, songs_per_genre=2)) < set(song_specs(seed=1, songs_per_genre=5))
    everything = song_specs(seed=1, songs_per_genre=MAX_SONGS_PER_GENRE)
    assert len({spec.title for spec in everything}) == len(everything)


def test_impossible_songs_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="0 songs per genre"):
        song_specs(seed=1, songs_per_genre=0)
    with pytest.raises(ConfigurationError, match="no generated genre 'Polka'"):
        SongSpec(genre="Polka", index=0, seed=1)
    with pytest.raises(ValueError, match="index"):
        SongSpec(genre="Techno", index=MAX_SONGS_PER_GENRE, seed=1)
