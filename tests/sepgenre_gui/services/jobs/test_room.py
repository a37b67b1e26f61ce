"""Room after a job: what jobs that still go on have used stays, over the limit or not."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import attrs
import pytest

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.rehearsal import SerialPool
from sepgenre_gui.services.jobs import room
from sepgenre_gui.services.jobs.room import keeping_room
from sepgenre_training.errors import CancelledError

LIMIT_GB = 0.001
DAY_S = 86_400.0


@attrs.define
class Context:
    """What this needs of a job's context: workers, and a log."""

    pool: SerialPool = attrs.field(factory=SerialPool)
    lines: list[str] = attrs.field(factory=list)

    def log(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "songs") as made:
        yield made


def add(project: Project, name: str, *, used_at: float) -> Path:
    path = project.cache.path("stems", hashlib.sha256(name.encode()).hexdigest(), ".wav")
    path.parent.mkdir(parents=True)
    path.write_bytes(bytes(2_000_000))
    os.utime(path, (used_at, used_at))
    return path


def keep(project: Project, work: object, context: Context) -> str:
    return keeping_room(project, cast(JobContext, context), LIMIT_GB, lambda _: str(work))


def test_what_was_used_before_the_job_goes(project: Project) -> None:
    old = add(project, "old", used_at=0.0)
    new = add(project, "new", used_at=time.time() + 1)
    context = Context()

    assert keep(project, "done", context) == "done"

    assert (old.exists(), new.exists()) == (False, True)
    assert context.lines == ["The cache was over its limit of 0.001 GB: 2.0 MB were freed."]


def test_what_a_job_that_goes_on_has_used_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    before = add(project, "before", used_at=now - 9 * DAY_S)
    in_use = add(project, "in use", used_at=now - DAY_S)
    context = Context()

    def experiment(_: JobContext) -> str:
        # It began two days ago, used its tensors a day ago, and another job ends meanwhile.
        monkeypatch.setattr(room.time, "time", lambda: now)
        keep(project, "other", context)
        assert (before.exists(), in_use.exists()) == (False, True)
        return "done"

    monkeypatch.setattr(room.time, "time", lambda: now - 2 * DAY_S)
    keeping_room(project, cast(JobContext, context), 0.0, experiment)

    # Once it has ended, nobody needs them.
    keep(project, "another", context)
    assert not in_use.exists()


def test_a_job_that_is_done_is_not_undone_by_a_cancel_while_room_is_made(project: Project) -> None:
    class Stopped(SerialPool):
        def run(self, *_: Any, **__: Any) -> Any:
            raise CancelledError("Stopped at your request.")

    assert keep(project, "done", Context(pool=Stopped())) == "done"


def test_a_job_that_fails_is_forgotten(project: Project) -> None:
    def fail(_: JobContext) -> str:
        raise KeyError

    with pytest.raises(KeyError):
        keeping_room(project, cast(JobContext, Context()), LIMIT_GB, fail)
    old = add(project, "old", used_at=0.0)
    keep(project, "done", Context())
    assert not old.exists()
