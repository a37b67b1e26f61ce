"""Separators installed, verified and removed as jobs, in a worker that can be stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.manage_separators import (
    install_separator,
    remove_separator,
    verify_separator,
)
from sepgenre_training.compute.worker import report
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.descriptor import SeparatorState, SeparatorStatus
from sepgenre_training.separation.weights.reading import Watch


@attrs.frozen(kw_only=True)
class Told:
    """A sentence that a person should read."""

    text: str


@attrs.frozen(kw_only=True)
class InstallTask:
    """A separator to install; from `source`, where the person has its weights."""

    name: str
    source: Path | None


def install(_: Project, context: JobContext) -> str:
    """Install what a separator needs; a download that was stopped goes on where it was."""
    source = context.arguments["source"]
    task = InstallTask(
        name=context.arguments["name"], source=None if source is None else Path(source)
    )
    status = context.run_one(install_in_worker, task, on_event=_tell(context))
    if status.state is not SeparatorState.READY:
        # Of what it needs, only what belongs to another separator can still be missing.
        raise SeparationError(f"Still missing: {' '.join(status.reasons)}", remedy=status.remedy)
    return f"The separator {task.name} is ready."


def verify(_: Project, context: JobContext) -> str:
    """Read all weights anew, and import all packages."""
    name = context.arguments["name"]
    status = context.run_one(verify_in_worker, name, on_event=_tell(context))
    if status.state is not SeparatorState.READY:
        raise SeparationError(
            f"The separator {name} cannot run ({status.state.value}). {' '.join(status.reasons)}",
            remedy=status.remedy,
        )
    return f"The separator {name} is whole."


def remove(_: Project, context: JobContext) -> str:
    """Remove what was installed."""
    name = context.arguments["name"]
    removed = context.run_one(remove_in_worker, name, on_event=_tell(context))
    return f"Removed {' and '.join(removed)} of {name}." if removed else "There was nothing."


def install_in_worker(task: InstallTask) -> SeparatorStatus:
    """Install a separator, and report how far that is."""
    return install_separator(task.name, source=task.source, watch=_watch())


def verify_in_worker(name: str) -> SeparatorStatus:
    """Verify a separator, and report how far that is."""
    return verify_separator(name, watch=_watch())


def remove_in_worker(name: str) -> tuple[str, ...]:
    """Remove a separator; return what there was."""
    return tuple(removal.what for removal in remove_separator(name) if removal.removed)


def _watch() -> Watch:
    return Watch(on_event=report, on_notice=lambda text: report(Told(text=text)))


def _tell(context: JobContext) -> Callable[[Any], None]:
    def tell(event: Any) -> None:
        if isinstance(event, Told):
            context.log(event.text)
        else:
            context.on_event(event)

    return tell
