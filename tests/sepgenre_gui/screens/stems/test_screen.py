"""Hearing stems by keys: separated first where needed, drawn, judged, compared, copied."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from sepgenre_gui.jobs.queue import JobState
from sepgenre_gui.project import Origin, Project
from sepgenre_gui.screens.stems.desk import Hearing
from sepgenre_gui.screens.stems.specs import LANE_NAMES
from sepgenre_gui.screens.stems.work.separating import StemsState
from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.preview.verdicts import Verdict
from sepgenre_training.separation.stem_files import write_stems
from sepgenre_training.separation.stems import STEM_NAMES
from tests.sepgenre_gui.screens.clipping import clipped
from tests.sepgenre_gui.screens.stems.conftest import (
    RATE_HZ,
    SEGMENT_S,
    SEPARATOR,
    Opened,
    add_track,
)

LEFT = Qt.MouseButton.LeftButton


def put_stems_of(opened: Opened, separator: str, shares: dict[str, float]) -> None:
    """Put stems into the cache that are shares of the mixture, as if `separator` had made them."""
    task = opened.screen.session.task(separator)
    samples, _ = soundfile.read(
        task.path, start=task.start_sample, frames=task.n_samples, dtype="float32", always_2d=True
    )
    path = growing_path(task)
    path.parent.mkdir(parents=True, exist_ok=True)
    stems = {name: np.float32(shares.get(name, 0.0)) * samples.T for name in STEM_NAMES}
    write_stems(path, stems, task.sample_rate_hz)


def test_a_segment_without_stems_is_separated_and_drawn_by_one_key(opened: Opened) -> None:
    screen = opened.screen
    assert screen.session.target is not None
    assert screen.session.target.segment == opened.segments[0]
    assert screen.separating.stems(SEPARATOR).state is StemsState.MISSING
    assert screen.layout.card.isVisible()
    assert "Not separated" in screen.layout.card.message.text()

    opened.keys("Space")
    assert screen.separating.stems(SEPARATOR).state is StemsState.SEPARATING
    assert screen.layout.card.bar.isVisible()
    opened.until(lambda: opened.is_drawn)

    assert screen.separating.stems(SEPARATOR).state is StemsState.READY
    assert screen.layout.shows_lanes
    assert not screen.layout.card.isVisible()
    for row in screen.layout.board.rows.values():
        peaks = row.views[0].peaks
        assert peaks is not None
        assert peaks.is_complete
    model = screen.layout.targets.model
    assert [model.index(row, 3).data() for row in range(4)] == ["ready", "", "", ""]


def test_spectrograms_are_the_features_that_networks_see(opened: Opened) -> None:
    screen = opened.screen
    opened.hear()
    opened.keys("W")
    opened.until(lambda: screen.pictures.spectrograms(SEPARATOR) is not None)
    spectrograms = screen.pictures.spectrograms(SEPARATOR)
    assert spectrograms is not None
    assert spectrograms.read("drums").shape == (128, 458)
    drums, mixture = (screen.layout.board.rows[name].views[0] for name in ("drums", "mixture"))
    assert drums.tag == "drums, as the networks see it"
    assert mixture.tag == "mixture, as the networks see it"
    picture = drums.grab().toImage()

    opened.keys("V")
    assert mixture.tag == "without vocals, as the networks see it"
    opened.keys("V", "W")
    assert drums.grab().toImage() != picture

    # What is drawn lies in the cache, which may be cleared at any time.
    shutil.rmtree(screen.session.project.cache.root / "features")
    opened.keys("W")
    drums.invalidate()
    drums.grab()
    assert "no longer in the cache" in drums.tag


def test_single_samples_are_drawn_at_deep_zooms(opened: Opened) -> None:
    screen = opened.screen
    opened.hear()
    board = screen.layout.board
    board.viewport.show_range(70_000, 70_200)
    board.rows["drums"].views[0].grab()
    opened.until(lambda: bool(screen.pictures.samples(SEPARATOR, "drums", [1])))
    tile = screen.pictures.samples(SEPARATOR, "drums", [1])[1]
    stems, _ = soundfile.read(growing_path(screen.session.task(SEPARATOR)), dtype="float32")
    place = 2 * STEM_NAMES.index("drums")
    expected = stems[65_536 : 2 * 65_536, place : place + 2].T
    np.testing.assert_array_equal(tile.samples, expected)
    mixture = screen.pictures.samples(SEPARATOR, "mixture", [1])[1]
    whole, _ = soundfile.read(opened.tracks[0].path, start=RATE_HZ + 65_536, dtype="float32")
    np.testing.assert_array_equal(mixture.samples, whole[:65_536].T)


def test_two_separators_are_shown_and_heard_side_by_side(opened: Opened) -> None:
    screen = opened.screen
    opened.hear()
    shares = {"drums": 0.5, "bass": 0.25, "other": 0.25}
    put_stems_of(opened, "spleeter", shares)
    bar = screen.layout.separators
    bar.comparison.setCurrentIndex(bar.comparison.findData("spleeter"))
    opened.until(lambda: opened.is_drawn)

    assert screen.session.separators == (SEPARATOR, "spleeter")
    views = screen.layout.board.rows["drums"].views
    assert all(view.isVisible() for view in views)
    assert [view.tag for view in views] == [SEPARATOR, "spleeter"]
    badges = screen.layout.board.rows["vocals"].header.badges
    assert badges["spleeter"].text() == "spleeter: silent"
    opened.qtbot.wait(50)
    assert clipped(screen.layout) == []
    source = screen.listening.source
    assert source is not None
    assert len(source.lanes) == 9

    opened.keys("S, 1")
    assert {key for key, gain in screen.desk.gains(screen.session.separators).items() if gain} == {
        f"{SEPARATOR}/drums"
    }
    opened.keys("C")
    assert {key for key, gain in screen.desk.gains(screen.session.separators).items() if gain} == {
        "spleeter/drums"
    }
    assert screen.showing.heard_separator == "spleeter"


def test_a_separator_without_weights_is_never_replaced(opened: Opened) -> None:
    screen = opened.screen
    bar = screen.layout.separators
    bar.separator.setCurrentIndex(bar.separator.findData("spleeter"))

    assert "weights missing" in bar.separator.currentText()
    assert "157 MB" in bar.state.text()
    opened.keys("Space")
    assert screen.separating.stems("spleeter").state is StemsState.MISSING
    assert opened.queue.jobs == ()
    card = screen.layout.card
    assert card.isVisible()
    assert card.message.text() == "spleeter cannot run here: weights missing"
    assert not card.separate.isVisible()
    assert card.models.isVisible()

    # Stems that it has made before can be heard all the same.
    put_stems_of(opened, "spleeter", {"drums": 0.5, "bass": 0.5})
    opened.keys("Space")
    assert screen.layout.shows_lanes


def test_a_stem_that_is_the_mixture_is_refused_until_it_is_accepted(
    opened: Opened, songs: Path, tmp_path: Path
) -> None:
    project: Project = opened.screen.session.project
    time = np.arange(round(12 * RATE_HZ)) / RATE_HZ
    soundfile.write(tmp_path / "hum.wav", 0.5 * np.sin(2 * np.pi * 60 * time), RATE_HZ)
    track = add_track(project, tmp_path / "hum.wav")
    segment = project.segments.add(track, 0, None, Origin.BY_HAND)
    screen = opened.screen
    screen.reload()

    screen.hear(track.id, segment.id)
    opened.until(lambda: screen.separating.stems(SEPARATOR).state is StemsState.FAILED)
    card = screen.layout.card
    assert "nearly the mixture" in card.message.text()
    assert card.accept.isVisible()
    opened.qtbot.mouseClick(card.accept, LEFT)
    opened.until(lambda: opened.is_drawn)

    assert opened.queue.jobs[-1].state is JobState.DONE
    picture = screen.pictures.picture(SEPARATOR)
    assert picture is not None
    assert picture.verdicts["bass"] is Verdict.IDENTICAL
    board = screen.layout.board
    assert board.rows["bass"].header.badges[SEPARATOR].text() == "identical to the mixture"


def test_what_is_no_longer_wanted_is_cancelled(opened: Opened) -> None:
    screen = opened.screen
    opened.keys("Space")
    first = opened.queue.jobs[0].id
    opened.qtbot.mouseClick(screen.layout.card.cancel, LEFT)
    opened.until(lambda: opened.queue.job(first).state is JobState.CANCELLED)
    opened.until(lambda: screen.layout.card.separate.isVisible())
    assert screen.separating.stems(SEPARATOR).state is StemsState.MISSING
    assert not screen.loading.wants_to_play

    opened.keys("Space", "J", "Space")
    assert screen.session.target is not None
    assert screen.session.target.segment == opened.segments[1]
    opened.until(lambda: opened.is_drawn)
    assert opened.queue.jobs[1].state is JobState.CANCELLED
    assert opened.queue.jobs[2].state is JobState.DONE


def test_a_lane_leaves_the_window_as_a_file(opened: Opened) -> None:
    screen = opened.screen
    opened.hear()
    dragged: list[QMimeData] = []

    def begin(source: QWidget, content: QMimeData) -> None:
        dragged.append(content)

    handle = screen.layout.board.rows["drums"].header.drag
    handle.begin = begin
    QTest.mousePress(handle, LEFT, pos=QPoint(5, 5))
    QTest.mouseMove(handle, QPoint(40, 40))
    opened.until(lambda: bool(dragged))
    QTest.mouseRelease(handle, LEFT, pos=QPoint(40, 40))

    (url,) = dragged[0].urls()
    path = Path(url.toLocalFile())
    samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    assert path.name == "Alpha ű - 0m01.000 - drums.wav"
    assert rate_hz == RATE_HZ
    stems, _ = soundfile.read(growing_path(screen.session.task(SEPARATOR)), dtype="float32")
    place = 2 * STEM_NAMES.index("drums")
    np.testing.assert_array_equal(samples, stems[:, place : place + 2])

    opened.keys("5", "Ctrl+C")
    clipboard = QApplication.clipboard()
    # Before anything was put there, it has no content at all.
    opened.until(lambda: clipboard.mimeData() is not None and clipboard.mimeData().hasUrls())
    (copied,) = clipboard.mimeData().urls()
    mixture, _ = soundfile.read(Path(copied.toLocalFile()), dtype="float32", always_2d=True)
    original, _ = soundfile.read(
        opened.tracks[0].path,
        start=RATE_HZ,
        frames=round(SEGMENT_S * RATE_HZ),
        dtype="float32",
    )
    np.testing.assert_array_equal(mixture, original)


@pytest.mark.parametrize("size", [(1180, 760), (900, 600)])
def test_nothing_is_clipped(opened: Opened, size: tuple[int, int]) -> None:
    opened.window.resize(*size)
    opened.qtbot.wait(50)
    assert clipped(opened.screen.layout) == []
    opened.hear()
    opened.qtbot.wait(50)
    assert clipped(opened.screen.layout) == []


def test_every_control_has_a_name(opened: Opened) -> None:
    opened.hear()
    layout = opened.screen.layout
    for row in layout.board.rows.values():
        header = row.header
        for part in (header, header.mute, header.solo, header.volume, header.drag, row.views[0]):
            assert part.accessibleName()
    assert [row.header.accessibleName() for row in layout.board.rows.values()] == [
        f"Lane {number}, {name}" for number, name in enumerate(LANE_NAMES, start=1)
    ]


def test_what_was_edited_elsewhere_is_read_anew(opened: Opened) -> None:
    screen, project = opened.screen, opened.screen.session.project
    opened.hear()
    project.segments.remove([opened.segments[0].id])
    screen.reload()
    assert screen.session.target is None
    assert screen.listening.source is None
    assert screen.layout.targets.model.n_shown == 3

    moved = project.segments.move(opened.segments[1].id, 2 * RATE_HZ)
    screen.hear(moved.track_id, moved.id, play=False)
    assert screen.session.target is not None
    assert screen.session.target.start_sample == 2 * RATE_HZ
    screen.leave()
    assert screen.desk.hearing is Hearing.MIXER
    assert json.dumps(screen.diagnostics)
