"""How long a run takes: by its own trials, by earlier runs, and what is left out."""

from __future__ import annotations

import attrs
import pytest

from sepgenre_gui.services.experiment.time_estimate import (
    Basis,
    EarlierRun,
    Preparation,
    UnderWay,
    duration_text,
    estimate_time,
)
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.names import BASELINE

CONFIG = ExperimentConfig(epochs=6)


def test_whole_rounds_of_workers() -> None:
    estimate = estimate_time(
        CONFIG, n_segments=66, n_left=10, n_workers=4, finished_s=[10.0, 30.0, 20.0]
    )

    assert (estimate.seconds, estimate.basis) == (60.0, Basis.OWN_TRIALS)


def test_a_pause_in_one_trial_does_not_count() -> None:
    paused = estimate_time(
        CONFIG, n_segments=66, n_left=1, n_workers=2, finished_s=[10.0, 11.0, 9_000.0]
    )

    assert paused.seconds == 11.0


def test_what_is_done_of_trials_under_way_counts() -> None:
    half = [UnderWay(share=0.5, elapsed_s=5.0), UnderWay(share=0.0, elapsed_s=0.0)]

    estimate = estimate_time(
        CONFIG, n_segments=66, n_left=3, n_workers=2, finished_s=[10.0], under_way=half
    )

    # The third begins after 5 s, when the first ends.
    assert estimate.seconds == 15.0


def test_it_is_kept_current_within_the_first_trial() -> None:
    estimate = estimate_time(
        CONFIG,
        n_segments=66,
        n_left=4,
        n_workers=1,
        under_way=[UnderWay(share=0.25, elapsed_s=10.0)],
    )

    assert (estimate.seconds, estimate.basis) == (150.0, Basis.OWN_TRIALS)


def test_before_the_first_trial_the_earlier_run_that_is_most_alike_is_scaled() -> None:
    other_network = NetworkConfig(filters=(64, 64))
    earlier = [
        EarlierRun(
            trial_s=999.0, config=attrs.evolve(CONFIG, network=other_network), n_segments=66
        ),
        EarlierRun(trial_s=8.0, config=CONFIG, n_segments=66),
        EarlierRun(trial_s=500.0, config=attrs.evolve(CONFIG, epochs=60), n_segments=66),
    ]
    config = attrs.evolve(CONFIG, epochs=12, networks=(BASELINE,))

    estimate = estimate_time(config, n_segments=132, n_left=3, n_workers=1, earlier=earlier)

    # Twice the epochs, twice the segments, a quarter of the networks.
    assert estimate.seconds == pytest.approx(3 * 8.0)
    assert estimate.basis is Basis.EARLIER_RUNS
    assert estimate.text == "About 25 s by earlier runs."


def test_without_any_trial_nobody_knows_and_says_so() -> None:
    estimate = estimate_time(
        CONFIG,
        n_segments=66,
        n_left=50,
        n_workers=2,
        preparation=Preparation(n_to_separate=66, n_to_extract=66, extract_s=1.0),
    )

    assert (estimate.seconds, estimate.basis) == (None, Basis.NOTHING)
    assert estimate.text == (
        "The time is known after the first trial, plus the separation of 66 segments."
    )


def test_stems_and_features_of_a_known_rate_are_part_of_it() -> None:
    preparation = Preparation(n_to_separate=5, n_to_extract=6, separate_s=10.0, extract_s=1.0)

    estimate = estimate_time(
        CONFIG,
        n_segments=6,
        n_left=2,
        n_workers=2,
        earlier=[EarlierRun(trial_s=7.0, config=CONFIG, n_segments=6)],
        preparation=preparation,
    )

    assert estimate.seconds == 3 * 10.0 + 3 * 1.0 + 7.0
    assert estimate.left_out == ()


def test_nothing_left_takes_no_time() -> None:
    done = estimate_time(CONFIG, n_segments=6, n_left=0, n_workers=2, finished_s=[5.0])

    assert done.seconds == 0.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "5 s"),
        (41.0, "45 s"),
        (56.0, "1 min"),
        (754.0, "13 min"),
        (3_599.0, "1 h"),
        (7_500.0, "2 h 5 min"),
        (50_000.0, "13 h"),
    ],
)
def test_durations_are_said_roughly(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text
