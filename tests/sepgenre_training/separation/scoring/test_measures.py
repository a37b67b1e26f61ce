"""SI-SDR and SDR against their known properties, and SDR against the library's."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mir_eval.separation import bss_eval_images_framewise

from sepgenre_training.separation.scoring.measures import is_silent, sdr_db, si_sdr_db
from sepgenre_training.separation.stems import Audio

RATE_HZ = 8_000


def noise(seed: int, *, duration_s: float = 3.0, channels: int = 2) -> Audio:
    rng = np.random.default_rng(seed)
    return rng.standard_normal((channels, round(duration_s * RATE_HZ))).astype(np.float32)


def sines(hz: float, *, duration_s: float = 3.0, level: float = 1.0) -> Audio:
    """Whole periods in every second: sines of different whole frequencies are orthogonal."""
    t = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    return (level * np.stack([np.sin(2 * np.pi * hz * t)] * 2)).astype(np.float32)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1000), st.floats(-60.0, 60.0), st.sampled_from([-1.0, 1.0]))
def test_si_sdr_ignores_the_scale(seed: int, gain_db: float, sign: float) -> None:
    truth = noise(seed, duration_s=0.5)
    estimate = truth + 0.3 * noise(seed + 1, duration_s=0.5)
    scale = np.float32(sign * 10.0 ** (gain_db / 20.0))
    expected = si_sdr_db(estimate, truth)
    assert si_sdr_db(scale * estimate, truth) == pytest.approx(expected, abs=1e-4)
    assert si_sdr_db(estimate, scale * truth) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("snr_db", [-20.0, -3.0, 0.0, 7.5, 40.0])
def test_orthogonal_noise_of_a_known_level_gives_that_ratio(snr_db: float) -> None:
    truth = sines(200.0)
    estimate = truth + sines(330.0, level=10.0 ** (-snr_db / 20.0))
    assert si_sdr_db(estimate, truth) == pytest.approx(snr_db, abs=1e-3)
    assert sdr_db({"bass": estimate}, {"bass": truth}, RATE_HZ)["bass"] == pytest.approx(
        snr_db, abs=1e-3
    )


def test_a_mixture_of_two_equal_independent_stems_has_zero_db() -> None:
    first, second = noise(1, duration_s=10.0), noise(2, duration_s=10.0)
    assert si_sdr_db(first + second, first) == pytest.approx(0.0, abs=0.1)
    both = dict.fromkeys(("bass", "drums"), first + second)
    for ratio in sdr_db(both, {"bass": first, "drums": second}, RATE_HZ).values():
        assert ratio == pytest.approx(0.0, abs=0.1)


def test_the_perfect_estimate_is_infinitely_good() -> None:
    truth = noise(3)
    assert si_sdr_db(truth, truth) == math.inf
    assert sdr_db({"bass": truth}, {"bass": truth}, RATE_HZ) == {"bass": math.inf}


def test_half_the_level_costs_six_db_of_sdr_and_nothing_of_si_sdr() -> None:
    truth = noise(4)
    assert si_sdr_db(0.5 * truth, truth) == math.inf
    ratio = sdr_db({"bass": 0.5 * truth}, {"bass": truth}, RATE_HZ)["bass"]
    assert ratio == pytest.approx(20.0 * math.log10(2.0), abs=1e-6)


def test_nothing_of_the_stem_is_minus_infinity_and_no_stem_is_no_number() -> None:
    truth, silence = noise(5), np.zeros((2, 3 * RATE_HZ), dtype=np.float32)
    assert si_sdr_db(silence, truth) == -math.inf
    assert math.isnan(si_sdr_db(truth, silence))


def test_the_wrong_side_is_distortion() -> None:
    """One scale for both channels: a stem at the left, estimated at the right, is missed."""
    left, right = noise(6), noise(6)[::-1].copy()
    left[1] = right[0] = 0.0
    assert si_sdr_db(right, left) == -math.inf
    assert si_sdr_db(left + right, left) == pytest.approx(0.0, abs=1e-6)


def test_sdr_equals_that_of_the_library() -> None:
    """mir_eval's BSS Eval for stereo stems, in museval's frames; 512 taps and all."""
    truths = {"bass": noise(11), "vocals": noise(12)}
    estimates = {
        "bass": np.roll(truths["bass"], 3, axis=1) + np.float32(0.5) * truths["vocals"],
        "vocals": np.float32(0.7) * truths["vocals"] + np.float32(0.2) * noise(13),
    }
    estimates["vocals"][0, RATE_HZ : 2 * RATE_HZ] += 5.0

    def stacked(stems: dict[str, Audio]) -> np.ndarray:
        return np.stack([stem.T for stem in stems.values()]).astype(np.float64)

    with pytest.warns(FutureWarning, match="It will be removed in mir_eval"):
        framewise = bss_eval_images_framewise(
            stacked(truths), stacked(estimates), window=RATE_HZ, hop=RATE_HZ
        )[0]
    assert framewise.shape == (2, 3)
    assert np.ptp(framewise) > 10.0
    ours = sdr_db(estimates, truths, RATE_HZ)
    np.testing.assert_allclose(list(ours.values()), np.median(framewise, axis=1), atol=1e-9)


def test_sdr_is_the_median_over_whole_seconds() -> None:
    truth = sines(200.0, duration_s=3.5)
    estimate = truth.copy()
    for second, level in enumerate((0.1, 0.01, 0.001, 1000.0)):
        part = slice(second * RATE_HZ, (second + 1) * RATE_HZ)
        estimate[:, part] *= np.float32(1.0 + level)
    ratio = sdr_db({"bass": estimate}, {"bass": truth}, RATE_HZ)["bass"]
    assert ratio == pytest.approx(40.0, abs=0.01)


def test_less_than_a_second_is_one_frame() -> None:
    truth = sines(200.0, duration_s=0.5)
    ratio = sdr_db({"bass": np.float32(1.1) * truth}, {"bass": truth}, RATE_HZ)["bass"]
    assert ratio == pytest.approx(20.0, abs=0.01)


def test_a_second_in_which_a_true_stem_pauses_counts_for_none() -> None:
    truths = {"bass": noise(7), "drums": noise(8)}
    estimates = {name: np.float32(1.1) * truth for name, truth in truths.items()}
    estimates["bass"][:, RATE_HZ:] *= 3.0
    all_three = sdr_db(estimates, truths, RATE_HZ)["bass"]
    assert all_three == pytest.approx(-20.0 * math.log10(2.3), abs=0.01)
    truths["drums"][:, RATE_HZ:] = 0.0
    first_only = sdr_db(estimates, truths, RATE_HZ)["bass"]
    assert first_only == pytest.approx(20.0, abs=0.01)
    truths["bass"][:, :RATE_HZ] = 0.0
    assert all(math.isnan(ratio) for ratio in sdr_db(estimates, truths, RATE_HZ).values())


def test_a_silent_estimate_has_zero_db_and_costs_the_others_nothing() -> None:
    truths = {"bass": noise(9), "vocals": noise(10)}
    estimates = {"bass": np.float32(1.1) * truths["bass"], "vocals": 0.0 * truths["vocals"]}
    ratios = sdr_db(estimates, truths, RATE_HZ)
    assert ratios["vocals"] == 0.0
    assert ratios["bass"] == pytest.approx(20.0, abs=0.01)


def test_a_stem_sixty_db_below_the_mixture_is_silent() -> None:
    mixture = sines(200.0)
    assert is_silent(np.float32(0.0009) * mixture, mixture)
    assert not is_silent(np.float32(0.0011) * mixture, mixture)
    assert is_silent(0.0 * mixture, 0.0 * mixture)
