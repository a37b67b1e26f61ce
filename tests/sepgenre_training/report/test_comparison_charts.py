"""Charts of runs compared, and of the data before a run: drawn and written as they are counted."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import attrs
import pytest

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import FULL_MIX, NETWORK_NAMES
from sepgenre_training.report.accuracy_by_epoch import accuracy_by_epoch
from sepgenre_training.report.charts import (
    GenreCount,
    comparison_chart_titles,
    draw_comparison_chart,
    export_comparison_chart,
    export_genre_chart,
)
from sepgenre_training.report.charts.of_genres import draw_genre_counts
from sepgenre_training.report.charts.of_runs import comparison_chart_table
from sepgenre_training.report.run_comparison import compare_runs

MakeRecord = Callable[..., RunRecord]
GENRES = (
    GenreCount(name="Trance", color="#d55e00", songs=12, segments=14),
    GenreCount(name="ű 観", color="#0072b2", songs=3, segments=3),
)


@pytest.fixture
def runs(make_record: MakeRecord) -> tuple[RunRecord, ...]:
    """Two of one name; the second has splits of its own, so nothing pairs up."""
    return make_record(n_trials=6), make_record(n_trials=4, seed=7)


def a_little_better(record: RunRecord) -> RunRecord:
    """Return the run on the same splits with other scores."""
    trials = []
    for trial in record.trials:
        gain = 0.01 * (1 + trial.index % 3)
        fits = [
            attrs.evolve(
                fit, metrics=attrs.evolve(fit.metrics, macro_f1=fit.metrics.macro_f1 + gain)
            )
            for fit in trial.fits
        ]
        trials.append(attrs.evolve(trial, fits=tuple(fits)))
    return attrs.evolve(record, name="Better", trials=tuple(trials))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_network_has_two_charts(runs: tuple[RunRecord, ...]) -> None:
    titles = comparison_chart_titles(runs)
    assert len(titles) == 2 * len(NETWORK_NAMES)
    assert titles["run_differences_1"] == f"{NETWORK_NAMES[0]}: differences between the runs"
    unfinished = attrs.evolve(runs[0], trials=())
    assert comparison_chart_titles((unfinished, unfinished)) == {}


def test_the_differences_drawn_are_those_of_the_comparison(runs: tuple[RunRecord, ...]) -> None:
    records = (runs[0], a_little_better(runs[0]), runs[1])
    place = NETWORK_NAMES.index(FULL_MIX)
    differences = compare_runs(records).networks[place].differences
    name = f"run_differences_{place + 1}"

    rows = comparison_chart_table(records, name).rows
    axes = draw_comparison_chart(records, name).axes[0]

    assert [row["mean_difference"] for row in rows] == [
        each.mean_difference for each in differences
    ]
    assert [row["pairing"] for row in rows] == ["paired", "unpaired"]
    interval = differences[0].comparison.corrected_interval
    bar, paired_dot, other_dot, zero = axes.lines
    assert list(bar.get_xdata()) == [interval.low, interval.high]
    drawn = [float(line.get_xdata()[0]) for line in (paired_dot, other_dot)]
    assert drawn == [each.mean_difference for each in differences]
    assert list(zero.get_xdata()) == [0.0, 0.0]
    labels = [label.get_text() for label in axes.get_yticklabels()]
    assert labels == ["Better", f"{runs[1].name} (3)"]


def test_the_accuracies_drawn_are_those_of_each_run(runs: tuple[RunRecord, ...]) -> None:
    axes = draw_comparison_chart(runs, "run_accuracy_1").axes[0]
    rows = comparison_chart_table(runs, "run_accuracy_1").rows
    for place, record in enumerate(runs):
        (curve,) = [each for each in accuracy_by_epoch(record) if each.network == NETWORK_NAMES[0]]
        medians = [each.median for each in curve.accuracy]
        assert list(axes.lines[place].get_ydata()) == medians
        name = f"{record.name} ({place + 1})"
        assert axes.lines[place].get_label() == name
        assert [row["median"] for row in rows if row["run"] == name] == medians


def test_both_are_written_and_others_refused(runs: tuple[RunRecord, ...], tmp_path: Path) -> None:
    for name in ("run_differences_2", "run_accuracy_2"):
        export_comparison_chart(runs, name, tmp_path / f"{name}.svg")
        export_comparison_chart(runs, name, tmp_path / f"{name}.csv")
        assert ElementTree.parse(tmp_path / f"{name}.svg").getroot().tag.endswith("svg")
        rows = read_csv(tmp_path / f"{name}.csv")
        assert len(rows) == len(comparison_chart_table(runs, name).rows) > 0
    with pytest.raises(ExperimentError, match="no chart 'run_accuracy_9'"):
        export_comparison_chart(runs, "run_accuracy_9", tmp_path / "a.svg")
    with pytest.raises(ExperimentError, match=r"\.pdf"):
        export_comparison_chart(runs, "run_accuracy_1", tmp_path / "a.pdf")


def test_songs_by_genre(tmp_path: Path) -> None:
    axes = draw_genre_counts(GENRES).axes[0]
    assert [bar.get_width() for bar in axes.patches] == [12, 3]
    assert [text.get_text() for text in axes.texts] == ["12 (14 segments)", "3"]
    export_genre_chart(GENRES, tmp_path / "genres.csv")
    assert read_csv(tmp_path / "genres.csv") == [
        {"genre": each.name, "songs": str(each.songs), "segments": str(each.segments)}
        for each in GENRES
    ]
    export_genre_chart(GENRES, tmp_path / "genres.png")
    assert (tmp_path / "genres.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(ExperimentError, match="no genre"):
        export_genre_chart((), tmp_path / "none.svg")
