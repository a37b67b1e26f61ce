"""Files that leave the window: a lane written where it is dragged from, or copied."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sepgenre_gui.jobs.lane import Lane
from sepgenre_gui.screens.bridge import Bridge
from sepgenre_gui.screens.stems.session import Target
from sepgenre_gui.services.stems import export_mix_task
from sepgenre_training.separation.preview.lanes import MIXTURE_LANE, lane_key
from sepgenre_training.separation.preview.mixdown import mix_down
from sepgenre_training.separation.preview.mixdown_task import Mixdown, export_name
from sepgenre_training.separation.task import SeparationTask


class LaneFiles:
    """Writes lanes, each once, into a folder that goes with the screen.

    They are WAV files of 32-bit floats at the track's rate: the very samples.

    Parameters
    ----------
    bridge : Bridge
        Brings what was written into this thread.
    fail : callable
        Receives why a file could not be written.
    """

    def __init__(self, bridge: Bridge, fail: Callable[[BaseException], None]) -> None:
        self._bridge, self._fail = bridge, fail
        self._lane: Lane | None = None
        self._folder: Path | None = None
        self._written: dict[Path, Path] = {}
        self._wanted: dict[Path, list[Callable[[Path], None]]] = {}

    def write(
        self,
        target: Target,
        task: SeparationTask,
        lane: str,
        on_written: Callable[[Path], None] = lambda _: None,
    ) -> None:
        """Write the lane `lane` of `target`, and call `on_written` with the file.

        At once, where it was written before.
        """
        path = self._path(target, task, lane)
        if path in self._written and path.is_file():
            on_written(path)
            return
        if path in self._wanted:
            self._wanted[path].append(on_written)
            return
        self._wanted[path] = [on_written]
        key = MIXTURE_LANE if lane == MIXTURE_LANE else lane_key(task.separator, lane)
        mixdown = export_mix_task(
            target.track, [task], {key: 1.0}, path, stem_format="wav", overwrite=True
        )
        self._worker().submit(
            mix_down,
            mixdown,
            on_value=self._take,
            on_error=lambda error: self._give_up(path, error),
        )

    def close(self) -> None:
        """End the worker, and remove the files."""
        if self._lane is not None:
            self._lane.close()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _worker(self) -> Lane:
        if self._lane is None:
            self._lane = Lane("stems files", deliver=self._bridge.deliver)
        return self._lane

    def _path(self, target: Target, task: SeparationTask, lane: str) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="sepgenre-stems-"))
        start = None if target.segment is None else target.start_sample
        name = export_name(
            target.track.title,
            lane,
            start_sample=start,
            sample_rate_hz=target.track.sample_rate_hz,
        )
        made_by = "track" if lane == MIXTURE_LANE else task.separator
        folder = self._folder / f"{target.track.id}-{start}-{made_by}"
        folder.mkdir(exist_ok=True)
        return folder / f"{name}.wav"

    def _take(self, written: Mixdown) -> None:
        self._written[written.path] = written.path
        for on_written in self._wanted.pop(written.path, []):
            on_written(written.path)

    def _give_up(self, path: Path, error: BaseException) -> None:
        self._wanted.pop(path, None)
        self._fail(error)
