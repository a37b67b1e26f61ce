"""The settings of the experiment itself, its splits and its features."""

from __future__ import annotations

from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.config_fields.field import Choice, ConfigField
from sepgenre_training.experiment.config_fields.values import value_at
from sepgenre_training.networks.names import ALL_NETWORK_NAMES

_DEFAULT = ExperimentConfig()
_NETWORKS = tuple(Choice(value=name, title=name) for name in ALL_NETWORK_NAMES)

EXPERIMENT_FIELDS: tuple[ConfigField, ...] = (
    ConfigField(
        path="name",
        title="Name",
        kind="text",
        default=value_at(_DEFAULT, "name"),
        does="What the configuration is called; it changes no result.",
    ),
    ConfigField(
        path="protocol",
        title="Protocol",
        kind="choice",
        default=value_at(_DEFAULT, "protocol"),
        does="Decides by which segments the epoch is chosen and which test is read first.",
        paper="the epoch with the lowest test loss; a t-test that it does not name",
        choices=(
            Choice(
                value="paper",
                title="Paper, as published",
                does="The epoch with the lowest test loss and naive tests: the results look "
                "better than they are.",
            ),
            Choice(
                value="sound",
                title="Sound",
                does="The epoch is chosen on segments kept apart, and the tests allow for trials "
                "that share songs.",
            ),
        ),
    ),
    ConfigField(
        path="trials",
        title="Trials",
        kind="int",
        default=value_at(_DEFAULT, "trials"),
        low=1,
        does="How often everything is repeated, each time with a new random split and new weights.",
        paper="50",
        note="A verdict needs at least 10.",
    ),
    ConfigField(
        path="epochs",
        title="Epochs",
        kind="int",
        default=value_at(_DEFAULT, "epochs"),
        low=1,
        does="How often a network sees every training segment.",
        paper="6",
    ),
    ConfigField(
        path="seed",
        title="Seed",
        kind="int",
        default=value_at(_DEFAULT, "seed"),
        low=0,
        does="Determines every split and every weight: the same seed gives the same results on "
        "the same machine.",
    ),
    ConfigField(
        path="networks",
        title="Networks",
        kind="list",
        default=value_at(_DEFAULT, "networks"),
        choices=_NETWORKS,
        does="Which networks are trained in each trial, all on the same split.",
        paper="the four of Table 1",
    ),
    ConfigField(
        path="baseline",
        title="Baseline",
        kind="choice",
        default=value_at(_DEFAULT, "baseline"),
        choices=_NETWORKS,
        does="The network that the others are compared with.",
        paper="1 spec, 2DConv-No-Vox, marked with a dagger",
        note="It must be one of the networks that are trained.",
    ),
    ConfigField(
        path="genres",
        title="Genres",
        kind="list",
        default=value_at(_DEFAULT, "genres"),
        does="The genres that take part; none named: all.",
        paper="six; pairs of two in its introduction",
        note="Two at least.",
    ),
    ConfigField(
        path="split.test_fraction",
        title="Test share",
        kind="float",
        default=value_at(_DEFAULT, "split.test_fraction"),
        low=0,
        high=1,
        low_open=True,
        high_open=True,
        step=0.05,
        decimals=2,
        does="Share of the songs (or artists, or segments, by the split rule) that a network is "
        "tested on and never trained on.",
        paper="0.2 (80/20)",
    ),
    ConfigField(
        path="split.validation_fraction",
        title="Validation share",
        kind="float",
        default=value_at(_DEFAULT, "split.validation_fraction"),
        low=0,
        high=1,
        low_open=True,
        high_open=True,
        step=0.05,
        decimals=2,
        does="Share of the rest that chooses the epoch.",
        note="Used by the protocol sound alone.",
    ),
    ConfigField(
        path="split.group",
        title="Split rule",
        kind="choice",
        default=value_at(_DEFAULT, "split.group"),
        does="What never stands on both sides of a split.",
        choices=(
            Choice(
                value="artist",
                title="By artist",
                does="Songs of one artist stay together; songs without a known artist count for "
                "themselves.",
            ),
            Choice(value="song", title="By song", does="Segments of one song stay together."),
            Choice(
                value="none",
                title="By segment",
                does="Segments of one song may stand on both sides: the results look better than "
                "they are.",
            ),
        ),
    ),
    ConfigField(
        path="split.stratified",
        title="Stratified",
        kind="bool",
        default=value_at(_DEFAULT, "split.stratified"),
        does="Whether each side keeps the proportions of the genres.",
    ),
    ConfigField(
        path="features.sample_rate_hz",
        title="Sampling rate",
        kind="int",
        default=value_at(_DEFAULT, "features.sample_rate_hz"),
        low=1000,
        step=50,
        unit="Hz",
        does="The rate to which segments and stems are resampled; half of it is the highest "
        "frequency that a network sees.",
        paper="22,050 Hz",
    ),
    ConfigField(
        path="features.n_fft",
        title="Window",
        kind="int",
        default=value_at(_DEFAULT, "features.n_fft"),
        low=64,
        step=64,
        unit="samples",
        does="Length of the window of the Fourier transform: longer resolves pitch better and "
        "time worse.",
    ),
    ConfigField(
        path="features.hop_length",
        title="Hop",
        kind="int",
        default=value_at(_DEFAULT, "features.hop_length"),
        low=1,
        unit="samples",
        does="Step between two frames of a spectrogram.",
        paper="458 frames for 10 s, which only a hop of 482 gives",
        note="At most the window.",
    ),
    ConfigField(
        path="features.n_mels",
        title="Mel bands",
        kind="int",
        default=value_at(_DEFAULT, "features.n_mels"),
        low=8,
        step=8,
        does="Number of frequency bands of a spectrogram.",
        paper="128",
    ),
    ConfigField(
        path="features.floor_db",
        title="Floor",
        kind="float",
        default=value_at(_DEFAULT, "features.floor_db"),
        high=0,
        high_open=True,
        decimals=1,
        unit="dB",
        does="Levels below it are raised to it, so that silence and a faint tail look alike.",
    ),
)
