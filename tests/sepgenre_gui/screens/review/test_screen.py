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
from sepgenre_gui.services.edits import kept_labels
from sepgenre_gui.services.learning.review import Review
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.review.conftest import (
    OPEN,
    PATIENCE_MS,
    OpenReview,
    review_of,
)
from tests.sepgenre_gui.screens.review.explained import explain_by_a_trained_network
from tests.sepgenre_gui.screens.review.finding import explanation_of, order_of, suspects_of

CONTROL = Qt.KeyboardModifier.ControlModifier


def take_order(screen: ReviewScreen) -> Review:
    """Let an order arrive as if a job had computed it."""
    review = order_of(screen._project, 3, 1, 4, 2)
    screen.reviewing.asking.arrived.emit(review)
    return review


def other_genre(review: Review, than: Genre) -> Genre:
    return next(each for each in review.genres if each.id != than.id)


def key_of(genre: Genre) -> Qt.Key:
    assert genre.key is not None
    return Qt.Key(Qt.Key.Key_0 + genre.key)


def test_segments_come_up_in_order_and_answers_are_stored_and_undone(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = review_of(window)
    queue, view = screen.reviewing.queue, screen.layout.queue
    assert "Press Begin" in view.hint.text()
    review = take_order(screen)
    order = [3, 1, 4, 2]
    project = screen._project

    # What comes up is played, and drawn as it was computed.
    assert screen.hearing._segment_id == order[0]
    first = review.items[0]
    assert view.card.chart.bars.opts["width"] == pytest.approx(sorted(first.probabilities)[::-1])
    assert first.track.title in view.card.song.text()
    assert view.counts.text() == "0 done, 4 left."

    qtbot.keyClick(window, Qt.Key.Key_Return)
    accepted = project.segments.get(order[0])
    assert (accepted.genre_id, accepted.origin) == (first.guess.id, Origin.BY_HAND)
    assert screen.reviewing.segment_id == screen.hearing._segment_id == order[1]

    wrong = other_genre(review, review.items[1].guess)
    qtbot.keyClick(window, key_of(wrong))
    assert project.segments.get(order[1]).genre_id == wrong.id
    assert queue.n_corrected == 1

    before = project.segments.get(order[2])
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert project.segments.get(order[2]) == before
    assert view.counts.text() == "2 done, 1 left, 1 skipped."

    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert project.segments.get(order[1]) == review.items[1].segment
    assert screen.reviewing.segment_id == order[1]
    assert (queue.n_done, queue.n_corrected) == (1, 0)

    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert project.segments.get(order[1]).genre_id == wrong.id
    assert screen.reviewing.segment_id == order[3]
    qtbot.mouseClick(view.card.accept, Qt.MouseButton.LeftButton)
    assert not view.card.isVisible()
    assert "skipped ones again" in view.counts.text()


@pytest.mark.slow
def test_jobs_order_retrain_find_and_draw(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = review_of(window)
    view, queue = screen.layout.queue, screen.reviewing.queue
    qtbot.keyClick(window, Qt.Key.Key_Return, CONTROL)
    assert "already" in view.begin.toolTip()
    qtbot.waitUntil(lambda: not screen.reviewing.asking.is_busy, timeout=PATIENCE_MS)
    review = queue.review
    assert review is not None
    view.retrain_after.setValue(2)
    view.choose_strategy("entropy")
    for _ in range(2):
        assert not view.offer.isVisible()
        assert queue.item is not None
        qtbot.keyClick(window, key_of(other_genre(review, queue.item.guess)))
    assert view.offer.isVisible()
    assert "corrected 2 guesses" in view.offer.text.text()
    at_hand = screen.reviewing.segment_id

    qtbot.mouseClick(view.offer.retrain, Qt.MouseButton.LeftButton)
    assert not view.offer.isVisible()
    qtbot.waitUntil(lambda: not screen.reviewing.asking.is_busy, timeout=PATIENCE_MS)
    assert queue.review is not None
    assert queue.review.n_learned_from == review.n_learned_from + 2
    assert queue.review.strategy == "entropy"
    assert {item.segment.id for item in queue.review.items} < set(OPEN)
    # The answer that a person was about to give falls on what is heard.
    assert screen.reviewing.segment_id == at_hand
    assert (queue.n_done, queue.n_left, queue.n_corrected) == (2, 2, 0)

    arrived: list[object] = []
    screen.curving.asking.arrived.connect(arrived.append)
    # What a page begins with has one key.
    screen.layout.tabs.setCurrentWidget(screen.layout.curve)
    qtbot.keyClick(window, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: not screen.curving.asking.is_busy, timeout=PATIENCE_MS)
    (curve,) = arrived
    lines = screen.layout.curve.chart.lines
    assert set(lines) == {"accuracy", "macro_f1"}
    for score, line in lines.items():
        x, y = line.getData()
        assert list(x) == [point.n_labels for point in curve.points]  # type: ignore[attr-defined]
        assert list(y) == [getattr(point, score) for point in curve.points]  # type: ignore[attr-defined]

    window.book["review.find-suspects"].trigger()
    qtbot.waitUntil(lambda: not screen.suspecting.asking.is_busy, timeout=PATIENCE_MS)
    assert "labels are contradicted" in screen.layout.suspects.told.text()

    screen.layout.tabs.setCurrentWidget(screen.layout.queue)
    explain_by_a_trained_network(window, screen, qtbot)


def test_what_curation_answers_is_not_asked_again(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = review_of(window)
    take_order(screen)
    number = screen.reviewing.segment_id
    assert number is not None

    qtbot.keyClick(window, Qt.Key.Key_O)
    segment = screen._session.segment
    assert segment is not None
    assert segment.id == number
    qtbot.keyClick(window, Qt.Key.Key_1)
    qtbot.keyClick(window, Qt.Key.Key_5, CONTROL)

    assert screen._project.segments.get(number).genre_id == 1
    assert screen.reviewing.segment_id != number
    assert screen.reviewing.queue.n_done == 1


def test_suspicious_labels_are_heard_corrected_and_kept(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = review_of(window)
    view, project = screen.layout.suspects, screen._project
    qtbot.keyClick(window, Qt.Key.Key_PageDown, CONTROL)
    found = suspects_of(project, 5, 6, 7)
    screen.suspecting.asking.arrived.emit(found)

    def listed() -> list[int | None]:
        return [row.identity for row in view.list_.table.content.rows]

    # The given genre's probability decides, the lowest first.
    assert listed() == [7, 6, 5]
    assert screen.explaining.chosen == 7
    qtbot.keyClick(window, Qt.Key.Key_Return)
    assert screen.hearing._segment_id == 7

    before = project.segments.get(7)
    suspect = next(each for each in found.suspects if each.segment.id == 7)
    qtbot.mouseClick(view.take, Qt.MouseButton.LeftButton)
    assert project.segments.get(7).genre_id == suspect.likely.id
    assert listed() == [6, 5]
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert project.segments.get(7) == before
    assert listed() == [7, 6, 5]
    assert view.list_.segment == 7, "what is back is what a person looks at"

    # The next is looked at and heard, not the first.
    view.list_.table.choose(6)
    qtbot.keyClick(window, Qt.Key.Key_K)
    assert listed() == [7, 5]
    assert view.list_.segment == screen.hearing._segment_id == 5
    kept = project.segments.get(6).genre_id
    assert kept_labels(project) == {6: kept}
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert (listed(), view.list_.segment) == ([7, 6, 5], 6)
    assert kept_labels(project) == {}
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert (listed(), kept_labels(project)) == ([7, 5], {6: kept})

    # After the last comes the one before.
    view.list_.table.choose(5)
    qtbot.keyClick(window, Qt.Key.Key_K)
    assert (listed(), view.list_.segment) == ([7], 7)
    qtbot.keyClick(window, key_of(suspect.likely))
    assert listed() == []


def test_an_explanation_is_drawn_heard_and_left_with_its_segment(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen, panel = review_of(window), review_of(window).layout.explain
    take_order(screen)
    number = screen.reviewing.segment_id
    assert number is not None
    assert not panel.mattered.isEnabled()

    screen.explaining.asking.arrived.emit(explanation_of(screen._project, number))
    assert panel.mattered.isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_M)
    assert screen.explaining.sounds is not None
    source = screen.explaining.sounds.player.source
    assert source is not None
    assert source.path.exists()

    qtbot.keyClick(window, Qt.Key.Key_E)
    assert screen.explaining.asking.is_busy
    assert not panel.explain.isEnabled()
    job = screen.explaining.asking._followed
    assert job is not None
    qtbot.keyClick(window, Qt.Key.Key_X)
    assert not screen.explaining.asking.is_busy
    assert panel.explained is None
    assert screen.explaining.chosen == screen.reviewing.segment_id != number
    screen.explaining.asking.arrived.emit(explanation_of(screen._project, number))
    assert panel.explained is None, "what comes late is not of the segment that is chosen"


def test_grey_buttons_say_why(open_review: OpenReview, songs: Path) -> None:
    screen = review_of(open_review(songs))
    begin = screen.layout.queue.begin
    assert not begin.isEnabled()
    assert "Cut or suggest some in curation" in begin.toolTip()
    for each in (screen.layout.suspects.search, screen.layout.curve.compute):
        assert not each.isEnabled()
        assert "two genres" in each.toolTip()
    assert screen.layout.explain.mattered.toolTip() == "Explain the segment first."


def test_a_project_that_is_read_only_says_so(open_review: OpenReview, folder: Path) -> None:
    with Project.open(folder):
        screen = review_of(open_review(folder))
        assert screen._project.read_only
        assert "reads only" in screen.layout.queue.begin.toolTip()
        take_order(screen)
        assert "reads only" in screen.layout.queue.card.accept.toolTip()


def test_every_control_has_a_name_and_no_text_is_cut(
    open_review: OpenReview, folder: Path, qtbot: QtBot
) -> None:
    window = open_review(folder)
    screen = review_of(window)
    take_order(screen)
    assert screen.reviewing.segment_id is not None
    screen.suspecting.asking.arrived.emit(suspects_of(screen._project, 5, 6))
    explained = explanation_of(screen._project, screen.reviewing.segment_id)
    for _ in range(3):
        window.book["review.next-tab"].trigger()
        if screen.layout.shows_queue:
            screen.explaining.asking.arrived.emit(explained)
        qtbot.wait(50)
        assert clipped(screen.widget) == []
    kinds: tuple[type[QWidget], ...] = (QAbstractButton, QComboBox, QSpinBox, QTableView)
    nameless = [
        each
        for kind in kinds
        for each in screen.widget.findChildren(kind)
        if not (each.accessibleName() or getattr(each, "text", lambda: "")())
        # Those of Qt's own within a tab bar and a table.
        and each.objectName() not in ("ScrollLeftButton", "ScrollRightButton")
        and type(each).__name__ != "QTableCornerButton"
        and not isinstance(each.parentWidget(), QTableView)
    ]
    assert nameless == []
