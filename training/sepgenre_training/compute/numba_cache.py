"""Where numba keeps what it compiles for librosa: compiled once, by one process at a time."""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

import platformdirs
from filelock import FileLock

from sepgenre_training.cache import content_key

_READY = "ready"


@functools.cache
def prepare_numba() -> None:
    """Let this process find librosa's compiled functions, compiling them where it is the first.

    Called before librosa is imported. Two processes that compile into one cache at a time mix
    their files, and every later process that loads them dies of a segmentation fault; so the
    first one compiles under a lock, for about half a minute, and the others wait. The cache
    lasts, in the person's cache folder or where ``NUMBA_CACHE_DIR`` says.
    """
    folder = choose_numba_cache()
    if folder is None or (folder / _READY).exists():
        return
    with FileLock(folder / "compile.lock"):
        if not (folder / _READY).exists():
            _compile()
            (folder / _READY).touch()


@functools.cache
def choose_numba_cache() -> Path | None:
    """Tell numba where its cache lies, before it is imported; None where it has been already."""
    if "numba" in sys.modules:
        return None
    folder = _make_folder()
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return folder


def _make_folder() -> Path:
    chosen = Path(os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_path("sepgenre"))
    # A cache belongs to one installation of librosa and of numba: numba, too, looks at times.
    name = Path("numba", content_key(files=[_stamp("librosa"), _stamp("numba")])[:16])
    # A process inherits the folder that the one which started it has chosen.
    folder = chosen if chosen.parts[-2:] == name.parts else chosen / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        # Without a place that lasts, each process compiles for itself: slow, and safe.
        folder = Path(tempfile.mkdtemp(prefix="sepgenre-numba-"))
    return folder


def _stamp(package: str) -> list[object]:
    spec = importlib.util.find_spec(package)
    origin = Path(spec.origin) if spec and spec.origin else Path(package)
    return [str(origin), origin.stat().st_mtime_ns, sys.version]


def _compile() -> None:
    # librosa compiles most functions when it is imported, and the rest at their first use.
    import numpy as np
    from librosa.feature import chroma_stft, tempo
    from librosa.onset import onset_strength

    rate_hz = 22_050
    clicks = np.zeros(8 * rate_hz, np.float32)
    clicks[:: rate_hz // 2] = 1.0
    onsets = onset_strength(y=clicks, sr=rate_hz)
    tempo(onset_envelope=onsets, sr=rate_hz)
    chroma_stft(y=clicks, sr=rate_hz)
