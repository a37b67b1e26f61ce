"""The figure and the table of separators' scores."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import matplotlib.image

from sepgenre_training.report.separation_scores import (
    draw_scores,
    render_scores,
    score_table,
    write_scores,
)
from sepgenre_training.report.tables import as_csv
from tests.sepgenre_training.separation.scoring.test_summary import segment

SCORES = (
    segment(1, "mixture", -7.0, sdr_db=-6.5),
    segment(1, "hpss", 1.25, sdr_db=2.5),
    segment(2, "mixture", -9.0, sdr_db=-8.5),
    segment(2, "hpss", 3.25, sdr_db=None),
    segment(3, "mixture", None),
    segment(3, "hpss", float("-inf"), sdr_db=1.5),
)


def test_the_table_has_a_row_for_each_segment_separator_and_stem() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(score_table(SCORES)))))
    assert len(rows) == 6 * 4
    keys = {(row["segment"], row["separator"], row["stem"]) for row in rows}
    assert len(keys) == len(rows)
    by_key = {(row["segment"], row["separator"], row["stem"]): row for row in rows}
    hpss = by_key["1", "hpss", "bass"]
    assert (float(hpss["si_sdr_db"]), float(hpss["sdr_db"])) == (1.25, 2.5)
    assert (hpss["track"], hpss["genre"], float(hpss["start_s"])) == ("song 1", "Trance", 0.5)
    assert by_key["3", "mixture", "bass"]["si_sdr_db"] == ""


def test_the_figure_shows_every_finite_score_and_every_median() -> None:
    figure = draw_scores(SCORES)
    assert len(figure.axes) == 8
    bass_si_sdr, bass_sdr = figure.axes[0], figure.axes[4]
    dots = [sorted(dots.get_offsets()[:, 0].tolist()) for dots in bass_si_sdr.collections]
    assert dots == [[-9.0, -7.0], [1.25, 3.25]]
    dots = [sorted(dots.get_offsets()[:, 0].tolist()) for dots in bass_sdr.collections]
    assert dots == [[-8.5, -6.5], [1.5, 2.5]]
    # hpss: the median of -inf, 1.25 and 3.25.
    assert [text.get_text() for text in bass_si_sdr.texts] == ["\N{MINUS SIGN}8.0", "1.2"]
    assert [label.get_text() for label in bass_si_sdr.get_yticklabels()] == ["mixture", "hpss"]


def test_the_figure_repeats_to_the_byte_and_keeps_its_text() -> None:
    first, again = render_scores(SCORES), render_scores(SCORES)
    assert first.svg == again.svg
    for text in ("bass", "drums", "other", "vocals", "mixture", "hpss", "SI-SDR (dB) of each"):
        assert f">{text}" in first.svg


def test_many_separators_and_long_names_fit() -> None:
    scores = [segment(1, f"separator with a long name {index}", float(index)) for index in range(9)]
    rendered = render_scores(scores)
    height, width, _ = matplotlib.image.imread(io.BytesIO(rendered.png)).shape
    assert width > 1400
    assert height > 9 * 2 * 60


def test_files_are_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "scores"
    files = write_scores(SCORES, folder)
    assert sorted(path.name for path in folder.iterdir()) == [
        "separation_scores.csv",
        "separation_scores.png",
        "separation_scores.svg",
    ]
    before = files.table.read_text(encoding="utf-8")
    write_scores(SCORES[:2], folder)
    assert files.table.read_text(encoding="utf-8") == "".join(before.splitlines(keepends=True)[:9])
    assert matplotlib.image.imread(files.figure_png).any()
    assert files.figure_svg.read_text(encoding="utf-8").startswith("<?xml")
