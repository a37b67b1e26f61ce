"""The progress bar: one line for each stage, on stderr, at a terminal only."""

from __future__ import annotations

import sys
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.experiment.events import EpochFinished, Event, TrialFinished


class ProgressBar:
    """Shows events as they come; silent where stderr is no terminal."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[item]}", markup=False),
            console=Console(file=sys.stderr, markup=False, emoji=False),
            disable=not sys.stderr.isatty(),
        )
        self._stages: dict[str, TaskID] = {}

    def __enter__(self) -> ProgressBar:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def show(self, event: Event) -> None:
        """Draw what `event` tells."""
        if isinstance(event, Progressed):
            self._update(event.stage, event.done, event.total, event.item)
        elif isinstance(event, TrialFinished):
            self._update("trials", event.done, event.total, f"trial {event.result.index + 1}")
        elif isinstance(event, EpochFinished):
            metrics = event.metrics
            self._note(
                "trials",
                f"trial {event.trial + 1}, {event.network}, epoch {metrics.epoch}: "
                f"test loss {metrics.test_loss:.2f}",
            )
        elif isinstance(event, ItemFailed):
            self._note(event.stage, f"{event.item}: failed")

    def _update(self, stage: str, done: int, total: int, item: str) -> None:
        self._progress.update(self._stage(stage), completed=done, total=total, item=item)

    def _note(self, stage: str, item: str) -> None:
        self._progress.update(self._stage(stage), item=item)

    def _stage(self, stage: str) -> TaskID:
        if stage not in self._stages:
            self._stages[stage] = self._progress.add_task(stage, total=None, item="")
        return self._stages[stage]
