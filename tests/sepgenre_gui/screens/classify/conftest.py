"""The page Classify in the real window, on a project with a classifier and classified files.

The classifier is described as a trained one is, by held-out predictions that are drawn at random;
its weights are never read here. `test_end_to_end.py` classifies by a real one.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import attrs
import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from sepgenre_gui.app import build_screen
from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.classify.screen import ClassifyScreen
from sepgenre_gui.screens.shell.main_window import MainWindow
from sepgenre_gui.screens.workspace.building import CLASSIFY
from sepgenre_gui.screens.workspace.workspace import Workspace
from sepgenre_training.audio.files import content_hash
from sepgenre_training.classification.classifier import Classifier, StoredStatistics
from sepgenre_training.classification.decision import pool as pool_windows
from sepgenre_training.classification.files.description import format_classifier
from sepgenre_training.classification.held_out import EvidenceTask, HeldOut, weigh
from sepgenre_training.classification.identity import identity_here
from sepgenre_training.networks.config import NetworkConfig, TrainingConfig
from sepgenre_training.networks.names import FULL_MIX
from tests.sepgenre_gui.screens.conftest import MakeWindow
from tests.small_classifier import SETTINGS, WINDOW_S, write_new_song

PATIENCE_MS = 90_000
CLASSES = ("Deep House", "Drum & Bass", "Techno")
HOP_S = 5.0
N_SONGS = 6
WEIGHTS = b"never read" * 1_000


def described(name: str) -> Classifier:
    """Return a classifier whose networks were right in about 85 % of random predictions."""
    rng = np.random.default_rng(4)
    labels = rng.integers(0, len(CLASSES), 120).astype(np.int32)
    said = np.where(rng.random(120) < 0.85, labels, (labels + 1) % len(CLASSES))
    rows = rng.dirichlet(np.ones(len(CLASSES)), size=120)
    rows[np.arange(120), said] += 2.0
    held_out = HeldOut(
        probabilities=rows / rows.sum(axis=1, keepdims=True),
        labels=labels,
        songs=np.arange(120),
        accuracies=np.array([0.8, 0.9, 0.85]),
        macro_f1s=np.array([0.79, 0.9, 0.84]),
        n_train=80.0,
        n_test=40.0,
        epochs=12,
        source="run 1 (sound)",
    )
    evidence = weigh(EvidenceTask(held_out=held_out, target_accuracy=0.8))
    return Classifier(
        name=name,
        classes=CLASSES,
        network=FULL_MIX,
        network_config=NetworkConfig(filters=(2, 2), pool_size=(2, 2)),
        training_config=TrainingConfig(),
        identity=identity_here("hpss", SETTINGS, WINDOW_S),
        statistics=StoredStatistics(shape=(1, 1, 1, 1), mean=(0.0,), scale=(1.0,)),
        epochs=12,
        seed=1,
        n_segments=60,
        n_songs=40,
        calibration=evidence.calibration,
        decision=evidence.decision,
        expected=evidence.expected,
        provenance={"made by": "a test"},
        weights_sha256=hashlib.sha256(WEIGHTS).hexdigest(),
        created_at="2026-01-01T00:00:00.000+00:00",
    )


def said_of(path: Path, classifier_id: int, windows: np.ndarray, **more: object) -> ClassifiedFile:
    """Return what is stored of a file whose windows have these probabilities."""
    verdict = pool_windows(windows)
    file = ClassifiedFile(
        classifier_id=classifier_id,
        path=path,
        hop_s=HOP_S,
        content_hash=content_hash(path) if path.exists() else "0" * 64,
        duration_s=WINDOW_S + HOP_S * (len(windows) - 1),
        starts_s=tuple(HOP_S * number for number in range(len(windows))),
        probabilities=tuple(map(tuple, windows.tolist())),
        verdict=verdict.label,
        confidence=verdict.confidence,
        unsure_below=0.6,
    )
    return attrs.evolve(file, **more)


@pytest.fixture(scope="session")
def classified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one classifier, six classified songs of 15 s and a broken file; copy it."""
    folder = tmp_path_factory.mktemp("classified")
    music = folder / "new music"
    music.mkdir()
    with Project.create(folder / "songs") as project:
        project.genres.add("deep house")
        classifier = described("Clubs")
        stored = project.classifiers.add(
            name="Clubs", description=format_classifier(classifier), weights=WEIGHTS
        )
        for number in range(N_SONGS):
            path = write_new_song(music / f"song {number}.wav", number % 2, number, duration_s=15.0)
            sure = 0.9 if number < 4 else 0.45
            row = np.full(3, (1 - sure) / 2)
            row[number % 3] = sure
            # The second window leans elsewhere, but not so far that the verdict is another.
            other = 0.9 * row + 0.1 * np.roll(row, 1)
            project.classified_files.store(said_of(path, stored.id, np.stack([row, other])))
        broken = music / "broken.mp3"
        broken.write_text("no audio")
        project.classified_files.store(
            ClassifiedFile(
                classifier_id=stored.id,
                path=broken,
                hop_s=HOP_S,
                unsure_below=0.6,
                error=f"{broken}: is no audio. Export it again.",
            )
        )
    return folder


@attrs.define
class Opened:
    """A window with the page, and what drives it."""

    qtbot: QtBot
    window: MainWindow
    workspace: Workspace
    screen: ClassifyScreen
    music: Path

    def keys(self, *sequence: str) -> None:
        """Press keys, each as Qt writes it, in the window."""
        if not self.window.isActiveWindow():
            # What a window manager does when a dialog closes.
            with self.qtbot.waitActive(self.window):
                self.window.activateWindow()
        for key in sequence:
            QTest.keySequence(self.window, key)

    def until(self, condition: object) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE_MS)

    def column(self, number: int) -> list[str]:
        """Return the texts of a column, as shown."""
        model = self.screen.layout.files.model
        return [model.index(row, number).data() for row in range(model.rowCount())]

    def choose(self, name: str) -> None:
        """Click the row of a file."""
        files = self.screen.layout.files
        row = self.column(0).index(name)
        place = files.table.visualRect(files.model.index(row, 0)).center()
        self.qtbot.mouseClick(files.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def open_page(make_window: MakeWindow, qtbot: QtBot, folder: Path, music: Path) -> Opened:
    """Open a project's page in a real window, by its key."""
    window = make_window(build_screen)
    with qtbot.waitActive(window):
        window.resize(1280, 720)
        window.show()
        window.activateWindow()
    window.projects.open(folder)
    qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    workspace = cast("Workspace", window.screen_shown)
    assert workspace.shown == CLASSIFY
    screen = cast("ClassifyScreen", workspace.screen(CLASSIFY))
    return Opened(qtbot=qtbot, window=window, workspace=workspace, screen=screen, music=music)


@pytest.fixture
def opened(
    classified: Path, tmp_path: Path, make_window: MakeWindow, qtbot: QtBot
) -> Iterator[Opened]:
    folder = Path(shutil.copytree(classified / "songs", tmp_path / "songs"))
    made = open_page(make_window, qtbot, folder, classified / "new music")
    made.until(lambda: made.screen.layout.files.model.n_all == N_SONGS + 1)
    yield made
    made.window.shut_down()
