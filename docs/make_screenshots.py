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
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.screens.workspace.workspace import Workspace

Wait = Callable[[Callable[[], bool], float], None]
"""Lets the window live until a condition holds, for so many ms at most."""

FOLDER = Path(__file__).parent / "screenshots"
SIZE = (1440, 900)
_SONGS_PER_GENRE, _SONGS_PER_GENRE_OF_LAB, _SONGS_PER_GENRE_OF_REVIEW = 2, 4, 8
_TRIALS, _MORE_TRIALS = 10, 100
_PATIENCE_MS = 60_000
_DOCK_HEIGHT = 330


@attrs.frozen(kw_only=True)
class Picture:
    """One picture: what is opened, how it looks, and what is done before it is taken.

    Attributes
    ----------
    waits_for : str
        What must have been computed: ``"growth"`` of the waveform, ``"beats"``, ``"tiles"`` of
        the spectrogram, ``"stems"``; nothing where it is empty.
    shows_jobs : bool
        Whether jobs of every kind of end are asked for, and shown.
    experiment : str
        What of an experiment is shown: ``"before"``, ``"during"``, or a tab of what came out.
    review : str
        What of the review is shown: ``"queue"``, ``"suspects"``, or ``"explain"``.
    """

    project: str | None
    theme: str = "light"
    scale: str = "1"
    keys: tuple[str, ...] = ()
    waits_for: str = "beats"
    settles_s: float = 0.5
    shows_jobs: bool = False
    experiment: str = ""
    review: str = ""


def _experiment(shown: str, theme: str = "light", scale: str = "1") -> Picture:
    return Picture(
        project="lab", theme=theme, scale=scale, waits_for="", keys=("Ctrl+3",), experiment=shown
    )


def _review(shown: str, theme: str = "light", scale: str = "1") -> Picture:
    return Picture(
        project="review", theme=theme, scale=scale, waits_for="", keys=("Ctrl+5",), review=shown
    )


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
    "stems": Picture(project="songs", keys=("U", "S, 1"), waits_for="stems", settles_s=3.0),
    "stems-dark": Picture(
        project="songs", theme="dark", keys=("U", "W"), waits_for="stems", settles_s=6.0
    ),
    "jobs": Picture(project="songs", waits_for="beats", shows_jobs=True),
    "jobs-dark": Picture(project="songs", theme="dark", waits_for="beats", shows_jobs=True),
    "experiment-before": _experiment("before"),
    "experiment-before-dark": _experiment("before", "dark"),
    "experiment-before-200": _experiment("before", scale="2"),
    "experiment-during": _experiment("during"),
    "experiment-during-dark": _experiment("during", "dark"),
    "experiment-during-200": _experiment("during", scale="2"),
    "experiment-after": _experiment("Table 1"),
    "experiment-after-dark": _experiment("Confusion", "dark"),
    "experiment-after-200": _experiment("Tests", scale="2"),
    "review": _review("queue"),
    "review-dark": _review("suspects", "dark"),
    "review-200": _review("queue", scale="2"),
    "review-explain": _review("explain"),
}


def main() -> None:
    """Take all pictures, or those named."""
    if len(sys.argv) > 1 and sys.argv[1] == "--take":
        _take(sys.argv[2], Path(sys.argv[3]))
        return
    names = sys.argv[1:] or list(PICTURES)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sepgenre-screenshots-") as scratch:
        if not all(PICTURES[name].experiment or PICTURES[name].review for name in names):
            _make_projects(Path(scratch))
        if any(PICTURES[name].experiment for name in names):
            _make_lab(Path(scratch))
        if any(PICTURES[name].review for name in names):
            _make_review(Path(scratch))
        for name in names:
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": PICTURES[name].scale,
                "XDG_CONFIG_HOME": str(Path(scratch, "config")),
                # Nothing is installed here, and nothing can be: the picture shows how that fails.
                "SEPGENRE_WEIGHTS": str(Path(scratch, "weights")),
                "HTTPS_PROXY": "http://127.0.0.1:9",
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


def _make_lab(scratch: Path) -> None:
    """Make a project of 24 songs with a finished run of ten trials."""
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_gui.services.run_experiment import run_experiment
    from sepgenre_training.compute.pool import WorkerPool
    from sepgenre_training.experiment.configuration_file import load_config

    sound = load_config("sound")
    # Of 24 songs a fifth is five: too few for one of each of the six genres.
    split = attrs.evolve(sound.split, stratified=False)
    config = attrs.evolve(sound, trials=_TRIALS, split=split)
    with (
        WorkerPool() as pool,
        prepare_demo(
            scratch / "lab", songs_per_genre=_SONGS_PER_GENRE_OF_LAB, pool=pool, on_event=_ignore
        ) as project,
    ):
        run_experiment(project, config, separator="hpss", pool=pool, on_event=_ignore)


def _make_review(scratch: Path) -> None:
    """Make a project of 48 songs, of which a third is without a genre and two have a wrong one."""
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_training.compute.pool import WorkerPool

    with (
        WorkerPool() as pool,
        prepare_demo(
            scratch / "review",
            songs_per_genre=_SONGS_PER_GENRE_OF_REVIEW,
            pool=pool,
            on_event=_ignore,
        ) as project,
    ):
        _hide_labels(project)


