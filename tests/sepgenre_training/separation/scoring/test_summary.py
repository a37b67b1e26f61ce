"""Medians of scores."""

from __future__ import annotations

from sepgenre_training.separation.scoring.summary import SegmentScores, summarise
from sepgenre_training.separation.scoring.task import StemScore
from sepgenre_training.separation.stems import STEM_NAMES


def segment(
    number: int, separator: str, score_db: float | None, *, sdr_db: float | None = None
) -> SegmentScores:
    """The scores of one segment, the same for every stem; the gain is twice the score."""
    return SegmentScores(
        segment=number,
        track=f"song {number}",
        genre="Trance",
        start_s=0.5,
        separator=separator,
        separator_version="7",
        stems=tuple(
            StemScore(
                stem=stem,
                si_sdr_db=score_db,
                si_sdr_gain_db=None if score_db is None else 2 * score_db,
                sdr_db=sdr_db,
            )
            for stem in STEM_NAMES
        ),
    )


def test_medians_are_taken_over_the_segments_that_have_a_score() -> None:
    scores = [
        segment(1, "mixture", 0.0),
        segment(1, "hpss", 1.0, sdr_db=10.0),
        segment(2, "hpss", None),
        segment(3, "hpss", 5.0, sdr_db=20.0),
        segment(4, "hpss", 2.0),
    ]
    mixture, hpss = summarise(scores)
    assert (mixture.separator, mixture.segments) == ("mixture", 1)
    assert (hpss.separator, hpss.segments, hpss.separator_version) == ("hpss", 4, "7")
    assert [stem.stem for stem in hpss.stems] == list(STEM_NAMES)
    for stem in hpss.stems:
        assert (stem.segments, stem.silent) == (3, 1)
        assert (stem.si_sdr_db, stem.si_sdr_gain_db, stem.sdr_db) == (2.0, 4.0, 15.0)


def test_without_any_score_there_is_no_median() -> None:
    (hpss,) = summarise([segment(1, "hpss", None)])
    assert {stem.si_sdr_db for stem in hpss.stems} == {None}
    assert summarise([]) == ()


def test_an_infinite_score_does_not_spoil_the_median() -> None:
    (hpss,) = summarise(
        [
            segment(1, "hpss", float("inf")),
            segment(2, "hpss", 3.0),
            segment(3, "hpss", -float("inf")),
        ]
    )
    assert hpss.stems[0].si_sdr_db == 3.0
