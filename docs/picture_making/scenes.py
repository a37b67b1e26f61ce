"""What is done in the window before a picture of it is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sepgenre_gui.screens.workspace.workspace import Workspace

Wait = Callable[[Callable[[], bool], float], None]
"""Lets the window live until a condition holds, for so many ms at most."""

Scene = Callable[[str, "Workspace", Wait], None]

PATIENCE_MS = 60_000
_MORE_TRIALS = 100
_DOCK_HEIGHT = 330
_THRESHOLD, _OTHER_HOP_S, _SOME_FILES = 0.65, 2.5, 4


def condition(what: str, workspace: Workspace) -> Callable[[], bool]:
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
        wait(lambda: screen.layout.setup.readiness is not None, PATIENCE_MS)
        screen.setting_up.show_preset("paper")
        return
    (run,) = workspace.project.runs.list()
    screen.show_run(run.id)
    wait(lambda: screen.figures.known(run.id) is not None, PATIENCE_MS)
    if shown == "during":
        # What the picture before it left unfinished.
        workspace.queue.forget_left_over()
        before = len(workspace.project.runs.trial_indices(run.id))
        screen.running.set_trials(_MORE_TRIALS)
        live = screen.watch.live
        wait(lambda: len(live(run.id).record.trials) > before, 4 * PATIENCE_MS)
        wait(lambda: len(live(run.id).unfinished) > 8, PATIENCE_MS)
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
        wait(lambda: not screen.suspecting.asking.is_busy, 4 * PATIENCE_MS)
        return
    screen.reviewing.begin()
    wait(lambda: not screen.reviewing.asking.is_busy, 4 * PATIENCE_MS)
    for _ in range(3):
        screen.reviewing.accept()
    if shown == "explain":
        screen.explaining.explain()
        wait(lambda: not screen.explaining.asking.is_busy, 8 * PATIENCE_MS)


def _ask_for_jobs(_: str, workspace: Workspace, wait: Wait) -> None:
    """Have jobs in every state: real ones, on the project that is open."""
    from sepgenre_gui.jobs.queue import JobState
    from sepgenre_gui.services.jobs import requests

    queue, project = workspace.queue, workspace.project
    tracks = project.tracks.list()
    workspace.show_jobs(_DOCK_HEIGHT)
    done = queue.add(requests.analyse_request([track.id for track in tracks]))
    failed = queue.add(requests.install_request("spleeter"))
    for job_id in (done, failed):
        wait(lambda job_id=job_id: queue.job(job_id).state.is_finished(), PATIENCE_MS)
    paused = queue.add(requests.features_request("hpss"))
    wait(lambda: queue.job(paused).progress.done > 1, PATIENCE_MS)
    queue.pause(paused)
    running = queue.add(requests.separate_request(len(tracks), "hpss"))
    cancelled = queue.add(requests.separate_request(len(tracks), "hpss", accept_identical=True))
    queue.cancel(cancelled)
    queue.add(requests.separate_request(len(tracks), "hpss"))
    stopping = queue.add(requests.preview_request(tracks[0], None, "hpss"))
    wait(lambda: queue.job(running).progress.done > 0, PATIENCE_MS)
    wait(lambda: queue.job(stopping).state is JobState.RUNNING, PATIENCE_MS)
    workspace.dock.table.view.selectRow(1)
    queue.cancel(stopping)


def _show_classify(shown: str, workspace: Workspace, wait: Wait) -> None:
    """Show a file that mixes genres, files that are being classified, or how reliable that is."""
    from sepgenre_gui.screens.classify.screen import ClassifyScreen

    screen = workspace.screen("classify")
    assert isinstance(screen, ClassifyScreen)
    # What another picture left unfinished.
    workspace.queue.forget_left_over()
    files = screen.layout.files
    wait(lambda: files.model.n_all > 0, PATIENCE_MS)
    files.bar.threshold.setValue(_THRESHOLD)
    mix = next(row for row in files.model.shown_rows if row.shown.startswith("Mix"))
    place = files.model.place_of(mix.key)
    assert place is not None
    files.table.selectRow(place)
    wait(lambda: screen.showing.opening.analysis.peaks is not None, PATIENCE_MS)
    screen.showing.opening.listening.seek(round(0.4 * screen.layout.track.viewport.n_samples))
    if shown == "work":
        # Windows that lie closer together are new to it.
        files.bar.hop.setValue(_OTHER_HOP_S)
        screen.classifying.classify([mix.path.parent])
        wait(lambda: files.model.n_all > _SOME_FILES, 4 * PATIENCE_MS)
        files.step(0)
    if shown == "reliability":
        screen.keeping.show_reliability()


def _show_cluster(address: str, workspace: Workspace, wait: Wait) -> None:
    """Show the cluster's dialog as somebody fills it in."""
    from PySide6.QtWidgets import QApplication

    from sepgenre_gui.screens.queue.cluster.dialog import ClusterDialog
    from sepgenre_gui.screens.shell.main_window import MainWindow

    window = workspace.widget.window()
    assert isinstance(window, MainWindow)
    window.book["tools.cluster"].trigger()
    wait(lambda: isinstance(QApplication.activeModalWidget(), ClusterDialog), PATIENCE_MS)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ClusterDialog)
    dialog.is_on.setChecked(True)
    fields, members = dialog.fields, Path("/mnt/studio/cluster")
    fields.scheduler.setText(address)
    fields.ca_file.path = fields.certificate.path = members / "cluster.pem"
    fields.key.path, fields.shared_folder.path = members / "cluster.key", members.parent


SCENES: Mapping[str, Scene] = {
    "jobs": _ask_for_jobs,
    "experiment": _show_experiment,
    "classify": _show_classify,
    "review": _show_review,
    "cluster": _show_cluster,
}
"""What is done in the window before a picture is taken; given what of it is shown."""
