"""Scoring a segment from files: estimates in the cache, true stems beside the track."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sepgenre_training.audio.files import content_hash
from sepgenre_training.errors import DatasetError, SeparationError
from sepgenre_training.separation.scoring.measures import sdr_db, si_sdr_db
from sepgenre_training.separation.scoring.task import MIXTURE, ScoreTask, score_segment
from sepgenre_training.separation.scoring.true_stems import find_true_stems
from sepgenre_training.separation.stem_files import write_stems
from sepgenre_training.separation.stems import STEM_NAMES, Audio
from sepgenre_training.separation.task import SeparationTask, stems_path
from tests.songs_with_stems import RATE_HZ, make_stems, write_song_with_stems, write_stems_beside

START, LENGTH = 2_000, 10 * RATE_HZ


def make_task(folder: Path, stems: dict[str, Audio], separator: str) -> ScoreTask:
    track = write_song_with_stems(folder / "music", "Trance", "one", stems)
    estimate = SeparationTask(
        path=track,
        decoder="libsndfile",
        content_hash=content_hash(track),
        start_sample=START,
        n_samples=LENGTH,
        sample_rate_hz=RATE_HZ,
        separator=separator,
        cache_root=folder / "cache",
    )
    found = find_true_stems(track)
    assert found is not None
    return ScoreTask(estimate=estimate, true_stems=tuple(found.values()))


def windows(stems: dict[str, Audio]) -> dict[str, Audio]:
    return {name: stem[:, START : START + LENGTH] for name, stem in stems.items()}


def test_the_scores_are_the_measures_of_the_window(tmp_path: Path) -> None:
    stems = make_stems(1)
    task = make_task(tmp_path, stems, "hpss")
    truths = windows(stems)
    mixture = np.sum(list(truths.values()), axis=0)
    estimates = {
        name: truth + np.float32(0.1 * (1 + index)) * mixture
        for index, (name, truth) in enumerate(truths.items())
    }
    write_stems(stems_path(task.estimate), estimates, RATE_HZ)
    sdr = sdr_db(estimates, truths, RATE_HZ)

    scores = score_segment(task)
    assert [score.stem for score in scores] == list(STEM_NAMES)
    for score in scores:
        name = score.stem
        before = si_sdr_db(mixture, truths[name])
        assert score.si_sdr_db == pytest.approx(si_sdr_db(estimates[name], truths[name]), abs=1e-3)
        assert score.sdr_db == pytest.approx(sdr[name], abs=1e-3)
        assert score.si_sdr_gain_db == pytest.approx(score.si_sdr_db - before, abs=1e-3)
        assert score.si_sdr_gain_db > 3.0


def test_the_mixture_needs_no_stems_and_gains_nothing(tmp_path: Path) -> None:
    stems = make_stems(1)
    scores = score_segment(make_task(tmp_path, stems, MIXTURE))
    truths = windows(stems)
    mixture = np.sum(list(truths.values()), axis=0)
    for score in scores:
        assert score.si_sdr_gain_db == 0.0
        assert score.si_sdr_db == pytest.approx(si_sdr_db(mixture, truths[score.stem]), abs=1e-3)


def test_a_silent_true_stem_has_no_score_and_the_others_have(tmp_path: Path) -> None:
    scores = score_segment(make_task(tmp_path, make_stems(1, silent=("vocals",)), MIXTURE))
    vocals = scores[STEM_NAMES.index("vocals")]
    assert (vocals.si_sdr_db, vocals.si_sdr_gain_db, vocals.sdr_db) == (None, None, None)
    for score in scores:
        assert score is vocals or (score.si_sdr_db is not None and score.sdr_db is not None)


def test_a_silent_song_has_no_scores(tmp_path: Path) -> None:
    scores = score_segment(make_task(tmp_path, make_stems(1, silent=STEM_NAMES), MIXTURE))
    assert [score.stem for score in scores] == list(STEM_NAMES)
    assert all(score.si_sdr_db is None and score.sdr_db is None for score in scores)


def test_where_one_stem_is_the_whole_song_the_mixture_is_perfect(tmp_path: Path) -> None:
    silent = ("bass", "other", "vocals")
    scores = score_segment(make_task(tmp_path, make_stems(1, silent=silent), MIXTURE))
    drums = scores[STEM_NAMES.index("drums")]
    assert drums.si_sdr_db == float("inf")
    assert drums.si_sdr_gain_db == 0.0


def test_stems_of_another_song_are_told_with_their_folder_and_the_place(tmp_path: Path) -> None:
    task = make_task(tmp_path, make_stems(1), MIXTURE)
    write_stems_beside(task.true_stems[0].parent, make_stems(2))
    with pytest.raises(DatasetError, match=r"one, from 0\.09 s: .* do not add up") as refused:
        score_segment(task)
    assert refused.value.remedy


def test_estimates_that_are_missing_are_an_error(tmp_path: Path) -> None:
    task = make_task(tmp_path, make_stems(1), "hpss")
    with pytest.raises(SeparationError, match="cannot be used"):
        score_segment(task)
