"""Makes the pictures in docs/screenshots from the real window and generated songs.

    .venv/bin/python docs/make_screenshots.py

Each picture is taken by a process of its own, without a screen, since the scale of a display is
fixed when the program starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

FOLDER = Path(__file__).parent / "screenshots"
SIZE = (1440, 900)
_SONGS_PER_GENRE = 2
_PATIENCE_MS = 60_000


@attrs.frozen(kw_only=True)
class Picture:
    """One picture: what is opened, how it looks, and what is done before it is taken.

    Attributes
    ----------
    waits_for : str
        What must have been computed: ``"growth"`` of the waveform, ``"beats"``, ``"tiles"`` of
        the spectrogram; nothing where it is empty.
    """

    project: str | None
    theme: str = "light"
    scale: str = "1"
    keys: tuple[str, ...] = ()
    waits_for: str = "beats"
    settles_s: float = 0.5


PICTURES: Mapping[str, Picture] = {
    "start": Picture(project=None, waits_for=""),
    "empty": Picture(project="empty", waits_for=""),
    "loading": Picture(project="long", waits_for="growth", settles_s=0.2),
    "curated": Picture(project="songs", keys=("1", "Ctrl+Up", "Z"), settles_s=4.0),
    "spectrogram": Picture(project="songs", keys=("W", "Z"), waits_for="tiles", settles_s=5.0),
    "dark": Picture(project="songs", theme="dark", keys=("Z",), settles_s=4.0),
    "scale-200": Picture(project="songs", scale="2", keys=("Z",), settles_s=4.0),
    "error": Picture(project="missing", waits_for="", settles_s=2.0),
    "keys": Picture(project="songs", keys=("?",)),
    "palette": Picture(project="songs", keys=("Ctrl+K",)),
}


def main() -> None:
    """Take all pictures, or those named."""
    if len(sys.argv) > 1 and sys.argv[1] == "--take":
        _take(sys.argv[2], Path(sys.argv[3]))
        return
    names = sys.argv[1:] or list(PICTURES)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sepgenre-screenshots-") as scratch:
        _make_projects(Path(scratch))
        for name in names:
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": PICTURES[name].scale,
                "XDG_CONFIG_HOME": str(Path(scratch, "config")),
            }
            command = [sys.executable, __file__, "--take", name, scratch]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 - itself
            sys.stdout.write(f"{FOLDER / name}.png\n")


def _make_projects(scratch: Path) -> None:
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.demo import generate_songs
    from sepgenre_gui.services.import_tracks import import_tracks
    from sepgenre_gui.services.suggest_segments import suggest_segments
    from sepgenre_training.compute.pool import WorkerPool

    with WorkerPool() as pool:
        generate_songs(
            scratch / "music", songs_per_genre=_SONGS_PER_GENRE, pool=pool, on_event=_ignore
        )
        music = scratch / "music" / "songs"
        with Project.create(scratch / "songs") as project:
            import_tracks(project, [music], layout="folders", pool=pool, on_event=_ignore)
            suggest_segments(project, pool=pool, on_event=_ignore)
        _write_long(music, scratch / "long-music" / "Night set.flac")
        with Project.create(scratch / "long") as project:
            import_tracks(project, [scratch / "long-music"], pool=pool, on_event=_ignore)
        gone = scratch / "gone-music" / "Lost song.flac"
        _write_long(music, gone, repeats=1)
        with Project.create(scratch / "missing") as project:
            import_tracks(project, [gone.parent], pool=pool, on_event=_ignore)
        gone.unlink()
    Project.create(scratch / "empty").close()


def _ignore(_: object) -> None:
    return


def _write_long(music: Path, path: Path, *, repeats: int = 60) -> None:
    """Write one generated song again and again: half an hour."""
    import soundfile

    samples, rate_hz = soundfile.read(next(iter(sorted(music.rglob("*.*")))), dtype="float32")
    path.parent.mkdir(exist_ok=True)
    with soundfile.SoundFile(path, "w", rate_hz, samples.shape[1]) as file:
        for _ in range(repeats):
            file.write(samples)


def _take(name: str, scratch: Path) -> None:
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from sepgenre_gui.app import build_screen
    from sepgenre_gui.screens.appearance.theme import Theme, ThemeChoice
    from sepgenre_gui.screens.curation.screen import CurationScreen
    from sepgenre_gui.screens.preferences import Preferences
    from sepgenre_gui.screens.shell.main_window import MainWindow
    from sepgenre_gui.screens.shell.project_opening import open_project

    picture = PICTURES[name]
    application = QApplication([])
    # Its own, for what one picture switches on the next would bring back.
    preferences = Preferences(scratch / f"{name}.ini")
    theme = Theme(application, ThemeChoice(picture.theme))
    window = MainWindow(preferences=preferences, theme=theme, build_screen=build_screen)
    window.resize(*SIZE)
    window.show()
    window.activateWindow()

    def wait(condition: Callable[[], bool], at_most_ms: float) -> None:
        loop, poll = QEventLoop(), QTimer()
        poll.timeout.connect(lambda: condition() and loop.quit())
        poll.start(50)
        QTimer.singleShot(round(at_most_ms), loop.quit)
        loop.exec()

    if picture.project is not None:
        opened = open_project(scratch / picture.project)
        window.projects.show_soon(opened)
    wait(lambda: False, 1000)
    for key in picture.keys:
        QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(key))
        wait(lambda: False, 200)
    screen = window.screen_shown
    if picture.waits_for:
        assert isinstance(screen, CurationScreen)
        analysis = screen.analysis
        arrived: list[None] = []
        analysis.tiles_arrived.connect(lambda: arrived.append(None))
        conditions: Mapping[str, Callable[[], bool]] = {
            "growth": lambda: analysis.peaks is not None,
            "beats": lambda: analysis.beat_map.beats.size > 0,
            "tiles": lambda: bool(arrived) and analysis.beat_map.beats.size > 0,
        }
        wait(conditions[picture.waits_for], _PATIENCE_MS)
    wait(lambda: False, 1000 * picture.settles_s)
    window.grab().save(str(FOLDER / f"{name}.png"))
    window.shut_down()


if __name__ == "__main__":
    main()
