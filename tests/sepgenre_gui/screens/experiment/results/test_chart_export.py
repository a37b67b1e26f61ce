"""Charts are exported from where they stand: by the button beside them, or the right button."""

from __future__ import annotations

import attrs
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.experiment.results.comparison_view import ComparisonView
from sepgenre_gui.screens.experiment.run.live_page import LivePage
from sepgenre_gui.screens.experiment.run.results import ResultPages
from sepgenre_gui.screens.experiment.watch import LiveRun
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.report.charts import chart_titles, comparison_chart_titles
from sepgenre_training.report.figures_of_run import RunFigures
from sepgenre_training.report.run_comparison import compare_runs
from tests.sepgenre_gui.screens.experiment.results.conftest import Show


def test_each_page_exports_the_chart_that_it_shows(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show
) -> None:
    pages = ResultPages(theme)
    asked: list[tuple[str, str]] = []
    pages.chart_asked.connect(lambda *each: asked.append(each))
    for page, name in (
        (pages.confusion, "confusion_2"),
        (pages.genres, "genre_f1"),
        (pages.curves, "accuracy_by_epoch"),
        (pages.tests, "differences"),
    ):
        pages.show_figures(figures, record, page)
        show(page)
        pages.confusion.network_box.setCurrentIndex(1)
        pages.curves.what_box.setCurrentIndex(1)
        assert page.export.isVisible()
        for suffix, action in page.export.formats.items():
            action.trigger()
            assert asked[-1] == (name, suffix)
        assert name in chart_titles(record)
    assert [suffix for _, suffix in asked] == [".svg", ".png", ".csv"] * 4

    # Each family of tests is a chart of its own.
    box = pages.tests.family_box
    named = []
    for place in range(box.count()):
        box.setCurrentIndex(place)
        pages.tests.export.formats[".csv"].trigger()
        named.append(asked[-1][0])
    assert named == [name for name in chart_titles(record) if name.startswith("differences")]


def test_compared_runs_export_what_is_drawn_of_the_network(
    theme: Theme, record: RunRecord, show: Show
) -> None:
    runs = record, attrs.evolve(record, name="Another")
    view = ComparisonView(theme)
    view.show_comparison(compare_runs(runs), runs)
    show(view)
    asked: list[tuple[str, str]] = []
    view.chart_asked.connect(lambda *each: asked.append(each))
    view.network_box.setCurrentIndex(2)
    view.differences_export.formats[".svg"].trigger()
    view.accuracy_export.formats[".csv"].trigger()
    assert asked == [("run_differences_3", ".svg"), ("run_accuracy_3", ".csv")]
    assert {name for name, _ in asked} <= {*comparison_chart_titles(runs)}


def right_click(chart: QWidget) -> None:
    """Press the right button in the middle of what lies on top there, as the mouse does."""
    middle = chart.rect().center()
    on_top = chart.childAt(middle) or chart
    place = on_top.mapFrom(chart, middle)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, on_top.mapToGlobal(place))
    QApplication.sendEvent(on_top, event)


def test_the_right_button_opens_the_same_menu(
    theme: Theme, record: RunRecord, figures: RunFigures, show: Show, qtbot: QtBot
) -> None:
    page = LivePage(theme)
    page.show_live(LiveRun(record), figures)
    show(page, 1_200, 800)
    asked: list[tuple[str, str]] = []
    for signal in page.chart_asked:
        signal.connect(lambda *each: asked.append(each))
    for chart, export in (
        (next(iter(page.losses.charts.values())), page.losses_export),
        (next(iter(page.f1.histograms.charts.values())), page.f1_export),
    ):
        right_click(chart)
        qtbot.waitUntil(export.menu().isVisible)
        export.formats[".svg"].trigger()
        export.menu().close()
    page.f1.style_box.setCurrentText("Boxes")
    right_click(page.f1.spread)
    qtbot.waitUntil(page.f1_export.menu().isVisible)
    page.f1_export.formats[".csv"].trigger()
    page.f1_export.menu().close()

    assert asked == [("learning_curves", ".svg"), ("figure1", ".svg"), ("f1_box", ".csv")]
    assert {name for name, _ in asked} <= {*chart_titles(record)}
