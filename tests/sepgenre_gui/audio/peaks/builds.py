"""What tests of building hear of it, and the files that are there after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sepgenre_gui.audio.peaks import PeaksGrown, PeaksTask

Make = Callable[..., Path]


TaskFor = Callable[[Path], PeaksTask]


def files(task: PeaksTask) -> list[Path]:
    return [path for path in task.cache_root.rglob("*") if path.is_file()]


class Listener:
    """Looks at the growing file at each report, as the window does."""

    def __init__(self, look: Callable[[PeaksGrown], None]) -> None:
        self.send = look
