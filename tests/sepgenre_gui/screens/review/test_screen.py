"""The review screen in the real window: answers by keys, what is stored, and what is undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSpinBox, QTableView, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.segment import Origin
from sepgenre_gui.screens.review.screen import ReviewScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.review.conftest import OPEN, PATIENCE_MS, OpenReview, review_of

CONTROL = Qt.KeyboardModifier.ControlModifier


def begin(window: MainWindow, qtbot: QtBot) -> ReviewScreen:
    """Have the order made by its key; return the screen when the first segment has come up."""
    screen = review_of(window)
    qtbot.keyClick(window, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not screen.reviewing.asking.is_busy, timeout=PATIENCE_MS)
    assert screen.reviewing.queue.review is not None
    return screen


def other_genre(screen: ReviewScreen, than: Genre) -> Genre:
    assert screen.reviewing.queue.review is not None
    return next(each for each in screen.reviewing.queue.review.genres if each.id != than.id)


def key_of(genre: Genre) -> Qt.Key:
    assert genre.key is not None
    return Qt.Key(Qt.Key.Key_0 + genre.key)


def test_segments_come_up_in_order_and_answers_are_stored_and_undone(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    assert "Press Begin" in review_of(window).layout.queue.hint.text()
    screen = begin(window, qtbot)
    queue, card = screen.reviewing.queue, screen.layout.queue.card
    review = queue.review
    assert review is not None
    order = [item.segment.id for item in review.items]
    assert set(order) == set(OPEN)
    project = screen._project

    # What comes up is played, and drawn as it was computed.
    assert screen.hearing.listening is not None
    assert screen.hearing._segment_id == order[0]
    first = review.items[0]
    assert card.chart.bars.opts["width"] == pytest.approx(sorted(first.probabilities)[::-1])
    assert first.track.title in card.song.text()
    assert screen.layout.queue.counts.text() == "0 done, 4 left."

    qtbot.keyClick(window, Qt.Key.Key_Return)
    accepted = project.segments.get(order[0])
    assert (accepted.genre_id, accepted.origin) == (first.guess.id, Origin.BY_HAND)
    assert screen.reviewing.segment_id == screen.hearing._segment_id == order[1]

    wrong = other_genre(screen, review.items[1].guess)
    qtbot.keyClick(window, key_of(wrong))
    assert project.segments.get(order[1]).genre_id == wrong.id
    assert queue.n_corrected == 1

    before = project.segments.get(order[2])
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert project.segments.get(order[2]) == before
    assert screen.layout.queue.counts.text() == "2 done, 1 left, 1 skipped."

    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert project.segments.get(order[1]) == review.items[1].segment
    assert screen.reviewing.segment_id == order[1]
    assert (queue.n_done, queue.n_corrected) == (1, 0)

    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert project.segments.get(order[1]).genre_id == wrong.id
    assert screen.reviewing.segment_id == order[3]
    qtbot.mouseClick(card.accept, Qt.MouseButton.LeftButton)
    assert not card.isVisible()
    assert "skipped ones again" in screen.layout.queue.counts.text()


def test_after_so_many_corrections_it_learns_anew_and_keeps_what_is_heard(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = begin(window, qtbot)
    view, queue = screen.layout.queue, screen.reviewing.queue
    view.retrain_after.setValue(2)
    view.choose_strategy("entropy")
    for _ in range(2):
        assert not view.offer.isVisible()
        assert queue.item is not None
        qtbot.keyClick(window, key_of(other_genre(screen, queue.item.guess)))
    assert view.offer.isVisible()
    assert "corrected 2 guesses" in view.offer.text.text()
    at_hand = screen.reviewing.segment_id
    learned_from = queue.review.n_learned_from if queue.review is not None else 0

    qtbot.mouseClick(view.offer.retrain, Qt.MouseButton.LeftButton)
    assert not view.offer.isVisible()
    qtbot.waitUntil(lambda: not screen.reviewing.asking.is_busy, timeout=PATIENCE_MS)

    assert queue.review is not None
    assert queue.review.n_learned_from == learned_from + 2
    assert queue.review.strategy == "entropy"
    assert {item.segment.id for item in queue.review.items} < set(OPEN)
    assert screen.reviewing.segment_id == at_hand
    assert (queue.n_done, queue.n_left, queue.n_corrected) == (2, 2, 0)


def test_what_curation_answers_is_not_asked_again(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = begin(window, qtbot)
    number = screen.reviewing.segment_id
    assert number is not None

    qtbot.keyClick(window, Qt.Key.Key_O)
    session = screen._session
    assert session.segment is not None
    assert session.segment.id == number
    assert screen.hearing.listening is not None
    assert not screen.hearing.listening.is_moving
    qtbot.keyClick(window, Qt.Key.Key_1)
    qtbot.keyClick(window, Qt.Key.Key_5, CONTROL)

    assert screen._project.segments.get(number).genre_id == 1
    assert screen.reviewing.segment_id != number
    assert screen.reviewing.queue.n_done == 1


def test_a_planted_wrong_label_is_listed_corrected_and_kept(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    with Project.open(folder) as project:
        right = project.segments.get(7).genre_id
        (wrong,) = [each.id for each in project.genres.list() if each.id != right]
        project.segments.set_genre(7, wrong)
    window = open_review(folder)
    screen = review_of(window)
    view, project = screen.layout.suspects, screen._project
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CONTROL)
    qtbot.mouseClick(view.search, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not screen.suspecting.asking.is_busy, timeout=PATIENCE_MS)

    assert 7 in [row.identity for row in view.list_.table.content.rows]
    view.list_.table.choose(7)
    suspect = screen.suspecting.suspect
    assert suspect is not None
    (row,) = [each for each in view.list_.table.content.rows if each.identity == 7]
    assert row.cells[3].key == suspect.likely_probability
    assert screen.explaining.chosen == 7

    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert screen.hearing._segment_id == 7
    qtbot.mouseClick(view.take, Qt.MouseButton.LeftButton)
    assert project.segments.get(7).genre_id == right
    assert 7 not in [each.identity for each in view.list_.table.content.rows]
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert project.segments.get(7).genre_id == wrong

    view.list_.table.choose(7)
    qtbot.keyClick(window, Qt.Key.Key_K)
    assert 7 not in [each.identity for each in view.list_.table.content.rows]
    screen.suspecting.find()
    qtbot.waitUntil(lambda: not screen.suspecting.asking.is_busy, timeout=PATIENCE_MS)
    assert 7 not in [each.identity for each in view.list_.table.content.rows]
    assert "1 more were kept before" in view.told.text()


def test_the_curve_is_drawn_as_it_was_computed(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = review_of(window)
    arrived: list[object] = []
    screen.curving.asking.arrived.connect(arrived.append)
    window.book["review.curve"].trigger()
    qtbot.waitUntil(lambda: not screen.curving.asking.is_busy, timeout=PATIENCE_MS)

    (curve,) = arrived
    chart = screen.layout.curve.chart
    for score, line in chart.lines.items():
        x, y = line.getData()
        assert list(x) == [point.n_labels for point in curve.points]  # type: ignore[attr-defined]
        assert list(y) == [getattr(point, score) for point in curve.points]  # type: ignore[attr-defined]
    assert set(chart.lines) == {"accuracy", "macro_f1"}


def test_grey_buttons_say_why(open_review: OpenReview, songs: Path) -> None:
    screen = review_of(open_review(songs))
    begin_button = screen.layout.queue.begin
    assert not begin_button.isEnabled()
    assert "Cut or suggest some in curation" in begin_button.toolTip()
    for each in (screen.layout.suspects.search, screen.layout.curve.compute):
        assert not each.isEnabled()
        assert "two genres" in each.toolTip()
    assert screen.layout.explain.mattered.toolTip() == "Explain the segment first."


def test_a_project_that_is_read_only_says_so(open_review: OpenReview, folder: Path) -> None:
    with Project.open(folder):
        screen = review_of(open_review(folder))
        assert screen._project.read_only
        assert "reads only" in screen.layout.queue.begin.toolTip()


def test_every_control_has_a_name_and_no_text_is_cut(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = begin(window, qtbot)
    for _ in range(3):
        window.book["review.next-tab"].trigger()
        qtbot.wait(50)
        assert clipped(screen.widget) == []
    kinds: tuple[type[QWidget], ...] = (QAbstractButton, QComboBox, QSpinBox, QTableView)
    nameless = [
        each
        for kind in kinds
        for each in screen.widget.findChildren(kind)
        if not (each.accessibleName() or getattr(each, "text", lambda: "")())
        and each.objectName() not in ("qt_spinbox_lineedit", "ScrollLeftButton", "ScrollRightButton")
        and type(each).__name__ not in ("QTableCornerButton",)
    ]
    assert nameless == []
