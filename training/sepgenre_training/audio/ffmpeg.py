"""Decoding by ffmpeg, as a child process, of what libsndfile cannot read."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from sepgenre_training.audio.files import printable
from sepgenre_training.audio.info import DecoderName
from sepgenre_training.errors import AudioError
from sepgenre_training.separation.stems import Audio

BLOCK_SAMPLES = 65_536
_BYTES_PER_SAMPLE = 4
# Without this flag every child opens a console window on Windows.
_FLAGS: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


@attrs.frozen(kw_only=True)
class FfmpegTools:
    """Where the two programs are."""

    ffmpeg: str
    ffprobe: str


def find_ffmpeg() -> FfmpegTools | None:
    """Return where ffmpeg and ffprobe are, or None where either is not installed."""
    ffmpeg, ffprobe = shutil.which("ffmpeg"), shutil.which("ffprobe")
    return FfmpegTools(ffmpeg=ffmpeg, ffprobe=ffprobe) if ffmpeg and ffprobe else None


def ffmpeg_version() -> str:
    """Return the version of the ffmpeg that `find_ffmpeg` finds, "none" where it finds none."""
    tools = find_ffmpeg()
    return "none" if tools is None else _version(tools.ffmpeg)


class FfmpegReader:
    """Reads any window of one file's first audio stream, decoding from the start.

    Containers give no sample-exact seek, so a window behind the current position starts a new
    decoder and discards what comes before it.

    Parameters
    ----------
    path : Path
        An ordinary file, see `files.require_audio_file`.

    Raises
    ------
    AudioError
        Where ffmpeg is not installed, or finds no audio in the file.
    """

    decoder: DecoderName = "ffmpeg"

    def __init__(self, path: Path) -> None:
        tools = find_ffmpeg()
        if tools is None:
            raise AudioError(
                f"{printable(path)}: needs ffmpeg, which is not installed.",
                remedy="Install it (with ffprobe, on the PATH), or convert the file to FLAC.",
            )
        self._path = path
        self._tools = tools
        stream, container = _probe(tools, path)
        self.sample_rate_hz = int(stream["sample_rate"])
        self.channels = int(stream["channels"])
        self.declared_n_samples = _declared(stream, container, self.sample_rate_hz)
        self.decoder_version = _version(tools.ffmpeg)
        self.format = str(container.get("format_name", ""))
        self._tags = _tags(stream, container)
        self._position = 0
        self._start()

    def tags(self) -> dict[str, str]:
        """Return what ffprobe found of title, artist and album."""
        return self._tags

    def read(self, start_sample: int, n_samples: int) -> Audio:
        """Return up to `n_samples` from `start_sample` on; fewer at the end of the file.

        Returns
        -------
        Audio [shape=(channels, samples)]
            float32, full scale 1.0.

        Raises
        ------
        AudioError
            Where ffmpeg gives up; with the position.
        """
        if start_sample < self._position:
            self.close()
            self._start()
        while self._position < start_sample:
            skipped = self.read_on(min(BLOCK_SAMPLES, start_sample - self._position))
            if not skipped.size:
                break
        return np.ascontiguousarray(self.read_on(n_samples).T)

    def read_on(self, n_samples: int) -> Audio:
        """Return up to `n_samples` more [shape=(samples, channels)]: as decoded, not laid out."""
        assert self._process.stdout is not None
        n_bytes = n_samples * self.channels * _BYTES_PER_SAMPLE
        data = self._process.stdout.read(n_bytes)
        if len(data) < n_bytes and self._process.wait() != 0:
            raise self._damage()
        samples = np.frombuffer(data, dtype="<f4").reshape(-1, self.channels)
        self._position += len(samples)
        return samples.astype(np.float32, copy=False)

    def close(self) -> None:
        """Stop the child process."""
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._log.close()

    def _start(self) -> None:
        # A file, since a pipe that nobody reads would block the child.
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 (closed in `close`)
        command = [
            self._tools.ffmpeg, "-nostdin", "-v", "error", "-xerror", "-i", _address(self._path),
            "-map", "0:a:0", "-ar", str(self.sample_rate_hz), "-ac", str(self.channels),
            "-c:a", "pcm_f32le", "-f", "f32le", "pipe:1",
        ]  # fmt: skip
        self._process = subprocess.Popen(  # noqa: S603 (a list, no shell)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._log,
            creationflags=_FLAGS,
        )
        self._position = 0

    def _damage(self) -> AudioError:
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        at_s = self._position / self.sample_rate_hz
        return AudioError(
            f"{printable(self._path)}: damaged, ffmpeg fails after {at_s:.2f} s "
            f"({lines[-1] if lines else 'no reason given'}).",
            remedy="Copy or download it again, or convert the intact part to FLAC.",
        )


def _address(path: Path) -> str:
    # The prefix keeps ffmpeg from reading a colon in a name as a protocol.
    return f"file:{path.absolute()}"


def _probe(tools: FfmpegTools, path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return ffprobe's description of the first audio stream, and of the container."""
    command = [
        tools.ffprobe, "-v", "error", "-print_format", "json", "-show_format", "-show_streams",
        "-select_streams", "a:0", _address(path),
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 (a list, no shell)
        command, stdin=subprocess.DEVNULL, capture_output=True, check=False, creationflags=_FLAGS
    )
    # On failure ffprobe leaves its JSON unfinished.
    answer = json.loads(done.stdout) if done.returncode == 0 else {}
    streams = answer.get("streams") or []
    if not streams or not int(streams[0].get("sample_rate", 0)):
        raise AudioError(
            f"{printable(path)}: holds no audio that libsndfile or ffmpeg can decode.",
            remedy="Export it as WAV or FLAC, or remove it: its name may be all that is audio.",
        )
    return streams[0], answer.get("format", {})


def _declared(stream: dict[str, Any], container: dict[str, Any], rate_hz: int) -> int | None:
    text = stream.get("duration") or container.get("duration")
    return round(float(text) * rate_hz) if text else None


def _tags(stream: dict[str, Any], container: dict[str, Any]) -> dict[str, str]:
    found = {**container.get("tags", {}), **stream.get("tags", {})}
    lowered = {str(name).lower(): str(value) for name, value in found.items()}
    return {name: lowered.get(name, "") for name in ("title", "artist", "album")}


@lru_cache
def _version(ffmpeg: str) -> str:
    done = subprocess.run(  # noqa: S603 (a list, no shell)
        [ffmpeg, "-version"], capture_output=True, check=False, creationflags=_FLAGS
    )
    match = re.match(r"ffmpeg version (\S+)", done.stdout.decode("utf-8", "replace"))
    return match.group(1) if match else "unknown"
