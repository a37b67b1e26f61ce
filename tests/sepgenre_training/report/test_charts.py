"""Single charts: each as a drawing and as the numbers that the drawing was read back from."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.image import imread

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import (
    ABLATED_NETWORK,
    ABLATION_NAMES,
    FULL_MIX,
    NETWORK_NAMES,
)
from sepgenre_training.report.charts import (
    chart_names,
    chart_titles,
    draw_chart,
    export_chart,
)
from sepgenre_training.report.charts.run_tables import chart_table
from sepgenre_training.report.significance import significance
from sepgenre_training.report.writing import write_report

MakeRecord = Callable[..., RunRecord]


@pytest.fixture
def ablation(make_record: MakeRecord) -> RunRecord:
    names = (ABLATED_NETWORK, ABLATION_NAMES[1], ABLATION_NAMES[3])
    return make_record(networks=names, baseline=ABLATED_NETWORK, n_trials=12)


def test_the_charts_are_those_whose_numbers_exist(
    make_record: MakeRecord, ablation: RunRecord
) -> None:
    assert chart_names(make_record(n_trials=0, planned=3)) == ()
    assert chart_names(make_record(n_trials=2)) == (
        "figure1", "f1_violin", "f1_box", "f1_dots", "differences", "differences_accuracy",
        "differences_reference_1", "differences_reference_2", "learning_curves",
        "accuracy_by_epoch", "confusion_1", "confusion_2", "confusion_3", "confusion_4",
        "genre_f1",
    )  # fmt: skip
    assert "stem_contributions" in chart_names(ablation)
    alone = make_record(networks=(FULL_MIX,), baseline=FULL_MIX, n_trials=2)
    assert "differences" not in chart_names(alone)
    assert chart_titles(alone)["confusion_1"] == f"Confusion matrix of {FULL_MIX}"


def test_every_chart_is_drawn_and_has_numbers(ablation: RunRecord, tmp_path: Path) -> None:
    for name in chart_names(ablation):
        export_chart(ablation, name, tmp_path / "new" / f"{name}.svg")
        export_chart(ablation, name, tmp_path / "new" / f"{name}.csv")
        root = ElementTree.parse(tmp_path / "new" / f"{name}.svg").getroot()
        assert root.tag.endswith("svg")
        with (tmp_path / "new" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        table = chart_table(ablation, name)
        assert len(rows) == len(table.rows) > 0
        assert list(rows[0]) == list(table.rows[0])


def test_a_png_is_a_picture(ablation: RunRecord, tmp_path: Path) -> None:
    export_chart(ablation, "stem_contributions", tmp_path / "stems.PNG")
    assert imread(tmp_path / "stems.PNG", format="png").std() > 0.01


def test_the_intervals_drawn_are_those_of_the_table(ablation: RunRecord) -> None:
    for name, adds in (
        ("stem_contributions", "adds_macro_f1"),
        ("differences", "mean_difference"),
        ("differences_accuracy", "mean_difference"),
        ("differences_reference_2", "mean_difference"),
    ):
        lines = draw_chart(ablation, name).axes[0].lines
        rows = chart_table(ablation, name).rows
        for place, row in enumerate(rows):
            bar, dot = lines[2 * place], lines[2 * place + 1]
            assert list(bar.get_xdata()) == [row["interval_low"], row["interval_high"]]
            assert list(dot.get_xdata()) == [row[adds]]


def test_what_is_drawn_of_the_spread_is_what_the_tables_hold(make_record: MakeRecord) -> None:
    record = make_record(n_trials=8)
    dots = draw_chart(record, "f1_dots").axes[0].lines
    rows = chart_table(record, "f1_dots").rows
    drawn = [float(value) for line in dots[::2] for value in line.get_xdata()]
    assert drawn == [row["macro_f1"] for row in rows]
    boxes = draw_chart(record, "f1_box").axes[0].patches
    for patch, row in zip(boxes, chart_table(record, "f1_box").rows, strict=True):
        assert patch.get_x() == row["lower_quartile"]
        assert patch.get_x() + patch.get_width() == pytest.approx(row["upper_quartile"])
    violins = draw_chart(record, "f1_violin").axes[0].collections
    assert len(violins) == len(NETWORK_NAMES)
    accuracy = draw_chart(record, "accuracy_by_epoch").axes[0].lines
    curve = [row for row in chart_table(record, "accuracy_by_epoch").rows
             if row["network"] == NETWORK_NAMES[0]]  # fmt: skip
    assert list(accuracy[0].get_ydata()) == [row["median"] for row in curve]
    bars = draw_chart(record, "genre_f1").axes[0].patches
    means = [row["f1_mean"] for row in chart_table(record, "genre_f1").rows]
    assert [bar.get_width() for bar in bars] == means


def test_each_family_of_comparisons_is_a_chart(ablation: RunRecord) -> None:
    found = significance(ablation)
    families = {
        "differences": ("macro_f1", found.with_baseline["macro_f1"]),
        "differences_accuracy": ("accuracy", found.with_baseline["accuracy"]),
    }
    for place, comparisons in enumerate(found.with_references.values(), start=1):
        families[f"differences_reference_{place}"] = ("accuracy", comparisons)
    assert {name for name in chart_names(ablation) if name.startswith("differ")} == {*families}
    for name, (measure, comparisons) in families.items():
        rows = chart_table(ablation, name).rows
        assert [(row["measure"], row["compared_with"]) for row in rows] == [
            (measure, each.baseline) for each in comparisons
        ]
        assert [row["mean_difference"] for row in rows] == [
            each.mean_difference for each in comparisons
        ]


def test_a_confusion_matrix_has_its_own_networks_counts(make_record: MakeRecord) -> None:
    record = make_record(n_trials=2)
    rows = chart_table(record, "confusion_2").rows
    assert {row["network"] for row in rows} == {NETWORK_NAMES[1]}
    assert len(rows) == 36


def test_what_cannot_be_written_is_refused(ablation: RunRecord, tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"\.svg") as caught:
        export_chart(ablation, "figure1", tmp_path / "a.pdf")
    assert ".pdf" in caught.value.message
    with pytest.raises(ExperimentError, match="no chart 'figure7'"):
        export_chart(ablation, "figure7", tmp_path / "a.svg")
    assert list(tmp_path.iterdir()) == []


def test_the_page_tells_what_each_stem_adds(
    ablation: RunRecord, make_record: MakeRecord, tmp_path: Path
) -> None:
    files = write_report(ablation, tmp_path)
    text = files.page.read_text(encoding="utf-8")
    assert "What does each stem add?" in text
    assert "The stem “drums” adds something" in text
    assert "A paragraph for a paper" in text
    assert {"stem_contributions.svg"} <= {path.name for path in files.figures}
    assert {"stem_contributions.csv"} <= {path.name for path in files.tables}


def test_asking_for_names_imports_nothing_that_stalls() -> None:
    script = (
        "import sys, sepgenre_training.report.charts\n"
        "print(*{'scipy', 'sklearn', 'matplotlib', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
