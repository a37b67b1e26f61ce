"""Asking for stems, and asking again while the queue is still at what was asked for before."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from pytestqt.qtbot import QtBot

from sepgenre_gui.jobs.queue import JobContext, JobKind, JobQueue, JobState, NoStore
from sepgenre_gui.project import Project
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.preferences import Preferences
from sepgenre_gui.screens.stems.session import StemsSession
from sepgenre_gui.screens.stems.work.separating import Separating, StemsState
from sepgenre_gui.services.jobs.requests import PREVIEW
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.preview.growing import StemsGrown
from tests.sepgenre_gui.screens.stems.conftest import SEPARATOR


@attrs.define
class Asking:
    """What asks, what is asked, and what lets the jobs of it go on."""

    separating: Separating
    queue: JobQueue
    may_go_on: threading.Event
    fails: bool = False

    def preview(self, context: JobContext) -> str:
        """Grow a third, then take no notice of a cancel until it may go on."""
        if self.fails:
            raise AudioError("broken.wav: cannot be read.", remedy="Replace it.")
        context.on_event(StemsGrown(path=Path("growing"), n_ready_samples=100, n_samples=300))
        assert self.may_go_on.wait(60.0)
        context.check()
        return "Done."

    def states(self) -> list[JobState]:
        return [job.state for job in self.queue.jobs]


@pytest.fixture
def asking(qtbot: QtBot, songs: Path, preferences: Preferences) -> Iterator[Asking]:
    bridge = Bridge()
    with Project.open(songs) as project:
        session = StemsSession(project, preferences)
        segment = project.segments.list()[0]
        session.choose_target(segment.track_id, segment.id)
        kind = JobKind(name=PREVIEW, run=lambda context: made.preview(context), limit=2)
        queue = JobQueue([kind], store=NoStore(), deliver=bridge.deliver, n_workers=1)
        made = Asking(Separating(session, queue), queue, threading.Event())
        yield made
        made.may_go_on.set()
        queue.close()
        bridge.close()


def test_stems_that_are_still_being_stopped_are_asked_for_anew(
    asking: Asking, qtbot: QtBot
) -> None:
    separating = asking.separating
    separating.ask(SEPARATOR)
    qtbot.waitUntil(lambda: separating.stems(SEPARATOR).n_ready == 100)
    separating.cancel()
    assert asking.states() == [JobState.CANCELLING]

    separating.ask(SEPARATOR)
    separating.ask(SEPARATOR)
    ended: list[str] = []
    separating.ended.connect(ended.append)
    assert len(asking.queue.jobs) == 2
    asking.may_go_on.set()
    qtbot.waitUntil(lambda: bool(ended))

    assert asking.states() == [JobState.CANCELLED, JobState.DONE]
    assert ended == [SEPARATOR]


def test_stems_that_are_held_go_on_where_they_are_asked_for(asking: Asking, qtbot: QtBot) -> None:
    separating, queue = asking.separating, asking.queue
    separating.ask(SEPARATOR)
    qtbot.waitUntil(lambda: separating.stems(SEPARATOR).n_ready == 100)
    (job,) = queue.jobs
    queue.pause(job.id)

    separating.ask(SEPARATOR)

    assert asking.states() == [JobState.RUNNING]


def test_of_stems_that_are_tried_again_the_share_is_known(asking: Asking, qtbot: QtBot) -> None:
    separating = asking.separating
    asking.fails = True
    separating.ask(SEPARATOR)
    qtbot.waitUntil(lambda: separating.stems(SEPARATOR).state is StemsState.FAILED)

    asking.fails = False
    asking.queue.retry_failed()
    qtbot.waitUntil(lambda: separating.stems(SEPARATOR).n_ready == 100)

    stems = separating.stems(SEPARATOR)
    assert (stems.state, stems.n_samples) == (StemsState.SEPARATING, 300)
