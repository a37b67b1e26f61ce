"""Options about what guesses, shared by these commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sepgenre_gui.cli.options import is_count

if TYPE_CHECKING:
    from sepgenre_training.learning.model import ModelChoice

ModelName = Annotated[
    str,
    Parameter(
        name="--network",
        help="What guesses: a network by its name in Table 1 (`sepgenre configs explain`), or "
        "`reference`, logistic regression on mel statistics, which takes seconds.",
    ),
]
NetworkName = Annotated[
    str, Parameter(name="--network", help="The network to explain, by its name in Table 1.")
]
Epochs = Annotated[int, Parameter(help="Epochs that a network is trained.", validator=is_count)]
TrustSuggested = Annotated[
    bool,
    Parameter(
        negative="",
        help="Learn from suggested segments as well, by the genres that they have, such as those "
        "of their folders.",
    ),
]
Seed = Annotated[int, Parameter(help="Decides what is left to chance.")]


def choose_model(name: str, epochs: int) -> ModelChoice:
    """Return what guesses.

    Raises
    ------
    ConfigurationError
        Where no model has this name.
    """
    from sepgenre_training.learning.model import ModelChoice

    return ModelChoice(name=name, epochs=epochs)
