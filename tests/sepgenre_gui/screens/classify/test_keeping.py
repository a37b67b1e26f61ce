"""Classifiers are judged, renamed, exported, imported and removed by keys and dialogs."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication

from sepgenre_gui.screens.classify.classifiers.reliability import ReliabilityDialog
from sepgenre_training.classification.files.archive import read_archive
from tests.sepgenre_gui.screens.classify.answering import answering, choose, press, write
from tests.sepgenre_gui.screens.classify.conftest import CLASSES, N_SONGS, WEIGHTS, Opened
from tests.sepgenre_gui.screens.clipping import clipped


def names(opened: Opened) -> list[str]:
    table = opened.screen.layout.classifiers.table
    return [table.item(row, 0).text() for row in range(table.rowCount())]


def check_reliability(opened: Opened) -> None:
    """Check that the diagram draws the bins that are stored."""
    listed = opened.screen.layout.classifiers.listed
    assert listed is not None
    calibration = listed.classifier.calibration
    opened.keys("D")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ReliabilityDialog)
    for name, score in (("before", calibration.before), ("after", calibration.after)):
        x, y = dialog.chart.items[name].getData()
        assert list(x) == [each.confidence for each in score.bins]
        assert list(y) == [each.accuracy for each in score.bins]
        sizes = dialog.chart.items[name].opts["symbolSize"]
        counts = [each.n for each in score.bins]
        assert sizes.index(max(sizes)) == counts.index(max(counts))
    assert calibration.before.ece != calibration.after.ece
    opened.until(dialog.isVisible)
    assert clipped(dialog) == []
    facts = opened.screen.layout.classifiers.facts.text()
    assert f"{calibration.before.ece:.3f} before, {calibration.after.ece:.3f} after" in facts
    dialog.reject()


def check_at_work(opened: Opened) -> None:
    """Check that a classifier stays as it is while a job uses it."""
    told: list[str] = []
    opened.screen.status.connect(told.append)
    opened.screen.classifying.classify([opened.music])
    for key in ("F2", "Del"):
        # Asked before the job can end: no event has come from it yet.
        with answering():
            opened.keys(key)
        assert "at work with this classifier" in told.pop()
    opened.keys("Shift+Esc")
    queue = opened.workspace.queue
    opened.until(lambda: all(job.state.is_finished() for job in queue.jobs))


def test_a_classifier_is_judged_renamed_and_removed(opened: Opened) -> None:
    check_reliability(opened)
    check_at_work(opened)

    with answering(write("  Night   clubs ")):
        opened.keys("F2")
    assert names(opened) == ["Night clubs"]
    opened.until(lambda: opened.screen.layout.files.model.n_all == N_SONGS + 1)
    with answering(write("")):
        opened.keys("F2")
    assert names(opened) == ["Night clubs"]

    with answering(press("Cancel")) as said:
        opened.keys("Del")
    assert "“Night clubs”" in said[0]
    assert f"{N_SONGS + 1} files" in said[0]
    assert names(opened) == ["Night clubs"]
    with answering(press("Yes")):
        opened.keys("Del")
    assert names(opened) == []
    assert opened.screen.layout.files.model.n_all == 0
    assert "First a classifier" in opened.screen.layout.files._hint.text()
    assert opened.screen._project.classified_files.count(1) == 0
    # The files themselves are still there.
    assert (opened.music / "song 0.wav").exists()


def test_a_classifier_is_exported_and_imported_under_a_free_name(
    opened: Opened, tmp_path: Path
) -> None:
    with answering(choose(tmp_path / "clubs")):
        opened.keys("Ctrl+Shift+E")
    (written,) = tmp_path.glob("*.sepgenre-classifier")
    archive = read_archive(written)
    assert (archive.classifier.classes, archive.weights) == (CLASSES, WEIGHTS)

    broken = tmp_path / "broken.sepgenre-classifier"
    broken.write_text("none")
    with answering(choose(broken)):
        opened.keys("Ctrl+Shift+O")
    assert names(opened) == ["Clubs"]
    assert "broken.sepgenre-classifier" in opened.window.message_bar.text

    with answering(choose(written), write("Other clubs")) as said:
        opened.keys("Ctrl+Shift+O")
    assert "Clubs" in said[1]
    assert names(opened) == ["Other clubs", "Clubs"]
    listed = opened.screen.layout.classifiers.listed
    assert listed is not None
    assert (listed.stored.name, listed.n_files) == ("Other clubs", 0)
    assert listed.stored.weights.read_bytes() == WEIGHTS
    # The files that are shown are those of the classifier that is chosen.
    opened.until(lambda: opened.screen.layout.files.model.n_all == 0)
