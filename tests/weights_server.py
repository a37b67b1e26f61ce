"""A small set of weights, and a real HTTP server on this machine that misbehaves as told."""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import tarfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import attrs
import numpy as np

from sepgenre_training.separation.weights.manifest import (
    WeightsArchive,
    WeightsFile,
    WeightsManifest,
)
from sepgenre_training.separation.weights.network import Patience

IMPATIENT = Patience(
    attempts=3, first_wait_s=0.01, longest_wait_s=2.0, connect_timeout_s=2.0, read_timeout_s=0.3
)
DATA_NAME = "model.data-00000-of-00001"
FILES: Mapping[str, bytes] = {
    # Noise, so that the archive is as large as what is in it.
    DATA_NAME: np.random.default_rng(0).bytes(400_000),
    "model.index": b"where each tensor begins",
    "model.meta": b"graph",
    "checkpoint": b'model_checkpoint_path: "model"\n',
}


def make_archive(
    files: Mapping[str, bytes] = FILES, *members: tarfile.TarInfo, prefix: str = "./"
) -> bytes:
    """Return a .tar.gz of `files`, after the further empty `members`."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for member in members:
            tar.addfile(member, io.BytesIO(b"\0" * member.size))
        for name, content in files.items():
            member = tarfile.TarInfo(prefix + name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


ARCHIVE = make_archive()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def make_manifest(url: str, *, archive: bytes = ARCHIVE) -> WeightsManifest:
    """Return the manifest of `FILES`, to be downloaded at `url`."""
    data, index = FILES[DATA_NAME], FILES["model.index"]
    return WeightsManifest(
        name="toybox",
        model="4boxes",
        archive=WeightsArchive(url=url, sha256=sha256(archive)),
        files=(
            WeightsFile(name=DATA_NAME, sha256=sha256(data), size_bytes=len(data)),
            WeightsFile(name="model.index", sha256=sha256(index), size_bytes=len(index)),
            WeightsFile(name="model.meta"),
            WeightsFile(name="checkpoint"),
        ),
    )


@attrs.frozen
class Request:
    path: str
    headers: Mapping[str, str]


class WeightsServer(ThreadingHTTPServer):
    """Serves `content`; each answer in `script` is given once, in turn, before the usual one."""

    daemon_threads = True

    def __init__(self, content: bytes = ARCHIVE) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.ranges = True
        self.etag: str | None = '"v1"'
        self.requests: list[Request] = []
        self.script: deque[Answer] = deque()
        self.usual: Answer = send()
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1/weights.tar.gz"

    @property
    def ranges_asked(self) -> list[str | None]:
        return [request.headers.get("Range") for request in self.requests]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: WeightsServer

    def do_GET(self) -> None:
        self.server.requests.append(Request(self.path, dict(self.headers)))
        script = self.server.script
        (script.popleft() if script else self.server.usual)(self)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Keep quiet."""


Answer = Callable[[_Handler], None]


def send(
    *, stop_after: int | None = None, stall: bool = False, pause_s: float = 0.0, block: int = 65536
) -> Answer:
    """Answer with the content or the range asked for.

    After `stop_after` bytes the connection is dropped, or with `stall` nothing more comes.
    """

    def answer(handler: _Handler) -> None:
        server = handler.server
        start = _start(handler) if server.ranges else 0
        body = server.content[start:]
        handler.send_response(206 if start else 200)
        if start:
            last = len(server.content) - 1
            handler.send_header("Content-Range", f"bytes {start}-{last}/{last + 1}")
        if server.etag:
            handler.send_header("ETag", server.etag)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        sent = body if stop_after is None else body[:stop_after]
        for offset in range(0, len(sent), block):
            handler.wfile.write(sent[offset : offset + block])
            time.sleep(pause_s)
        if stall:
            server.closing.wait(5)

    return answer


def _start(handler: _Handler) -> int:
    found = re.fullmatch(r"bytes=(\d+)-", handler.headers.get("Range", ""))
    condition = handler.headers.get("If-Range")
    if found is None or condition not in (None, handler.server.etag):
        return 0
    return int(found[1])


def status(code: int, content_type: str = "text/plain", **headers: str) -> Answer:
    """Answer with a status and no file."""

    def answer(handler: _Handler) -> None:
        handler.send_response(code)
        handler.send_header("Content-Type", content_type)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(b"<html>this is not the file</html>")

    return answer


@contextmanager
def serving(server: WeightsServer) -> Iterator[WeightsServer]:
    """Let `server` run during the ``with`` block."""
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
