"""Configurations: what is written is what is read, and what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_training.errors import ConfigurationError
from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.configuration_file import (
    format_config,
    load_config,
    parse_config,
    preset_names,
)
from sepgenre_training.networks.config import NetworkConfig
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    ABLATION_NAMES,
    FULL_MIX,
    NETWORK_NAMES,
)


def test_presets_are_the_two_protocols() -> None:
    assert set(preset_names()) >= {"paper", "sound"}
    for name in ("paper", "sound"):
        config = load_config(name)
        assert (config.protocol, config.trials, config.epochs) == (name, 50, 6)
        assert config.networks == NETWORK_NAMES
        assert config.network.dropout == 0.5
        assert config.split.test_fraction == 0.2


def test_presets_differ_in_the_protocol_alone() -> None:
    paper, sound = load_config("paper"), load_config("sound")

    assert attrs.evolve(sound, name=paper.name, protocol=paper.protocol) == paper


def test_the_ablation_differs_from_sound_in_its_networks_alone() -> None:
    ablation, sound = load_config("ablation"), load_config("sound")

    assert ablation.networks == (ABLATED_NETWORK, *ABLATION_NAMES)
    assert (ablation.baseline, ablation.trials) == (ABLATED_NETWORK, 20)
    assert sound == attrs.evolve(
        ablation,
        name=sound.name,
        trials=sound.trials,
        networks=sound.networks,
        baseline=sound.baseline,
    )


def test_the_pairs_differ_from_the_paper_in_their_networks_alone() -> None:
    pairs, paper = load_config("pairs"), load_config("paper")

    assert pairs.networks == (pairs.baseline,) == (FULL_MIX,)
    assert paper == attrs.evolve(
        pairs, name=paper.name, networks=paper.networks, baseline=paper.baseline
    )


def test_genres_are_written_where_some_are_named() -> None:
    config = ExperimentConfig(genres=("techno", "ű 观 🎧"))
    assert parse_config(format_config(config)) == config
    assert "genres = [" in format_config(config).partition("[split]")[0]
    assert "genres" not in format_config(ExperimentConfig())


def test_round_trip(tmp_path: Path) -> None:
    config = ExperimentConfig(
        name="ű 观 🎧", trials=3, network=NetworkConfig(filters=(3, 5), kernel_size=(5, 3))
    )
    path = tmp_path / "mine.toml"
    path.write_text(format_config(config), encoding="utf-8")

    assert load_config(path) == config
    assert parse_config(format_config(config)) == config


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[network]\ndropout = 2.0", "dropout"),
        ("[trainig]\nbatch_size = 4", "trainig"),
        ("[experiment]\nprotocol = 'guess'", "'paper', 'sound'"),
        ("[experiment]\nepochs = 'six'", "epochs"),
        ("[experiment]\ntrials = 0", "trials"),
        ("[features]\nhop_length = 5000", "hop_length"),
        ("[network]\nfilters = [16]", "filters"),
        ("[experiment]\nnetworks = ['5 spec']", "5 spec"),
        ("[experiment]\nbaseline = 'other'", "baseline"),
        ("[experiment]\ngenres = ['techno']", "genres"),
        ("[experiment]\ngenres = ['techno', 'house', 'techno']", "genres"),
        ("[experiment]\ngenres = 'techno'", "genres: must be a list"),
        ("[experiment]\ngenres = ['techno', 3]", "genres: must be a list"),
        ("[experiment]\nnetworks = '3 spec, 2DConv'", "networks: must be a list"),
        ("[experiment\n", "TOML"),
        ("experiment = 'paper'", "[experiment]"),
        ("split = 5", "split: must be a table"),
        ("[experiment]\nname = 3", "name"),
        ("[experiment]\ntrials = true", "trials"),
        ("[experiment]\nepochs = 5.7", "epochs"),
        ("[experiment]\nepochs = '6'", "epochs"),
        ("[split]\nstratified = 'false'", "stratified"),
        ("[split]\nstratified = 1", "stratified"),
        ("[split]\ntest_fraction = '0.2'", "test_fraction"),
        ("[features]\nfloor_db = -inf", "floor_db"),
        ("[network]\nfilters = [0, 4]", "filters"),
        ("[network]\nfilters = [4.5, 4]", "filters"),
        ("[network]\nkernel_size = [3, -3]", "kernel_size"),
        ("[network]\npool_size = [0, 0]", "pool_size"),
        ("[network]\nl1 = inf", "l1"),
        ("[network]\nl2 = nan", "l2"),
        ("[training]\nlearning_rate = inf", "learning_rate"),
        (f"[training]\nlearning_rate = {10**400}", "learning_rate"),
        ("[training]\nbatch_size = true", "batch_size"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError) as caught:
        load_config(path)

    assert named in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_whole_number_does_for_one_with_a_fraction() -> None:
    config = parse_config("[network]\ndropout = 0\n[features]\nfloor_db = -60\n")

    assert config.network.dropout == 0.0
    assert type(config.network.dropout) is float
    assert type(config.features.floor_db) is float


@pytest.mark.parametrize("penalty", ["l1", "l2"])
def test_a_penalty_without_end_is_refused_in_code_too(penalty: str) -> None:
    with pytest.raises(ValueError, match=penalty):
        NetworkConfig(**{penalty: float("inf")})


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="paper, sound"):
        load_config("papper")


def test_the_presets_say_what_the_code_defaults_to() -> None:
    assert load_config("paper") == ExperimentConfig()
