"""The segments behind a cell of a confusion matrix."""

from __future__ import annotations

from collections.abc import Callable

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NO_VOX, STEMS_CONV
from sepgenre_training.report.confusion import confusions
from sepgenre_training.report.segments import CellSegment, predictions, segments_in_cell

MakeRecord = Callable[..., RunRecord]


def test_segments_of_the_tiny_run(tiny: RunRecord) -> None:
    # The full mix takes segment 2 for a in the first trial, and is right otherwise.
    assert segments_in_cell(tiny, FULL_MIX, 1, 0) == (
        CellSegment(segment=2, title="two", times=1, tested=1),
    )
    assert [each.segment for each in segments_in_cell(tiny, FULL_MIX, 0, 0)] == [1, 3]
    assert segments_in_cell(tiny, FULL_MIX, 0, 1) == ()
    # The other one is wrong in both of the second trial.
    assert [each.title for each in segments_in_cell(tiny, NO_VOX, 1, 0)] == ["segment 4"]
    assert [each.title for each in segments_in_cell(tiny, NO_VOX, 0, 1)] == ["three"]
    assert segments_in_cell(tiny, "unknown", 0, 0) == ()


def test_times_sum_to_the_counts_of_the_matrix(make_record: MakeRecord) -> None:
    record = make_record()
    seen_twice = False
    for each in confusions(record):
        for genre, row in enumerate(each.counts):
            for predicted, count in enumerate(row):
                cell = segments_in_cell(record, each.network, genre, predicted)
                assert sum(one.times for one in cell) == count
                assert [one.times for one in cell] == sorted(
                    (one.times for one in cell), reverse=True
                )
                assert all(0 < one.rate <= 1 for one in cell)
                assert all(record.segment_genres[one.segment] == genre for one in cell)
                seen_twice |= any(one.times > 1 for one in cell)
    assert seen_twice


def test_the_predictions_of_one_network_are_those_among_all(make_record: MakeRecord) -> None:
    record = make_record(n_trials=3)
    of_one = [each for each in predictions(record) if each.name == STEMS_CONV]
    assert list(predictions(record, STEMS_CONV)) == of_one
    assert len(of_one) == 3 * 14