def _hide_labels(project: Project) -> None:
    from sepgenre_gui.project.segment import Origin
    from sepgenre_gui.project.setting import SEPARATOR_SETTING

    # Otherwise the window asks by which separator, and waits for an answer.
    project.settings.set(SEPARATOR_SETTING, "hpss")
    genres = [genre.id for genre in project.genres.list()]
    for place, segment in enumerate(project.segments.list()):
        project.segments.set_origin(segment.id, Origin.BY_HAND)
        if place % 3 == 0:
            project.segments.set_genre(segment.id, None)
        elif place in (4, 17):
            others = [each for each in genres if each != segment.genre_id]
            project.segments.set_genre(segment.id, others[0])


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
    from sepgenre_gui.screens.preferences import Preferences
    from sepgenre_gui.screens.shell.main_window import MainWindow
    from sepgenre_gui.screens.shell.project_opening import open_project
    from sepgenre_gui.screens.workspace.workspace import Workspace

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
    workspace = window.screen_shown
    if picture.waits_for:
        assert isinstance(workspace, Workspace)
        wait(_condition(picture.waits_for, workspace), _PATIENCE_MS)
    if picture.shows_jobs:
        assert isinstance(workspace, Workspace)
        _ask_for_jobs(workspace, wait)
    if picture.experiment:
        assert isinstance(workspace, Workspace)
        _show_experiment(picture.experiment, workspace, wait)
    if picture.review:
        assert isinstance(workspace, Workspace)
        _show_review(picture.review, workspace, wait)
    wait(lambda: False, 1000 * picture.settles_s)
    window.grab().save(str(FOLDER / f"{name}.png"))
    window.shut_down()


def _condition(what: str, workspace: Workspace) -> Callable[[], bool]:
    """Return what tells that `what` has been computed."""
    from sepgenre_gui.screens.curation.screen import CurationScreen

    if what == "stems":
        jobs = lambda: workspace.queue.jobs  # noqa: E731 - a condition, like the others
        return lambda: bool(jobs()) and all(job.state.is_finished() for job in jobs())
    curation = workspace.screen("curation")
    assert isinstance(curation, CurationScreen)
    analysis = curation.analysis
    arrived: list[None] = []
    analysis.tiles_arrived.connect(lambda: arrived.append(None))
    conditions: Mapping[str, Callable[[], bool]] = {
        "growth": lambda: analysis.peaks is not None,
        "beats": lambda: analysis.beat_map.beats.size > 0,
        "tiles": lambda: bool(arrived) and analysis.beat_map.beats.size > 0,
    }
    return conditions[what]


def _show_experiment(shown: str, workspace: Workspace, wait: Wait) -> None:
    """Show the page before a run, a run that goes on, or a tab of one that is over."""
    from sepgenre_gui.screens.experiment.screen import ExperimentScreen

    screen = workspace.screen("experiment")
    assert isinstance(screen, ExperimentScreen)
    if shown == "before":
        wait(lambda: screen.layout.setup.readiness is not None, _PATIENCE_MS)
        screen.setting_up.show_preset("paper")
        return
    (run,) = workspace.project.runs.list()
    screen.show_run(run.id)
    wait(lambda: screen.figures.known(run.id) is not None, _PATIENCE_MS)
    if shown == "during":
        # What the picture before it left unfinished.
        workspace.queue.forget_left_over()
        before = len(workspace.project.runs.trial_indices(run.id))
        screen.running.set_trials(_MORE_TRIALS)
        live = screen.watch.live
        wait(lambda: len(live(run.id).record.trials) > before, 4 * _PATIENCE_MS)
        wait(lambda: len(live(run.id).unfinished) > 8, _PATIENCE_MS)
        return
    tabs = screen.layout.run.tabs
    names = [tabs.tabText(place).replace("&", "") for place in range(tabs.count())]
    tabs.setCurrentIndex(names.index(shown))


def _show_review(shown: str, workspace: Workspace, wait: Wait) -> None:
    """Show the queue with some answers, suspicious labels, or an explanation."""
    from sepgenre_gui.screens.review.screen import ReviewScreen

    screen = workspace.screen("review")
    assert isinstance(screen, ReviewScreen)
    if shown == "suspects":
        screen.layout.tabs.setCurrentWidget(screen.layout.suspects)
        screen.suspecting.find()
        wait(lambda: not screen.suspecting.asking.is_busy, 4 * _PATIENCE_MS)
        return
    screen.reviewing.begin()
    wait(lambda: not screen.reviewing.asking.is_busy, 4 * _PATIENCE_MS)
    for _ in range(3):
        screen.reviewing.accept()
    if shown == "explain":
        screen.explaining.explain()
        wait(lambda: not screen.explaining.asking.is_busy, 8 * _PATIENCE_MS)


def _ask_for_jobs(workspace: Workspace, wait: Wait) -> None:
    """Have jobs in every state: real ones, on the project that is open."""
    from sepgenre_gui.jobs.queue import JobState
    from sepgenre_gui.services.jobs import requests

    queue, project = workspace.queue, workspace.project
    tracks = project.tracks.list()
    workspace.show_jobs(_DOCK_HEIGHT)
    done = queue.add(requests.analyse_request([track.id for track in tracks]))
    failed = queue.add(requests.install_request("spleeter"))
    for job_id in (done, failed):
        wait(lambda job_id=job_id: queue.job(job_id).state.is_finished(), _PATIENCE_MS)
    paused = queue.add(requests.features_request("hpss"))
    wait(lambda: queue.job(paused).progress.done > 1, _PATIENCE_MS)
    queue.pause(paused)
    running = queue.add(requests.separate_request(len(tracks), "hpss"))
    cancelled = queue.add(requests.separate_request(len(tracks), "hpss", accept_identical=True))
    queue.cancel(cancelled)
    queue.add(requests.separate_request(len(tracks), "hpss"))
    stopping = queue.add(requests.preview_request(tracks[0], None, "hpss"))
    wait(lambda: queue.job(running).progress.done > 0, _PATIENCE_MS)
    wait(lambda: queue.job(stopping).state is JobState.RUNNING, _PATIENCE_MS)
    workspace.dock.table.view.selectRow(1)
    queue.cancel(stopping)


if __name__ == "__main__":
    main()
