"""A large import leaves the window's thread to the person."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QTimer

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.exchange import ImportDialog, ImportOutcome
from sepgenre_gui.screens.screen import ScreenContext
from tests.sepgenre_gui.screens.exchange.conftest import Shown

N_FILES, RATE_HZ = 3_000, 800
LONGEST_CPU_S = 0.1
"""What the thread may compute at a stretch, a collection of garbage included."""


class Heartbeat:
    """Beats as often as the window's loop comes round; keeps the longest work between beats."""

    def __init__(self) -> None:
        self.longest_s = 0.0
        self.n_beats = 0
        self._last_s = time.thread_time()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now_s = time.thread_time()
        self.longest_s = max(self.longest_s, now_s - self._last_s)
        self._last_s = now_s
        self.n_beats += 1


@pytest.fixture
def small_heap() -> Iterator[None]:
    """Keeps what the other tests left from being looked through when garbage is collected."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.mark.slow
@pytest.mark.usefixtures("small_heap")
def test_thousands_of_files_are_looked_at_and_imported_while_the_window_answers(
    tmp_path: Path,
    project: Project,
    context: ScreenContext,
    shown: Shown,
) -> None:
    rng = np.random.default_rng(7)
    for number in range(N_FILES):
        path = tmp_path / "music" / f"genre {number % 12}" / f"song {number}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number % 10 == 9:
            path.write_text("no audio")
        else:
            soundfile.write(path, rng.standard_normal(10 * RATE_HZ) * 0.1, RATE_HZ)
    outcomes: list[ImportOutcome] = []
    dialog = ImportDialog(project, context)
    dialog.imported.connect(outcomes.append)
    shown.show(dialog)
    heart = Heartbeat()

    dialog.add([tmp_path / "music"])
    shown.until(lambda: dialog.run.preview is not None)
    dialog.panel.begin.click()
    shown.until(lambda: bool(outcomes))

    assert len(outcomes[0].tracks.added) == N_FILES * 9 // 10
    assert dialog.model.rowCount() == N_FILES // 10, "those left out are shown alone"
    assert heart.n_beats > 100
    assert heart.longest_s < LONGEST_CPU_S
