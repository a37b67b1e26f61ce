from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import attrs
import cattrs
import pytest
from matplotlib.image import imread

from sepgenre_training.errors import ExperimentError
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.names import NETWORK_NAMES
from sepgenre_training.report.selection import printable
from sepgenre_training.report.writing import ReportFiles, record_json, render_figures, write_report

MakeRecord = Callable[..., RunRecord]

WEIRD = "<b>ű 观 🎧 & co"
VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Collects the text, tags and whatever a browser would fetch; fails on bad nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.fetched: list[str] = []
        self.identifiers: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in {"src", "href", "xlink:href", "data", "srcset"} and value:
                self.fetched.append(value)
            if name == "id" and value:
                self.identifiers.append(value)
            assert not name.startswith("on")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[RunRecord], ReportFiles]:
    kept: dict[str, ReportFiles] = {}

    def write(record: RunRecord) -> ReportFiles:
        key = f"{record.config.protocol} {len(record.trials)} {record.config.trials}"
        if key not in kept:
            kept[key] = write_report(record, tmp_path_factory.mktemp("report") / "ű 观 🎧")
        return kept[key]

    return write


Written = Callable[[RunRecord], ReportFiles]


def test_every_file_exists_and_parses(make_record: MakeRecord, written: Written) -> None:
    files = written(make_record())
    names = {path.name for path in files.figures}
    assert {"figure1.png", "figure1.svg", "learning_curves.svg", "confusion_4.png"} <= names
    for path in files.figures:
        if path.suffix == ".svg":
            assert ElementTree.parse(path).getroot().tag.endswith("svg")
        else:
            assert imread(path).std() > 0.01
    for path in files.tables:
        if path.suffix == ".json":
            rows = json.loads(path.read_text(encoding="utf-8"))
            with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
                as_csv = list(csv.DictReader(file))
            assert len(as_csv) == len(rows) > 0
            assert list(as_csv[0]) == list(rows[0])


def test_the_page_stands_alone(make_record: MakeRecord, written: Written) -> None:
    page = Page(written(make_record()).page.read_text(encoding="utf-8"))
    assert all(target.startswith("#") for target in page.fetched)
    assert not page.tags & {"script", "link", "iframe", "object", "embed", "img"}
    assert len(page.identifiers) == len(set(page.identifiers))
    targets = {target[1:] for target in page.fetched}
    assert targets <= set(page.identifiers)
    assert page.tags >= {"svg", "table", "figure"}


def test_the_page_has_all_rows_and_sections(make_record: MakeRecord, written: Written) -> None:
    record = make_record()
    text = Page(written(record).page.read_text(encoding="utf-8")).text
    for name in (*NETWORK_NAMES, "majority class", "logistic regression on mel statistics"):
        assert name in text
    for figure in ("0.380", "0.350", "0.456", "0.435", "0.451", "0.419"):
        assert figure in text
    for part in ("Summary", "Table 1", "Figure 1", "Significance", "Learning curves", "Confusion",
                 "Hardest segments", "Configuration", "Provenance", "Methods and references",
                 "Nadeau", "hop_length = 482", record.warnings[0], "hpss 1"):  # fmt: skip
        assert part in text


def test_names_are_escaped_and_kept(make_record: MakeRecord, written: Written) -> None:
    html = written(make_record()).page.read_text(encoding="utf-8")
    page = Page(html)
    assert "b" not in page.tags
    assert WEIRD in page.text
    assert '$minimal$ techno, "slow"' in page.text
    assert "&lt;b&gt;ű 观 🎧 &amp; co" in html


def test_the_protocol_decides_which_test_stands_first(
    make_record: MakeRecord, written: Written
) -> None:
    paper = Page(written(make_record(protocol="paper")).page.read_text(encoding="utf-8")).text
    sound = Page(written(make_record()).page.read_text(encoding="utf-8")).text
    naive, corrected = "Naive paired t-test (as published)", "Corrected resampled t-test"
    assert 0 < paper.index(naive) < paper.index(corrected)
    assert "does not say which t-test" in paper
    assert "paper\N{RIGHT SINGLE QUOTATION MARK}s p" in paper
    assert 0 < sound.index(corrected) < sound.index("Naive paired t-test (over-claims)")


def test_the_record_comes_back_whole(make_record: MakeRecord, written: Written) -> None:
    record = make_record()
    content = json.loads(written(record).record.read_text(encoding="utf-8"))
    assert cattrs.structure(content, RunRecord) == record


