"""What is computed about the track at hand, in workers: peaks, tiles, beats, suggestions."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from sepgenre_gui.audio.peaks import (
    TILE_SAMPLES,
    Peaks,
    PeaksGrown,
    PeaksTask,
    SamplesTask,
    SampleTile,
    build_peaks,
    read_samples,
)
from sepgenre_gui.audio.spectrogram_tiles import (
    SpectrogramKey,
    SpectrogramTask,
    SpectrogramTile,
    compute_tile,
)
from sepgenre_gui.audio.tiles import TileStore
from sepgenre_gui.jobs.lane import Lane, Ticket
from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.curation.beat_map import BeatMap
from sepgenre_gui.services.edits import zero_crossings
from sepgenre_training.errors import SepgenreError
from sepgenre_training.segmentation.beats import BeatGrid, find_beats

Samples = npt.NDArray[np.int64]

_SAMPLE_TILES, _SPECTROGRAM_TILES = 32, 64
_NEAR_SAMPLES = 4096
# Who goes on at once, to another page or place, has no use for them, and they take seconds.
_BEATS_AFTER_MS = 500
_READING = "Seconds of the track read"


class TrackAnalysis(QObject):
    """Asks workers about one track at a time; what is asked about another is cancelled.

    Three lanes, so that none waits for another: peaks, which decode the whole track; tiles, for
    what is looked at; music, for beats.

    Signals
    -------
    peaks_changed : Peaks
        There is a pyramid, growing or whole, of the track at hand.
    peaks_grew, samples_arrived, tiles_arrived
        More can be drawn.
    beats_changed
        Beats were found, or are those of another track.
    failed : BaseException
        The track cannot be read, or a worker died.
    progressed(what, done, total)
        Something goes on, as a text; an empty one where it has ended.
    """

    peaks_changed = Signal(object)
    peaks_grew = Signal()
    samples_arrived = Signal()
    tiles_arrived = Signal()
    beats_changed = Signal()
    failed = Signal(object)
    progressed = Signal(str, int, int)

    def __init__(self, project: Project, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._track: Track | None = None
        self._lanes = {
            name: Lane(name, deliver=bridge.deliver) for name in ("peaks", "tiles", "music")
        }
        self._tickets: list[Ticket[Any]] = []
        self._peaks: Peaks | None = None
        self.beat_map = BeatMap()
        self._beats_range: tuple[int, int] | None = None
        self._is_looked_at = True
        self._beats_timer = QTimer(self)
        self._beats_timer.setSingleShot(True)
        self._beats_timer.setInterval(_BEATS_AFTER_MS)
        self._beats_timer.timeout.connect(self._begin_beats)
        self.samples: TileStore[int, SampleTile] = TileStore(
            self._order_samples, capacity=_SAMPLE_TILES
        )
        self.spectrogram: TileStore[SpectrogramKey, SpectrogramTile] = TileStore(
            self._order_spectrogram, capacity=_SPECTROGRAM_TILES
        )
        self._crossings: TileStore[int, SampleTile] = TileStore(self._order_crossings, capacity=4)

    @property
    def peaks(self) -> Peaks | None:
        """The pyramid of the track at hand, as far as there is one."""
        return self._peaks

    def set_track(self, track: Track | None) -> None:
        """Forget what was asked about the track before, and begin with the peaks of this one."""
        for ticket in self._tickets:
            ticket.cancel()
        self._tickets.clear()
        for store in (self.samples, self.spectrogram, self._crossings):
            store.clear()
        self._track, self._peaks = track, None
        self._beats_range = None
        self.beat_map = BeatMap() if track is None else BeatMap.of(track)
        self.beats_changed.emit()
        self.progressed.emit("", 0, 0)
        if track is not None:
            self._begin_peaks(track)

    def forget_peaks(self, track: Track) -> None:
        """Take the peaks of `track` out of the cache, as where its file became another."""
        with suppress(OSError):
            self._peaks_task(track).file.unlink()

    def look_for_beats(self, start_sample: int, stop_sample: int) -> None:
        """Find the beats within a range, once it has been looked at for a moment.

        Nothing is done for those that are known or looked for already.
        """
        self._beats_range = (start_sample, stop_sample)
        if self._is_looked_at:
            self._beats_timer.start()

    def set_looked_at(self, *, looked_at: bool) -> None:
        """Begin no search for beats while the person is on another page."""
        self._is_looked_at = looked_at
        if not looked_at:
            self._beats_timer.stop()
        elif self._beats_range is not None:
            self._beats_timer.start()

    def _begin_beats(self) -> None:
        if self._beats_range is None:
            return
        for task in self.beat_map.take_missing(*self._beats_range):
            self._submit(
                "music",
                find_beats,
                task,
                on_value=partial(self._take_beats, self.beat_map, task.start_sample),
            )

    def beats(self) -> Samples:
        """Return the beats found so far, in samples."""
        return self.beat_map.beats

    def bars(self) -> Samples:
        """Return the first beats of the bars found so far, in samples."""
        return self.beat_map.bars

    def zero_crossings_near(self, sample: int) -> Samples:
        """Return where the wave crosses zero around `sample`; none until its tile was read."""
        index = sample // TILE_SAMPLES
        tile = self._crossings.want([index]).get(index)
        if tile is None:
            return np.empty(0, np.int64)
        first = max(sample - index * TILE_SAMPLES - _NEAR_SAMPLES, 0)
        near = tile.samples[:, first : first + 2 * _NEAR_SAMPLES].mean(axis=0)
        return zero_crossings(near, index * TILE_SAMPLES + first)

    def close(self) -> None:
        """End the workers."""
        self._track = self._beats_range = None
        self._beats_timer.stop()
        for lane in self._lanes.values():
            lane.begin_closing()
        for lane in self._lanes.values():
            lane.close()

    def _peaks_task(self, track: Track) -> PeaksTask:
        return PeaksTask(
            path=track.path,
            decoder=track.decoder,
            content_hash=track.content_hash,
            n_samples=track.n_samples,
            sample_rate_hz=track.sample_rate_hz,
            n_channels=track.channels,
            cache_root=self._project.cache.root,
        )

    def _begin_peaks(self, track: Track) -> None:
        task = self._peaks_task(track)
        self._peaks = Peaks.open_cached(task)
        if self._peaks is not None:
            self.peaks_changed.emit(self._peaks)
            return
        self.progressed.emit(_READING, 0, track.n_samples // track.sample_rate_hz)
        self._submit(
            "peaks",
            build_peaks,
            task,
            on_event=partial(self._take_growth, task),
            on_value=partial(self._take_peaks, task),
        )

    def _take_growth(self, task: PeaksTask, event: PeaksGrown) -> None:
        if self._peaks is not None:
            self.peaks_grew.emit()
        else:
            try:
                self._peaks = Peaks.open_growing(task, event.path)
            except SepgenreError:
                # Where the window was busy, it hears of a file that is finished meanwhile, and
                # has another name: the value that follows tells it.
                return
            self.peaks_changed.emit(self._peaks)
        rate_hz = task.sample_rate_hz
        self.progressed.emit(_READING, event.n_ready_samples // rate_hz, event.n_samples // rate_hz)

    def _take_peaks(self, task: PeaksTask, _: Path) -> None:
        self._peaks = Peaks.open_cached(task)
        if self._peaks is not None:
            self.peaks_changed.emit(self._peaks)
        self.progressed.emit("", 0, 0)

    def _take_beats(self, beat_map: BeatMap, start_sample: int, grid: BeatGrid | None) -> None:
        beat_map.put(start_sample, grid)
        self.beats_changed.emit()

    def _order_samples(self, index: int) -> Any:
        return self._order_tile(index, self.samples, self.samples_arrived)

    def _order_crossings(self, index: int) -> Any:
        return self._order_tile(index, self._crossings, None)

    def _order_tile(self, index: int, store: TileStore[int, SampleTile], arrived: Any) -> Any:
        track = self._track
        assert track is not None
        task = SamplesTask(
            path=track.path, decoder=track.decoder, n_samples=track.n_samples, index=index
        )

        def take(tile: SampleTile) -> None:
            store.put(index, tile)
            if arrived is not None:
                arrived.emit()

        return self._order(read_samples, task, take, partial(store.fail, index))

    def _order_spectrogram(self, key: SpectrogramKey) -> Any:
        track = self._track
        assert track is not None
        task = SpectrogramTask(
            path=track.path,
            decoder=track.decoder,
            n_samples=track.n_samples,
            sample_rate_hz=track.sample_rate_hz,
            key=key,
        )

        def take(tile: SpectrogramTile) -> None:
            self.spectrogram.put(key, tile)
            self.tiles_arrived.emit()

        return self._order(compute_tile, task, take, partial(self.spectrogram.fail, key))

    def _order(self, function: Any, task: Any, take: Any, fail: Any) -> Any:
        def give_up(error: BaseException) -> None:
            fail()
            self.failed.emit(error)

        ticket = self._lanes["tiles"].submit(function, task, on_value=take, on_error=give_up)
        return ticket.cancel

    def _submit(self, lane: str, function: Any, task: Any, **callbacks: Any) -> Ticket[Any]:
        ticket: Ticket[Any] = self._lanes[lane].submit(
            function, task, on_error=self._fail, **callbacks
        )
        self._tickets = [each for each in self._tickets if not each.is_finished]
        self._tickets.append(ticket)
        return ticket

    def _fail(self, error: BaseException) -> None:
        self.progressed.emit("", 0, 0)
        self.failed.emit(error)
