"""The gates: what no music gives is refused, real music passes, and cuts make no difference."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepgenre_training.audio.reading import open_reader, read_window
from sepgenre_training.datasets.synthetic.song import SongSpec, render_song
from sepgenre_training.errors import IdenticalStemError, SeparationError
from sepgenre_training.separation.hpss import HpssSeparator
from sepgenre_training.separation.quality import QualityGates, check_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio

RATE_HZ = 44_100


def noise(seed: int, level: float = 0.1, n_samples: int = 20_000) -> Audio:
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal((2, n_samples))).astype(np.float32)


def stems_of(level: float = 0.1) -> dict[str, Audio]:
    return {name: noise(seed, level) for seed, name in enumerate(STEM_NAMES)}


def without_highs(audio: Audio, above_hz: float, rate_hz: int) -> Audio:
    spectrum = np.fft.rfft(audio)
    spectrum[:, np.fft.rfftfreq(audio.shape[1], 1.0 / rate_hz) > above_hz] = 0.0
    return np.fft.irfft(spectrum, n=audio.shape[1]).astype(np.float32)


def check(stems: Mapping[str, Audio], mixture: Audio, **options: bool) -> None:
    check_stems(stems, mixture, separator="x", sample_rate=RATE_HZ, **options)


def test_stems_that_no_music_gives_are_refused() -> None:
    good = stems_of()
    mixture = np.sum(list(good.values()), axis=0)
    check(good, mixture)
    check(stems_of(0.0), np.zeros_like(mixture))
    not_finite = good["bass"].copy()
    not_finite[0, 0] = np.inf
    for bad, words in [
        ({n: good[n] for n in STEM_NAMES[:3]}, "'vocals' has shape none"),
        (good | {"other": good["other"][:, :-1]}, "'other' has shape"),
        (good | {"bass": not_finite}, "not finite"),
        (stems_of(0.0), "all stems are silent"),
        (good | {"drums": good["vocals"]}, "'drums' and 'vocals' are the same"),
    ]:
        with pytest.raises(SeparationError, match=words):
            check(bad, mixture)


@pytest.mark.parametrize(("difference_db", "refused"), [(-60, True), (-42, True), (-38, False)])
@pytest.mark.parametrize("name", STEM_NAMES)
def test_a_stem_that_is_nearly_the_mixture_is_refused(
    name: str, difference_db: float, refused: bool
) -> None:
    mixture = noise(9)
    near = mixture + np.float32(10 ** (difference_db / 20)) * noise(10)
    stems = stems_of(0.01) | {name: near}

    if refused:
        with pytest.raises(IdenticalStemError, match=f"{name!r} that is nearly the mix") as told:
            check(stems, mixture)
        assert f"at {difference_db} dB" in told.value.message
        assert "--accept-identical" in told.value.remedy
    else:
        check(stems, mixture)
    check(stems, mixture, accept_identical=True)


def test_what_is_missing_above_11_khz_does_not_hide_that_a_stem_is_the_mixture() -> None:
    mixture = noise(9)
    low = without_highs(mixture, 11_014.0, RATE_HZ)
    # Half of the energy is missing: compared over the whole band, the stem would pass.
    assert np.square(mixture - low).sum() > 0.4 * np.square(mixture).sum()

    with pytest.raises(IdenticalStemError, match="'other' that is nearly the mixture"):
        check(stems_of(0.01) | {"other": low}, mixture)


def test_strong_highs_do_not_hide_what_the_lows_tell() -> None:
    time_s = np.arange(2 * RATE_HZ) / RATE_HZ
    fade = np.clip(np.minimum(time_s, 2.0 - time_s) / 0.2, 0.0, 1.0)
    bass, hiss = (
        np.tile(level * fade * np.sin(2 * np.pi * hz * time_s), (2, 1)).astype(np.float32)
        for level, hz in ((0.01, 60), (0.9, 15_000))
    )
    halves = {"bass": bass / 2, "drums": hiss / 2, "other": bass / 4, "vocals": hiss / 4}

    check(halves, bass + hiss)
    with pytest.raises(IdenticalStemError, match="'bass' that is nearly the mixture"):
        check(halves | {"bass": bass}, bass + hiss)


@given(cuts=st.lists(st.integers(0, 19_999), max_size=6), level_db=st.sampled_from([-41, -39]))
def test_how_blocks_are_cut_makes_no_difference(cuts: list[int], level_db: int) -> None:
    mixture = noise(9)
    near = mixture + np.float32(10 ** (level_db / 20)) * noise(10)
    stems = stems_of(0.01) | {"vocals": near}
    gates = QualityGates(separator="x", sample_rate=RATE_HZ)
    edges = [0, *sorted(cuts), mixture.shape[1]]
    for start, stop in pairwise(edges):
        gates.add(mixture[:, start:stop], {n: stem[:, start:stop] for n, stem in stems.items()})

    if level_db < -40:
        with pytest.raises(SeparationError, match="at -41 dB"):
            gates.require_passed()
    else:
        gates.require_passed()


@pytest.mark.parametrize("n_samples", [1, 2, 100, 4096])
@pytest.mark.parametrize("rate_hz", [8_000, 192_000])
def test_few_samples_are_enough(n_samples: int, rate_hz: int) -> None:
    mixture = noise(9, n_samples=n_samples)
    stems = {n: noise(seed, n_samples=n_samples) for seed, n in enumerate(STEM_NAMES)}
    check_stems(stems, mixture, separator="x", sample_rate=rate_hz)
    with pytest.raises(IdenticalStemError, match="'drums' that is nearly the mixture"):
        check_stems(stems | {"drums": mixture}, mixture, separator="x", sample_rate=rate_hz)


def test_no_stems_at_all_pass() -> None:
    QualityGates(separator="x", sample_rate=RATE_HZ).require_passed()


def separate_and_check(mixture: Audio, rate_hz: int) -> None:
    stems = HpssSeparator().separate(mixture, rate_hz)
    check_stems(stems, mixture, separator="hpss", sample_rate=rate_hz)


@pytest.mark.parametrize(
    ("name", "start_s"),
    [
        ("music/Kevin_MacLeod_-_Vibe_Ace.ogg", 20),
        ("music/spleeter_audio_example.mp3", 0),
        # Of ten seconds each of 71 tracks, the two in which a stem comes nearest to the mixture.
        ("tracker_albums/instanz/krazz.ogg", 0),
        ("tracker_albums/tribb/beauty3.ogg", 27),
    ],
)
def test_real_music_passes(shared: Path, name: str, start_s: int) -> None:
    path = shared / "audio" / name
    reader = open_reader(path)
    rate_hz = reader.sample_rate_hz
    reader.close()
    window = read_window(path, start_sample=start_s * rate_hz, n_samples=10 * rate_hz)
    separate_and_check(window, rate_hz)


@pytest.mark.parametrize("genre", ["Techno", "Deep House", "Breaks"])
def test_generated_songs_and_their_drums_alone_pass(genre: str) -> None:
    song = render_song(SongSpec(genre=genre, index=1, seed=1))
    start = round(song.full_sections_s[0][0] * song.sample_rate_hz)
    section = slice(start, start + 10 * song.sample_rate_hz)
    for audio in (song.mixture, song.stems["drums"]):
        separate_and_check(audio[:, section], song.sample_rate_hz)
