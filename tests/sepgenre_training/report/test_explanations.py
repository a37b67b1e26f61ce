"""Every test and effect size is explained, and reading outcomes loads nothing that takes long."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.explanations import (
    EFFECT_EXPLANATIONS,
    TEST_EXPLANATIONS,
    TEST_TITLES,
    VERDICT_EXPLANATIONS,
    error_ratio,
    overlap_sentence,
)
from sepgenre_training.report.significance import significance
from sepgenre_training.statistics.comparison import TEST_NAMES, Comparison
from sepgenre_training.statistics.verdict import Verdict

MakeRecord = Callable[..., RunRecord]


def test_everything_is_explained() -> None:
    assert tuple(TEST_TITLES) == TEST_NAMES
    assert tuple(TEST_EXPLANATIONS) == TEST_NAMES
    assert set(EFFECT_EXPLANATIONS) < {field.name for field in attrs.fields(Comparison)}
    assert set(VERDICT_EXPLANATIONS) == set(Verdict)


def test_the_naive_test_is_too_sure_by_the_ratio_of_the_intervals(make_record: MakeRecord) -> None:
    comparisons = significance(make_record(n_trials=12))
    ratio = error_ratio(comparisons)
    one = comparisons.with_baseline["macro_f1"][0]
    assert ratio is not None
    assert one.corrected_interval is not None
    assert one.naive_interval is not None
    widths = [each.high - each.low for each in (one.corrected_interval, one.naive_interval)]
    assert widths[0] / widths[1] == pytest.approx(ratio)
    assert f"{ratio:.1f} times" in overlap_sentence(comparisons)
    assert "With 12 trials" in overlap_sentence(comparisons)


@pytest.mark.parametrize("n_trials", [0, 1])
def test_of_no_overlap_nothing_is_said(make_record: MakeRecord, n_trials: int) -> None:
    assert overlap_sentence(significance(make_record(n_trials=n_trials, planned=12))) == ""


def test_outcomes_are_read_without_scipy(make_record: MakeRecord, tmp_path: Path) -> None:
    stored = tmp_path / "significance"
    stored.write_bytes(pickle.dumps(significance(make_record(n_trials=3))))
    code = (
        "import pickle, sys\n"
        "from sepgenre_training.report import explanations, summary\n"
        f"read = pickle.load(open({str(stored)!r}, 'rb'))\n"
        "print(read.n_trials, *[name for name in ('scipy', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["3"]
