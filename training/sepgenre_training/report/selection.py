"""What the report takes from a record: networks, references, their fits, printable names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Literal

import attrs
import numpy as np

from sepgenre_training.experiment.results import FitResult, RunRecord, TrialResult

Measure = Literal["macro_f1", "accuracy"]

MEASURE_TITLES: dict[Measure, str] = {"macro_f1": "macro F1", "accuracy": "accuracy"}


def reference_names(record: RunRecord) -> tuple[str, ...]:
    """Return the rows that are no networks (majority class, logistic regression), in order."""
    names = (fit.network for trial in record.trials for fit in trial.fits)
    return tuple(dict.fromkeys(name for name in names if name not in record.config.networks))


def fits_of(record: RunRecord, name: str) -> tuple[FitResult, ...]:
    """Return the fits of one network or reference, by trial; trials without it are left out."""
    return tuple(fit for trial in record.trials for fit in trial.fits if fit.network == name)


def networks_fitted(record: RunRecord) -> tuple[str, ...]:
    """Return the configured networks that have at least one fit, in the order of Table 1."""
    return tuple(name for name in record.config.networks if fits_of(record, name))


def trials_with(record: RunRecord, names: Iterable[str]) -> tuple[TrialResult, ...]:
    """Return the trials in which every one of `names` has a fit: those that pair up."""
    wanted = frozenset(names)
    return tuple(trial for trial in record.trials if wanted <= {fit.network for fit in trial.fits})


def is_complete(record: RunRecord) -> bool:
    """Tell whether every configured network has finished every configured trial."""
    done = trials_with(record, record.config.networks)
    return len(done) >= record.config.trials


def split_sizes(trials: Iterable[TrialResult]) -> tuple[float, float, float]:
    """Return the mean numbers of segments trained, validated and tested on; zeros for no trial.

    Segments of the validation side are not trained on, so they do not count as training
    segments: under the protocol ``sound`` the corrected test thus takes the smaller training
    side that the networks really saw, and is the more careful for it.
    """
    sizes = [
        (len(trial.split.train), len(trial.split.validation), len(trial.split.test))
        for trial in trials
    ]
    if not sizes:
        return 0.0, 0.0, 0.0
    train, validation, test = np.mean(sizes, axis=0)
    return float(train), float(validation), float(test)


def guessing_loss(record: RunRecord) -> float:
    """Return ln(number of genres): the cross-entropy of giving every genre the same chance."""
    return float(np.log(len(record.genres)))


def printable(text: str) -> str:
    """Return `text` with line breaks as spaces, other controls and lone surrogates as U+FFFD.

    Such characters stand in file names of other systems; neither XML nor UTF-8 can hold them.
    """
    return "".join(_printable_character(character) for character in text)


def _printable_character(character: str) -> str:
    if character in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    unprintable = unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff"
    return "\N{REPLACEMENT CHARACTER}" if unprintable else character


def with_printable_names(record: RunRecord) -> RunRecord:
    """Return `record` with every text that a person or a file gave made `printable`."""
    return attrs.evolve(
        record,
        name=printable(record.name),
        genres=tuple(map(printable, record.genres)),
        segment_titles={key: printable(text) for key, text in record.segment_titles.items()},
        provenance={printable(key): printable(text) for key, text in record.provenance.items()},
        warnings=tuple(map(printable, record.warnings)),
    )
