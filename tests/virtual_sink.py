"""A sound device without hardware: a PulseAudio server with a null sink, whose output is recorded.

PortAudio finds it through ALSA's pulse plugin. What is played on it at its own rate is recorded
bit by bit, so tests compare sounds by sample, as long as nobody was late: server, recorder and the
threads that play are given priority where that is allowed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import pytest

Frames = npt.NDArray[np.float32]
"""shape=(frames, 2), as the device heard them."""

_ALSA_CONFIGURATION = """</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""
_PLUGIN = "alsa-lib/libasound_module_pcm_pulse.so"
_TIMEOUT_S = 10.0
_BYTES_PER_FRAME = 8
_SERVER_NICE, _RECORDER_NICE, _PLAYING_NICE = -15, -12, -10
_ENVIRONMENT = ("PULSE_SERVER", "ALSA_CONFIG_PATH", "PULSE_RUNTIME_PATH", "PULSE_STATE_PATH")


def missing_for_sound() -> str | None:
    """Return why no virtual sink can be had here, or None."""
    if not sys.platform.startswith("linux"):
        return "virtual sinks are made by PulseAudio on Linux"
    missing = [name for name in ("pulseaudio", "pactl", "parec") if shutil.which(name) is None]
    if missing:
        return f"{', '.join(missing)} not installed (apt-get install pulseaudio pulseaudio-utils)"
    if not any(folder.joinpath(_PLUGIN).exists() for folder in Path("/usr/lib").glob("*-linux-*")):
        return "ALSA has no pulse plugin (apt-get install libasound2-plugins)"
    return None


class Recording:
    """What the sink has heard since the recording began; it lies in a growing file.

    Its length follows what is heard within a few milliseconds.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._start = self._n_in_file()

    @property
    def n_frames(self) -> int:
        """How many frames have been recorded so far."""
        return self._n_in_file() - self._start

    def frames(self) -> Frames:
        """Return what has been recorded so far [shape=(frames, 2)]."""
        samples = np.fromfile(self._path, dtype=np.float32)
        return samples[: len(samples) // 2 * 2].reshape(-1, 2)[self._start :]

    def _n_in_file(self) -> int:
        return self._path.stat().st_size // _BYTES_PER_FRAME


class VirtualSink:
    """A null sink that can be recorded, killed and started anew at the same address.

    Parameters
    ----------
    folder : Path
        Where socket, configuration and recordings lie; its path is short (108 bytes).
    rate_hz : int
        The sink's own rate.
    """

    def __init__(self, folder: Path, *, rate_hz: int = 44_100) -> None:
        self._folder = folder
        self.rate_hz = rate_hz
        self._server: subprocess.Popen[bytes] | None = None
        self._recorder: subprocess.Popen[bytes] | None = None
        self._n_recorders = 0
        self.environment = {
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_RUNTIME_PATH": f"{folder}/runtime",
            "PULSE_STATE_PATH": f"{folder}/state",
            "ALSA_CONFIG_PATH": f"{folder}/asound.conf",
        }
        (folder / "asound.conf").write_text(_ALSA_CONFIGURATION, encoding="ascii")

    def __enter__(self) -> VirtualSink:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    @property
    def process_id(self) -> int:
        """The server's process."""
        assert self._server is not None
        return self._server.pid

    def start(self) -> None:
        """Start the server and a recorder, and wait until both work."""
        sink = f"sink_name=test format=float32le rate={self.rate_hz} channels=2"
        socket = f"auth-anonymous=1 socket={self._folder}/native"
        options = (
            "-n --daemonize=no --use-pid-file=no --disable-shm=yes --enable-memfd=no "
            "--exit-idle-time=-1 --realtime=no --high-priority=no --log-target=stderr"
        )
        with (self._folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *_nice(_SERVER_NICE),
                    "pulseaudio",
                    *options.split(),
                    *("-L", f"module-null-sink {sink}"),
                    *("-L", f"module-native-protocol-unix {socket}"),
                ],
                env={**os.environ, **self.environment, "XDG_RUNTIME_DIR": str(self._folder)},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + _TIMEOUT_S
        while not self._answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                log_text = (self._folder / "server.log").read_text(errors="replace")
                raise RuntimeError(f"PulseAudio did not start: {log_text[-2000:]}")
            time.sleep(0.02)
        self._start_recorder()

    def kill(self) -> None:
        """End the server at once, as when a device is pulled out."""
        for process in (self._server, self._recorder):
            if process is not None:
                process.kill()
                process.wait(_TIMEOUT_S)
        self._server = self._recorder = None

    def record(self) -> Recording:
        """Begin to record what the sink hears."""
        return Recording(self._file)

    @property
    def _file(self) -> Path:
        return self._folder / f"recording{self._n_recorders}.f32"

    def _start_recorder(self) -> None:
        # One for all: a null sink without a listener hands its sound out only every two seconds.
        self._n_recorders += 1
        with self._file.open("wb") as file:
            self._recorder = subprocess.Popen(
                [
                    *_nice(_RECORDER_NICE),
                    *("parec", "-d", "test.monitor", "--format=float32le", "--raw"),
                    *(f"--rate={self.rate_hz}", "--channels=2", "--latency-msec=2"),
                ],
                env={**os.environ, **self.environment},
                stdout=file,
                stderr=subprocess.DEVNULL,
            )
        deadline = time.monotonic() + _TIMEOUT_S
        while self._file.stat().st_size == 0:
            if time.monotonic() > deadline or self._recorder.poll() is not None:
                raise RuntimeError("parec records nothing")
            time.sleep(0.01)

    def _answers(self) -> bool:
        if not (self._folder / "native").exists():
            return False
        done = subprocess.run(
            ["pactl", "info"], env={**os.environ, **self.environment}, capture_output=True
        )
        return done.returncode == 0


@contextmanager
def virtual_sink(*, rate_hz: int = 44_100) -> Iterator[VirtualSink]:
    """Yield a running sink, with this process's environment leading PortAudio to it.

    PortAudio must be initialised within. Skips the test where no sink can be had.
    """
    reason = missing_for_sound()
    if reason is not None:
        pytest.skip(reason)
    kept = {name: os.environ.get(name) for name in _ENVIRONMENT}
    with (
        tempfile.TemporaryDirectory(prefix="sink") as folder,
        VirtualSink(Path(folder), rate_hz=rate_hz) as sink,
    ):
        os.environ.update(sink.environment)
        try:
            yield sink
        finally:
            for name, value in kept.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def may_raise_priority() -> bool:
    """Say whether this process may be given priority over the machine's other work."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -1)
    except PermissionError:
        return False
    os.setpriority(os.PRIO_PROCESS, 0, 0)
    return True


@contextmanager
def priority() -> Iterator[None]:
    """Give this thread, and the threads it starts, priority over the machine's other work.

    Skips the test where that is not allowed: gaps would tell of the machine's load alone.
    """
    before = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        os.setpriority(os.PRIO_PROCESS, 0, _PLAYING_NICE)
    except PermissionError:
        pytest.skip("playing threads may not be given priority here (needs root)")
    try:
        yield
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, before)


def _nice(level: int) -> list[str]:
    return ["nice", "-n", str(level)] if may_raise_priority() else []
