"""Ablations: what they are shown, and that a network misses the stem it is told by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.experiment.ablation import SIDE_NAMES, ablate
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.splits import LabelledSegment
from sepgenre_training.experiment.trial import TrialTask, run_trial
from sepgenre_training.features.tensors import Tensors, write_tensors
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    ABLATION_NAMES,
    ALL_NETWORK_NAMES,
    NETWORKS,
    STEM_CHANNELS,
    ablation_name,
)
from sepgenre_training.report.f1_distribution import network_family

N_SONGS, N_GENRES = 30, 3


def numbered(n: int = 9) -> np.ndarray:
    """Inputs whose values tell their segment and channel."""
    segments, channels = np.arange(n) * 10.0, np.arange(3)
    return np.broadcast_to(
        (segments[:, None, None, None] + channels).astype(np.float32), (n, 4, 5, 3)
    ).copy()


def test_the_names_are_those_of_the_specifications() -> None:
    assert set(NETWORKS) == set(ALL_NETWORK_NAMES)
    assert ABLATION_NAMES == (
        "3 spec, DW-2DConv, without bass",
        "3 spec, DW-2DConv, without drums",
        "3 spec, DW-2DConv, without other",
        "3 spec, DW-2DConv, bass shuffled",
        "3 spec, DW-2DConv, drums shuffled",
        "3 spec, DW-2DConv, other shuffled",
    )
    assert NETWORKS["3 spec, DW-2DConv, without bass"].without == "bass"
    assert NETWORKS["3 spec, DW-2DConv, other shuffled"].shuffled == "other"
    assert [NETWORKS[name].n_channels for name in ALL_NETWORK_NAMES] == [
        1, 1, 3, 3, 2, 2, 2, 3, 3, 3,
    ]  # fmt: skip
    assert {network_family(name) for name in ABLATION_NAMES} == {"3 spectrograms"}


@pytest.mark.parametrize("stem", STEM_CHANNELS)
def test_a_stem_that_is_left_out_is_no_channel(stem: str) -> None:
    spec = NETWORKS[f"{ABLATED_NETWORK}, without {stem}"]
    left = ablate(numbered(), spec, seed=1, side="train")
    gone = STEM_CHANNELS.index(stem)
    assert left.shape == (9, 4, 5, 2)
    np.testing.assert_array_equal(left, np.delete(numbered(), gone, axis=3))


@pytest.mark.parametrize("stem", STEM_CHANNELS)
def test_a_shuffled_stem_is_that_of_another_segment_whole(stem: str) -> None:
    spec = NETWORKS[f"{ABLATED_NETWORK}, {stem} shuffled"]
    channel = STEM_CHANNELS.index(stem)
    orders = {}
    for side in SIDE_NAMES:
        shuffled = ablate(numbered(), spec, seed=1, side=side)
        others = [index for index in range(3) if index != channel]
        np.testing.assert_array_equal(shuffled[..., others], numbered()[..., others])
        each = shuffled[..., channel]
        assert (each == each[:, :1, :1]).all()  # No spectrogram is torn.
        orders[side] = tuple(((each[:, 0, 0] - channel) / 10).astype(int).tolist())
        assert sorted(orders[side]) == list(range(9))
        again = ablate(numbered(), spec, seed=1, side=side)
        np.testing.assert_array_equal(again, shuffled)
    assert len(set(orders.values())) == 3
    other_seed = ablate(numbered(), spec, seed=2, side="train")[:, 0, 0, channel]
    assert tuple(((other_seed - channel) / 10).astype(int).tolist()) != orders["train"]


def test_stems_are_shuffled_each_in_its_own_order() -> None:
    orders = []
    for channel, stem in enumerate(STEM_CHANNELS):
        spec = NETWORKS[ablation_name("shuffled", stem)]
        shuffled = ablate(numbered(), spec, seed=1, side="train")[:, 0, 0, channel] - channel
        orders.append(tuple(shuffled.tolist()))
    assert len(set(orders)) == 3


@pytest.mark.parametrize("name", ["1 spec, 2DConv-Full", ABLATED_NETWORK])
def test_other_networks_are_shown_all(name: str) -> None:
    np.testing.assert_array_equal(
        ablate(numbered(), NETWORKS[name], seed=1, side="test"), numbered()
    )


def test_a_network_misses_the_stem_that_tells_the_genre(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    stems = rng.normal(-40, 4, (N_SONGS, 24, 24, 3)).astype(np.float32)
    for song in range(N_SONGS):
        band = (song % N_GENRES) * 8
        stems[song, band : band + 8, :, 1] += 20  # Drums alone tell it.
    mix = stems.mean(axis=3, keepdims=True)
    write_tensors(Tensors(stems=stems, full_mix=mix, no_vox=mix), tmp_path / "tensors")
    names = (
        ABLATED_NETWORK,
        ablation_name("without", "drums"),
        ablation_name("without", "bass"),
        ablation_name("shuffled", "drums"),
    )
    config = ExperimentConfig(
        epochs=6,
        networks=names,
        baseline=ABLATED_NETWORK,
        network=NetworkConfig(filters=(4, 8), pool_size=(2, 2), dropout=0.2),
        training=TrainingConfig(batch_size=6, learning_rate=5e-3),
    )
    task = TrialTask(
        config=config,
        index=0,
        segments=tuple(
            LabelledSegment(segment_id=song, song_id=song, artist=None, label=song % N_GENRES)
            for song in range(N_SONGS)
        ),
        tensors=tmp_path / "tensors",
    )

    result = run_trial(task)

    accuracy = {name: result.fit(name).metrics.accuracy for name in names}
    assert accuracy[ABLATED_NETWORK] == accuracy[ablation_name("without", "bass")] == 1.0
    assert accuracy[ablation_name("without", "drums")] < 0.7
    assert accuracy[ablation_name("shuffled", "drums")] < 0.9
    # The others change nothing of the whole one, though they share its graph.
    alone = run_trial(
        TrialTask(
            config=ExperimentConfig(
                epochs=6,
                networks=(ABLATED_NETWORK,),
                baseline=ABLATED_NETWORK,
                network=config.network,
                training=config.training,
            ),
            index=0,
            segments=task.segments,
            tensors=task.tensors,
        )
    )
    assert alone.fit(ABLATED_NETWORK) == result.fit(ABLATED_NETWORK)
    again = run_trial(task)
    assert again.fits == result.fits
