"""The pictures of the lanes, computed by workers: waveforms, verdicts, mel spectrograms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import attrs
from PySide6.QtCore import QObject, Signal

from sepgenre_gui.audio.lanes import (
    LanePicture,
    LanePictureTask,
    LaneSpectrograms,
    LaneSpectrogramTask,
    compute_lane_spectrograms,
    draw_lanes,
)
from sepgenre_gui.audio.lanes.samples import LaneSamples, LaneSamplesTask, read_lane_samples
from sepgenre_gui.audio.peaks import SampleTile
from sepgenre_gui.audio.tiles import TileStore
from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.preview.growing import growing_path
from sepgenre_training.separation.task import SeparationTask

_TILES_KEPT = 6


@attrs.define
class _Drawing:
    """What is drawn of the stems by one separator."""

    task: SeparationTask
    stems: Path
    n_ready: int
    is_whole: bool = False
    picture: LanePicture | None = None
    spectrograms: LaneSpectrograms | None = None
    ticket: Ticket[Any] | None = None
    spectrogram_ticket: Ticket[Any] | None = None
    samples: TileStore[int, LaneSamples] | None = None

    @property
    def is_drawn(self) -> bool:
        """Whether all that is there is in the picture, judged where it is whole."""
        if self.picture is None or self.picture.n_ready_samples < self.n_ready:
            return False
        return bool(self.picture.verdicts) or not self.is_whole


class LanePictures(QObject):
    """Asks two workers, one for waveforms and one for spectrograms, about what is at hand.

    Signals
    -------
    picture_changed : str
        There is more to draw of the stems by this separator, or they were judged.
    samples_arrived : str
        Single samples of them can be drawn.
    spectrograms_changed : str
        Their spectrograms are there.
    failed : BaseException
        Something cannot be read, or a worker died.
    """

    picture_changed = Signal(str)
    samples_arrived = Signal(str)
    spectrograms_changed = Signal(str)
    failed = Signal(object)

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A lane is a process: there is none before the first stems are looked at.
        self._lanes: dict[str, Lane] = {}
        self._bridge = bridge
        self._drawings: dict[str, _Drawing] = {}
        self._wants_spectrograms = False

    def picture(self, separator: str) -> LanePicture | None:
        """Return the waveforms by `separator`, as far as they are drawn."""
        drawing = self._drawings.get(separator)
        return None if drawing is None else drawing.picture

    def spectrograms(self, separator: str) -> LaneSpectrograms | None:
        """Return the spectrograms by `separator`."""
        drawing = self._drawings.get(separator)
        return None if drawing is None else drawing.spectrograms

    def samples(
        self, separator: str, lane: str, indices: Sequence[int]
    ) -> Mapping[int, SampleTile]:
        """Return those tiles of a lane that are at hand; the others are read."""
        drawing = self._drawings.get(separator)
        if drawing is None or not drawing.is_whole:
            return {}
        if drawing.samples is None:
            order = partial(self._order_samples, drawing)
            drawing.samples = TileStore(order, capacity=_TILES_KEPT)
        found = drawing.samples.want(indices)
        return {index: each.tiles[lane] for index, each in found.items()}

    def clear(self) -> None:
        """Forget everything, as where something else is at hand."""
        for separator in [*self._drawings]:
            self.forget(separator)

    def keep(self, separators: tuple[str, ...]) -> None:
        """Forget all but what these separators made."""
        for separator in [*self._drawings]:
            if separator not in separators:
                self.forget(separator)

    def forget(self, separator: str) -> None:
        """Forget the pictures by `separator`."""
        drawing = self._drawings.pop(separator, None)
        if drawing is not None:
            for ticket in (drawing.ticket, drawing.spectrogram_ticket):
                if ticket is not None:
                    ticket.cancel()
            if drawing.samples is not None:
                drawing.samples.clear()

    def draw_growing(self, task: SeparationTask, stems: Path, n_ready: int) -> None:
        """Draw the first `n_ready` samples of stems that grow in the file `stems`."""
        if n_ready:
            self._take(task, stems, n_ready, is_whole=False)

    def draw_whole(self, task: SeparationTask) -> None:
        """Draw and judge finished stems."""
        self._take(task, growing_path(task), task.n_samples, is_whole=True)

    def want_spectrograms(self, *, wanted: bool) -> None:
        """Compute spectrograms from now on; nobody pays for them before."""
        self._wants_spectrograms = wanted
        for drawing in self._drawings.values():
            ticket = drawing.spectrogram_ticket
            if ticket is not None and ticket.is_finished:
                # It failed, which was told once; whoever asks again wants it tried again.
                drawing.spectrogram_ticket = None
            self._go_on(drawing)

    def close(self) -> None:
        """End the workers."""
        self._drawings.clear()
        for lane in self._lanes.values():
            lane.begin_closing()
        for lane in self._lanes.values():
            lane.close()

    def _lane(self, name: str) -> Lane:
        if name not in self._lanes:
            self._lanes[name] = Lane(f"stems {name}", deliver=self._bridge.deliver)
        return self._lanes[name]

    def _take(self, task: SeparationTask, stems: Path, n_ready: int, *, is_whole: bool) -> None:
        drawing = self._drawings.get(task.separator)
        if drawing is None or _window(drawing.task) != _window(task):
            self.forget(task.separator)
            drawing = _Drawing(task=task, stems=stems, n_ready=n_ready)
            self._drawings[task.separator] = drawing
        drawing.stems, drawing.n_ready = stems, n_ready
        drawing.is_whole = drawing.is_whole or is_whole
        self._go_on(drawing)

    def _go_on(self, drawing: _Drawing) -> None:
        """Ask for what is not drawn yet; one task at a time, so that none is drawn in vain."""
        if drawing.ticket is None and not drawing.is_drawn:
            self._ask_for_picture(drawing)
        wanted = self._wants_spectrograms and drawing.is_whole
        if wanted and drawing.spectrograms is None and drawing.spectrogram_ticket is None:
            self._ask_for_spectrograms(drawing)

    def _ask_for_picture(self, drawing: _Drawing) -> None:
        before = drawing.picture
        extends = before is not None and not drawing.is_whole
        wanted = LanePictureTask(
            separation=drawing.task,
            stems=drawing.stems,
            first_sample=before.next_first if before is not None and extends else 0,
            n_ready_samples=drawing.n_ready,
            judges=drawing.is_whole,
        )

        def take(picture: LanePicture) -> None:
            drawing.ticket = None
            known = drawing.picture
            drawing.picture = known.extended(picture) if known and extends else picture
            self.picture_changed.emit(drawing.task.separator)
            self._go_on(drawing)

        def fail(error: BaseException) -> None:
            drawing.ticket = None
            # A file that grew has another name, or is gone, once it is finished or cancelled.
            if isinstance(error, SeparationError) and not wanted.judges:
                if drawing.is_whole:
                    self._go_on(drawing)
            else:
                self.failed.emit(error)

        drawing.ticket = self._lane("pictures").submit(
            draw_lanes, wanted, on_value=take, on_error=fail
        )

    def _order_samples(self, drawing: _Drawing, index: int) -> Callable[[], None]:
        store = drawing.samples
        assert store is not None
        task = LaneSamplesTask(separation=drawing.task, stems=drawing.stems, index=index)

        def take(samples: LaneSamples) -> None:
            store.put(index, samples)
            self.samples_arrived.emit(drawing.task.separator)

        def fail(error: BaseException) -> None:
            store.fail(index)
            self.failed.emit(error)

        return (
            self._lane("pictures")
            .submit(read_lane_samples, task, on_value=take, on_error=fail)
            .cancel
        )

    def _ask_for_spectrograms(self, drawing: _Drawing) -> None:
        def take(spectrograms: LaneSpectrograms) -> None:
            drawing.spectrogram_ticket = None
            drawing.spectrograms = spectrograms
            self.spectrograms_changed.emit(drawing.task.separator)

        drawing.spectrogram_ticket = self._lane("spectrograms").submit(
            compute_lane_spectrograms,
            LaneSpectrogramTask(separation=drawing.task),
            on_value=take,
            on_error=self.failed.emit,
        )


def _window(task: SeparationTask) -> Mapping[str, object]:
    return attrs.asdict(attrs.evolve(task, accept_identical=False), recurse=False)
