"""The settings of the networks and of their training."""

from __future__ import annotations

from sepgenre_training.experiment.config import ExperimentConfig
from sepgenre_training.experiment.config_fields.field import Choice, ConfigField
from sepgenre_training.experiment.config_fields.values import value_at

_DEFAULT = ExperimentConfig()
_BLOCKS = ("first block", "second block")
_EXTENT = ("bands", "frames")

NETWORK_FIELDS: tuple[ConfigField, ...] = (
    ConfigField(
        path="network.filters",
        title="Filters",
        kind="pair",
        default=value_at(_DEFAULT, "network.filters"),
        low=1,
        parts=_BLOCKS,
        does="Number of patterns that each of the two convolutions looks for; more learn more and "
        "take longer.",
    ),
    ConfigField(
        path="network.kernel_size",
        title="Kernel",
        kind="pair",
        default=value_at(_DEFAULT, "network.kernel_size"),
        low=1,
        parts=_EXTENT,
        does="Extent of a pattern on the spectrogram.",
    ),
    ConfigField(
        path="network.pool_size",
        title="Pooling",
        kind="pair",
        default=value_at(_DEFAULT, "network.pool_size"),
        low=1,
        parts=_EXTENT,
        does="Each block keeps the strongest response of so many bands and frames.",
        note="Both blocks pool, so its square must fit into the spectrogram.",
    ),
    ConfigField(
        path="network.head",
        title="Head",
        kind="choice",
        default=value_at(_DEFAULT, "network.head"),
        does="What is handed to the fully connected layer.",
        choices=(
            Choice(value="flatten", title="All of it", does="Every band and frame by itself."),
            Choice(value="time_average", title="Average over time", does="One value for a band."),
            Choice(
                value="global_average",
                title="Average over time and bands",
                does="One value for a filter; needs more epochs.",
            ),
        ),
    ),
    ConfigField(
        path="network.dropout",
        title="Dropout",
        kind="float",
        default=value_at(_DEFAULT, "network.dropout"),
        low=0,
        high=1,
        high_open=True,
        step=0.05,
        decimals=2,
        does="Share of the values before the last layer that are left out at random while it "
        "learns, against learning by heart.",
        paper="0.5, right before the fully connected layer",
    ),
    ConfigField(
        path="network.l1",
        title="L1 penalty",
        kind="float",
        default=value_at(_DEFAULT, "network.l1"),
        low=0,
        step=10,
        decimals=7,
        is_logarithmic=True,
        does="Cost of the sum of the weights' magnitudes, which drives useless ones to zero.",
        paper="used, size not given",
    ),
    ConfigField(
        path="network.l2",
        title="L2 penalty",
        kind="float",
        default=value_at(_DEFAULT, "network.l2"),
        low=0,
        step=10,
        decimals=7,
        is_logarithmic=True,
        does="Cost of the sum of the squared weights, which keeps all of them small.",
        paper="used, size not given",
    ),
    ConfigField(
        path="network.batch_normalization_momentum",
        title="Normalisation momentum",
        kind="float",
        default=value_at(_DEFAULT, "network.batch_normalization_momentum"),
        low=0,
        high=1,
        low_open=True,
        high_open=True,
        step=0.01,
        decimals=3,
        does="How slowly the statistics that are used for testing follow those of the training "
        "batches.",
    ),
    ConfigField(
        path="training.optimizer",
        title="Optimiser",
        kind="choice",
        default=value_at(_DEFAULT, "training.optimizer"),
        does="The rule by which the weights follow the gradient.",
        choices=(
            Choice(value="adam", title="Adam"),
            Choice(value="rmsprop", title="RMSprop"),
            Choice(value="sgd", title="Stochastic gradient descent"),
        ),
    ),
    ConfigField(
        path="training.learning_rate",
        title="Learning rate",
        kind="float",
        default=value_at(_DEFAULT, "training.learning_rate"),
        low=0,
        low_open=True,
        step=10,
        decimals=7,
        is_logarithmic=True,
        does="How far the weights move with each batch.",
    ),
    ConfigField(
        path="training.batch_size",
        title="Batch size",
        kind="int",
        default=value_at(_DEFAULT, "training.batch_size"),
        low=1,
        unit="segments",
        does="How many segments are averaged before the weights move.",
    ),
    ConfigField(
        path="training.class_weights",
        title="Class weights",
        kind="choice",
        default=value_at(_DEFAULT, "training.class_weights"),
        does="Whether segments of rare genres count more in training.",
        paper="balanced",
        choices=(
            Choice(value="balanced", title="Balanced", does="Every genre counts the same."),
            Choice(value="none", title="None", does="Every segment counts the same."),
        ),
    ),
    ConfigField(
        path="training.standardisation",
        title="Standardisation",
        kind="choice",
        default=value_at(_DEFAULT, "training.standardisation"),
        does="What is brought to mean 0 and deviation 1, by the training side's statistics alone.",
        choices=(
            Choice(value="band", title="Band by band", does="Each mel band of each spectrogram."),
            Choice(value="channel", title="Whole spectrogram", does="All bands together."),
        ),
    ),
)