def test_infinite_figures_survive_in_the_record(tiny: RunRecord) -> None:
    content = json.loads(record_json(tiny), parse_constant=pytest.fail)
    assert cattrs.structure(content, RunRecord) == tiny


@pytest.mark.parametrize(("n_trials", "protocol"), [(1, "sound"), (1, "paper"), (0, "paper")])
def test_an_unfinished_run_gives_a_report_that_says_so(
    make_record: MakeRecord, tmp_path: Path, n_trials: int, protocol: str
) -> None:
    record = make_record(n_trials=n_trials, planned=50, protocol=protocol)
    page = Page(write_report(record, tmp_path).page.read_text(encoding="utf-8"))
    assert f"not complete: {n_trials} of 50 trials finished" in page.text
    assert all(name in page.text for name in NETWORK_NAMES)
    assert ("svg" in page.tags) == (n_trials > 0)


def test_a_complete_run_does_not_claim_to_be_unfinished(
    make_record: MakeRecord, written: Written
) -> None:
    assert "not complete" not in written(make_record()).page.read_text(encoding="utf-8")


def test_figures_are_the_same_bytes_every_time(tiny: RunRecord) -> None:
    first, second = render_figures(tiny), render_figures(tiny)
    assert list(first) == ["figure1", "learning_curves", "confusion_1", "confusion_2"]
    assert first == second
    assert all("<dc:date>" not in figure.svg for figure in first.values())


def test_names_that_xml_cannot_hold(tiny: RunRecord, tmp_path: Path) -> None:
    genres = ("a\x00b\udcff", "two\nlines " + "and far too long a name" * 5)
    titles = {**tiny.segment_titles, 1: "]]> --> \x1b[0m </svg>"}
    record = attrs.evolve(tiny, genres=genres, segment_titles=titles, name="</title><script>")
    files = write_report(record, tmp_path)
    page = Page(files.page.read_text(encoding="utf-8"))
    assert "script" not in page.tags
    assert "a\ufffdb\ufffd" in page.text
    for path in files.figures:
        if path.suffix == ".svg":
            ElementTree.parse(path)


def test_printable_keeps_what_people_write() -> None:
    assert printable(WEIRD) == WEIRD
    assert printable("a\tb\n") == "a b "


def test_a_genre_without_f1_stays_empty(tiny: RunRecord, tmp_path: Path) -> None:
    trials = tuple(
        attrs.evolve(
            trial,
            fits=tuple(
                attrs.evolve(fit, metrics=attrs.evolve(fit.metrics, per_class_f1=(0.5, math.nan)))
                for fit in trial.fits
            ),
        )
        for trial in tiny.trials
    )
    files = write_report(attrs.evolve(tiny, trials=trials), tmp_path)
    rows = json.loads((tmp_path / "tables" / "genre_f1.json").read_text(encoding="utf-8"))
    assert [row["f1_mean"] for row in rows] == [0.5, None, 0.5, None]
    assert "nan" not in (tmp_path / "tables" / "genre_f1.csv").read_text(encoding="utf-8")
    assert not re.search(r"\bnan\b", files.page.read_text(encoding="utf-8"))
    restored = cattrs.structure(json.loads(files.record.read_text(encoding="utf-8")), RunRecord)
    assert math.isnan(restored.trials[0].fits[0].metrics.per_class_f1[1])


def test_predictions_table_by_hand(tiny: RunRecord, tmp_path: Path) -> None:
    write_report(tiny, tmp_path)
    rows = json.loads((tmp_path / "tables" / "predictions.json").read_text(encoding="utf-8"))
    assert rows[1] == {
        "trial": 0, "network": NETWORK_NAMES[0], "segment": 2, "title": "two", "genre": "b",
        "predicted": "a", "correct": False, "probability of a": 0.9, "probability of b": 0.1,
    }  # fmt: skip
    segments = json.loads((tmp_path / "tables" / "segments.json").read_text(encoding="utf-8"))
    assert (segments[0]["title"], segments[0]["times_misclassified"]) == ("two", 1)


def test_a_page_that_is_no_report_is_not_overwritten(
    tmp_path: Path, make_record: MakeRecord
) -> None:
    record = make_record()
    page = tmp_path / "index.html"
    page.write_text("my own page")
    with pytest.raises(ExperimentError, match=r"is no report of SepGenre"):
        write_report(record, tmp_path)
    assert page.read_text() == "my own page"
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]

    page.unlink()
    write_report(record, tmp_path)
    again = write_report(record, tmp_path)
    assert f"stems by {record.provenance['separator']}" in again.page.read_text(encoding="utf-8")
