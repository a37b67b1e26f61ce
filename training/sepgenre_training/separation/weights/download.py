"""The download of one archive: a .part file that goes on where it stopped, checked at the end."""

from __future__ import annotations

import re
import time
from pathlib import Path

import attrs
import httpx

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.weights.answers import (
    Interruption,
    is_from,
    require_bytes,
    strong_validator,
    total_bytes,
)
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.network import Patience, open_client
from sepgenre_training.separation.weights.part import PartFile
from sepgenre_training.separation.weights.reading import ByteCounter, Watch, sha256_of
from sepgenre_training.separation.weights.space import require_space

STAGE = "download"
_LONGEST_NAP_S = 0.1
_ERROR_NUMBER = re.compile(r"^\[Errno -?\d+\] ")


def download(
    manifest: WeightsManifest, part: PartFile, *, patience: Patience, watch: Watch
) -> Path:
    """Download the archive of `manifest` to `part`; return the path of the verified archive.

    What an earlier attempt left is continued by an HTTP range request. Dropped connections,
    silence and temporary refusals (429, 500, 502, 503, 504) are retried.

    Raises
    ------
    SeparationError
        Where the archive cannot be had, or is not the published one; what came so far stays in
        `part` in the first case, and is removed in the second.
    CancelledError
        Where `watch` stops it; what came so far stays in `part`.
    """
    if not (part.path.exists() and sha256_of(part.path, watch) == manifest.archive.sha256):
        with open_client(patience) as client:
            _Transfer(
                manifest=manifest, part=part, patience=patience, watch=watch, client=client
            ).run()
        _require_published(manifest, part, watch)
    return part.path


def _require_published(manifest: WeightsManifest, part: PartFile, watch: Watch) -> None:
    found = sha256_of(part.path, watch)
    if found == manifest.archive.sha256:
        return
    size = part.size_bytes
    part.remove()
    raise SeparationError(
        f"What {manifest.archive.url} sent ({size:,} bytes, SHA-256 {found}) is not the "
        f"published archive (SHA-256 {manifest.archive.sha256}); it was removed.",
        remedy="Something on the way may have changed it. " + manifest.ways_out_of_download,
    )


@attrs.define(kw_only=True)
class _Transfer:
    """One download: as many requests as it takes."""

    manifest: WeightsManifest
    part: PartFile
    patience: Patience
    watch: Watch
    client: httpx.Client
    reached: bool = False

    def run(self) -> None:
        failures, most = 0, self.part.size_bytes
        while True:
            self.watch.check_cancelled()
            try:
                self._request()
            except Interruption as interruption:
                failures += 1
                if self.part.size_bytes > most:
                    # Only what is new counts: a server that always begins anew is given up.
                    failures, most = 1, self.part.size_bytes
                pause_s = self._pause_s(failures, interruption)
                if pause_s is None:
                    raise self._give_up(interruption) from interruption
                self._wait(pause_s)
            else:
                return

    def _request(self) -> None:
        headers = {"Accept-Encoding": "identity", **self.part.range_headers()}
        try:
            with self.client.stream("GET", self.manifest.archive.url, headers=headers) as answer:
                self.reached = True
                self._receive(answer)
        except httpx.TransportError as error:
            retry = self._may_do_better(error)
            raise Interruption(self._reason(error), retry=retry) from error
        except (httpx.TooManyRedirects, httpx.InvalidURL) as error:
            raise Interruption(str(error), retry=False) from error

    def _receive(self, answer: httpx.Response) -> None:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            self.part.remove()
            raise Interruption("the server has less than was downloaded already")
        require_bytes(answer)
        offset = self.part.size_bytes if answer.status_code == httpx.codes.PARTIAL_CONTENT else 0
        if offset and not is_from(answer, offset, self.part.validator):
            self.part.remove()
            raise Interruption("the server sent another range than the one asked for")
        total = total_bytes(answer, offset)
        require_space(self.part.path.parent, (total or 0) - offset, self.manifest)
        if not offset:
            self.part.begin(validator=strong_validator(answer))
        counter = ByteCounter(
            stage=STAGE,
            item=self.manifest.archive.name,
            total=total,
            watch=self.watch,
            done=offset,
        )
        with self.part.path.open("ab") as file:
            for block in answer.iter_raw():
                # Written before it is counted: a cancel loses nothing that came.
                file.write(block)
                counter.add(len(block))

    def _may_do_better(self, error: httpx.TransportError) -> bool:
        if isinstance(error, httpx.UnsupportedProtocol) or "CERTIFICATE" in str(error):
            return False
        unreachable = isinstance(
            error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError
        )
        # Who is not on line is told so at once; who was a moment ago will be again.
        return self.reached or not unreachable

    def _reason(self, error: httpx.TransportError) -> str:
        if isinstance(error, httpx.ConnectTimeout):
            return f"no connection came about within {self.patience.connect_timeout_s:g} s"
        if isinstance(error, httpx.TimeoutException):
            return f"the server sent nothing for {self.patience.read_timeout_s:g} s"
        if isinstance(error, httpx.RemoteProtocolError):
            return "the connection was dropped"
        return _ERROR_NUMBER.sub("", str(error)) or type(error).__name__

    def _pause_s(self, failures: int, interruption: Interruption) -> float | None:
        """Return how long to wait before the next attempt; None for no further one."""
        if not interruption.retry or failures >= self.patience.attempts:
            return None
        asked_s = interruption.retry_after_s
        if asked_s is not None:
            return asked_s if asked_s <= self.patience.longest_wait_s else None
        doubled_s = self.patience.first_wait_s * 2.0 ** (failures - 1)
        return min(doubled_s, self.patience.longest_wait_s)

    def _give_up(self, interruption: Interruption) -> SeparationError:
        size = self.part.size_bytes
        kept = f" {size:,} bytes came; the next attempt goes on from there." if size else ""
        remedy = self.manifest.ways_out_of_download
        if "CERTIFICATE" in interruption.reason:
            remedy = "Let SSL_CERT_FILE name your organisation's CA certificates. " + remedy
        return SeparationError(
            f"{self.manifest.archive.url} could not be downloaded: {interruption.reason}.{kept}",
            remedy=remedy,
        )

    def _wait(self, pause_s: float) -> None:
        end = time.monotonic() + pause_s
        while (left_s := end - time.monotonic()) > 0:
            self.watch.check_cancelled()
            time.sleep(min(left_s, _LONGEST_NAP_S))
