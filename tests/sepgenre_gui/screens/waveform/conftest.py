"""A real track of a minute with its peaks, and viewports and widgets that show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import attrs
import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from sepgenre_gui.audio.peaks import (
    Peaks,
    PeaksTask,
    SamplesTask,
    SampleTile,
    build_peaks,
    read_samples,
)
from sepgenre_gui.screens.waveform import Viewport, WaveformView
from sepgenre_training.separation.stems import Audio
from tests.music import make_track

RATE_HZ = 44_100
N_SAMPLES = 60 * RATE_HZ + 123
REGION = 10 * RATE_HZ


@attrs.frozen(kw_only=True, eq=False)
class Track:
    """A track in memory, and what the window knows of it."""

    samples: Audio
    peaks: Peaks
    task: PeaksTask

    def provide(self, indices: Sequence[int]) -> Mapping[int, SampleTile]:
        """Return tiles as a worker reads them, without waiting."""
        return {
            index: read_samples(
                SamplesTask(
                    path=self.task.path,
                    decoder=self.task.decoder,
                    n_samples=self.task.n_samples,
                    index=index,
                )
            )
            for index in indices
        }


@pytest.fixture(scope="session")
def track(tmp_path_factory: pytest.TempPathFactory) -> Track:
    folder = tmp_path_factory.mktemp("waveform")
    samples = make_track(1, 1, duration_s=N_SAMPLES / RATE_HZ, rate_hz=RATE_HZ)
    soundfile.write(folder / "track.wav", samples, RATE_HZ, subtype="FLOAT")
    task = PeaksTask(
        path=folder / "track.wav",
        decoder="libsndfile",
        content_hash="track",
        n_samples=N_SAMPLES,
        sample_rate_hz=RATE_HZ,
        n_channels=2,
        cache_root=folder / "cache",
    )
    build_peaks(task)
    peaks = Peaks.open_cached(task)
    assert peaks is not None
    return Track(samples=np.ascontiguousarray(samples.T), peaks=peaks, task=task)


@pytest.fixture
def viewport() -> Viewport:
    return Viewport()


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., None]:
    """Show a widget at a size, painted once."""

    def make(widget: QWidget, width: int = 1000, height: int = 300) -> None:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        QApplication.processEvents()

    return make


@pytest.fixture
def view(viewport: Viewport, track: Track, show: Callable[..., None]) -> WaveformView:
    """A waveform of the whole track, 1000 pixels wide."""
    made = WaveformView(viewport)
    show(made)
    made.set_track(N_SAMPLES, RATE_HZ, 2)
    made.set_peaks(track.peaks)
    made.set_samples_provider(track.provide)
    return made


def turn_wheel(
    widget: QWidget,
    x: float,
    *,
    up: int = 0,
    right: int = 0,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Turn a wheel over `widget` by notches of 120."""
    position = QPointF(x, widget.height() / 2)
    event = QWheelEvent(
        position,
        widget.mapToGlobal(position),
        QPoint(),
        QPoint(-120 * right, 120 * up),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def drag(
    qtbot: QtBot,
    widget: QWidget,
    start: float,
    *stops: float,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    y: int = 60,
    release: bool = True,
) -> None:
    """Press at `start`, move by way of `stops`, and let go."""
    qtbot.mousePress(widget, button, modifiers, QPoint(round(start), y))
    for stop in stops:
        move(widget, stop, button=button, modifiers=modifiers, y=y)
    if release:
        last = stops[-1] if stops else start
        qtbot.mouseRelease(widget, button, modifiers, QPoint(round(last), y))


def move(
    widget: QWidget,
    x: float,
    *,
    button: Qt.MouseButton = Qt.MouseButton.NoButton,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    y: int = 60,
) -> None:
    """Move the mouse to `x`; with a button held, as in a drag."""
    position = QPointF(x, y)
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        position,
        widget.mapToGlobal(position),
        Qt.MouseButton.NoButton,
        button,
        modifiers,
    )
    QApplication.sendEvent(widget, event)


class Heard:
    """Keeps what a signal said."""

    def __init__(self) -> None:
        self.made: list[object] = []

    def __call__(self, *arguments: object) -> None:
        self.made.append(arguments[0] if len(arguments) == 1 else arguments)
