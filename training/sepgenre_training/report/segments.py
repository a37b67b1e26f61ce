"""The numbers for each segment: every prediction, and which segments are hardest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import attrs
import numpy as np

from sepgenre_training.experiment.results import RunRecord


@attrs.frozen(kw_only=True)
class Prediction:
    """One prediction of one fit for one segment of its test side.

    `genre` and `predicted` are indices into the run's genres; `trial` is the trial's index.
    """

    trial: int
    name: str
    segment: int
    genre: int
    predicted: int
    probabilities: tuple[float, ...]


@attrs.frozen(kw_only=True)
class SegmentDifficulty:
    """How one segment fared over all networks and trials (references left out).

    Attributes
    ----------
    segment : int
    title : str
    genre : int
        Index of the true genre.
    tested, misclassified : int
        How many fits predicted the segment, and how many of them were wrong.
    taken_for : int or None
        The wrong genre predicted most often; None where none was.
    """

    segment: int
    title: str
    genre: int
    tested: int
    misclassified: int
    taken_for: int | None

    @property
    def rate(self) -> float:
        """Share of the predictions that were wrong."""
        return self.misclassified / self.tested


@attrs.frozen(kw_only=True)
class CellSegment:
    """One segment in a cell of a network's confusion matrix.

    Attributes
    ----------
    segment : int
    title : str
    times, tested : int
        How many of the network's trials predicted the cell's genre for it, of those that tested
        it.
    """

    segment: int
    title: str
    times: int
    tested: int

    @property
    def rate(self) -> float:
        """Share of the network's predictions for the segment that stand in the cell."""
        return self.times / self.tested


def predictions(record: RunRecord, name: str | None = None) -> Iterator[Prediction]:
    """Yield every prediction of every fit, references included, trial by trial.

    Parameters
    ----------
    name : str, optional
        A network or reference whose predictions alone are wanted.
    """
    for trial in record.trials:
        for fit in trial.fits:
            if name is not None and fit.network != name:
                continue
            for segment, chances in zip(trial.split.test, fit.probabilities, strict=True):
                yield Prediction(
                    trial=trial.index,
                    name=fit.network,
                    segment=segment,
                    genre=record.segment_genres[segment],
                    predicted=int(np.argmax(chances)),
                    probabilities=chances,
                )


def segment_title(record: RunRecord, segment: int) -> str:
    """Return the segment's title, or its number where it has none."""
    return record.segment_titles.get(segment) or f"segment {segment}"


def segments_in_cell(
    record: RunRecord, network: str, genre: int, predicted: int
) -> tuple[CellSegment, ...]:
    """Return the segments of `genre` that `network` took for `predicted`, the most often first.

    Parameters
    ----------
    genre, predicted : int
        Indices of genres: row and column of the confusion matrix. The `times` of all segments
        sum to its count.
    """
    of_segment: dict[int, Counter[int]] = {}
    for prediction in predictions(record, network):
        if prediction.genre == genre:
            of_segment.setdefault(prediction.segment, Counter())[prediction.predicted] += 1
    found = (
        CellSegment(
            segment=segment,
            title=segment_title(record, segment),
            times=counts[predicted],
            tested=counts.total(),
        )
        for segment, counts in of_segment.items()
        if counts[predicted]
    )
    return tuple(sorted(found, key=lambda each: (-each.times, -each.rate, each.segment)))


def segment_difficulties(record: RunRecord) -> tuple[SegmentDifficulty, ...]:
    """Return every segment that a network was tested on, the most often misclassified first."""
    predicted: dict[int, Counter[int]] = {}
    for prediction in predictions(record):
        if prediction.name in record.config.networks:
            predicted.setdefault(prediction.segment, Counter())[prediction.predicted] += 1
    return tuple(
        sorted(
            (_difficulty(record, segment, counts) for segment, counts in predicted.items()),
            key=lambda each: (-each.rate, -each.tested, each.segment),
        )
    )


def _difficulty(record: RunRecord, segment: int, counts: Counter[int]) -> SegmentDifficulty:
    genre = record.segment_genres[segment]
    wrong = {guess: count for guess, count in counts.items() if guess != genre}
    return SegmentDifficulty(
        segment=segment,
        title=segment_title(record, segment),
        genre=genre,
        tested=counts.total(),
        misclassified=sum(wrong.values()),
        # The smaller index wins a tie, so that the table does not depend on the order of trials.
        taken_for=min(wrong, key=lambda guess: (-wrong[guess], guess)) if wrong else None,
    )
