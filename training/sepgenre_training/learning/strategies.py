"""Acquisition strategies: how much a label is expected to teach, by names that can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs
import numpy as np
import numpy.typing as npt

from sepgenre_training.errors import ConfigurationError

Float64 = npt.NDArray[np.float64]

_SMALLEST_PROBABILITY = 1e-12


def least_confidence(probabilities: Float64) -> Float64:
    """Return ``1 - max_k p_k`` for each row [shape=(n,)]: how unsure the best guess is.

    Settles, *Active Learning Literature Survey*, 2009, section 3.1.
    """
    return np.asarray(1.0 - probabilities.max(axis=1))


def margin(probabilities: Float64) -> Float64:
    """Return one less the lead of the best guess over the second [shape=(n,)].

    Scheffer, Decomain and Wrobel 2001, after Settles 2009, section 3.1. Two guesses that are
    equally likely give 1, whatever the other classes have.
    """
    if probabilities.shape[1] < 2:
        return np.zeros(len(probabilities))
    ranked = np.sort(probabilities, axis=1)
    return np.asarray(1.0 - (ranked[:, -1] - ranked[:, -2]))


def entropy(probabilities: Float64) -> Float64:
    """Return the entropy of each row in nats [shape=(n,)]: ln k where all k classes are alike.

    Shannon 1948, after Settles 2009, section 3.1.
    """
    safe = np.maximum(probabilities, _SMALLEST_PROBABILITY)
    return np.asarray(-(probabilities * np.log(safe)).sum(axis=1))


def indifference(probabilities: Float64) -> Float64:
    """Return 1 for each row [shape=(n,)]: the guess does not matter."""
    return np.ones(len(probabilities))


@attrs.frozen(kw_only=True)
class Strategy:
    """How segments are put in order for a person.

    Attributes
    ----------
    name : str
        What a person chooses it by.
    explanation : str
        One sentence for that person.
    uncertainty : callable
        Maps probabilities [shape=(n, n_classes)] to what a label would teach [shape=(n,)]; more
        is better.
    is_diverse : bool
        Whether what is like something that stands before it is put off.
    shuns_known : bool
        Whether, with that, what is like something labelled is put off, too. An uncertain guess
        tells already that what is known does not help.
    """

    name: str
    explanation: str
    uncertainty: Callable[[Float64], Float64]
    is_diverse: bool = False
    shuns_known: bool = False


RANDOM = "random"
DEFAULT_STRATEGY = "least-confidence-diverse"

_DIVERSE = "what is like a segment before it waits"

STRATEGIES: Mapping[str, Strategy] = {
    strategy.name: strategy
    for strategy in (
        Strategy(name=RANDOM, explanation="In an order drawn by lot.", uncertainty=indifference),
        Strategy(
            name="least-confidence",
            explanation="The least sure best guess first.",
            uncertainty=least_confidence,
        ),
        Strategy(
            name="margin",
            explanation="First where the two best guesses are closest.",
            uncertainty=margin,
        ),
        Strategy(
            name="entropy",
            explanation="First where the guesses are spread over most genres.",
            uncertainty=entropy,
        ),
        Strategy(
            name="least-confidence-diverse",
            explanation=f"The least sure best guess first; {_DIVERSE}.",
            uncertainty=least_confidence,
            is_diverse=True,
        ),
        Strategy(
            name="margin-diverse",
            explanation=f"First where the two best guesses are closest; {_DIVERSE}.",
            uncertainty=margin,
            is_diverse=True,
        ),
        Strategy(
            name="entropy-diverse",
            explanation=f"First where the guesses are spread over most genres; {_DIVERSE}.",
            uncertainty=entropy,
            is_diverse=True,
        ),
        Strategy(
            name="core-set",
            explanation="First what is least like anything known, whatever the guess.",
            uncertainty=indifference,
            is_diverse=True,
            shuns_known=True,
        ),
    )
}
"""By name; `core-set` is the greedy k-centre selection of Sener and Savarese 2018."""


def find_strategy(name: str) -> Strategy:
    """Return the strategy of this name.

    Raises
    ------
    ConfigurationError
        Where there is none.
    """
    strategy = STRATEGIES.get(name)
    if strategy is None:
        raise ConfigurationError(
            f"There is no strategy {name!r}.", remedy=f"Choose from {', '.join(STRATEGIES)}."
        )
    return strategy
