"""Installing by download, from a server that does all that servers and networks do."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from sepgenre_training.compute.events import Progressed
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import WeightsManifest
from sepgenre_training.separation.weights.reading import Watch
from tests.sepgenre_training.separation.weights.installing import install, refuse
from tests.weights_server import (
    ARCHIVE,
    FILES,
    IMPATIENT,
    WeightsServer,
    make_archive,
    make_manifest,
    send,
    serving,
    status,
)


def test_a_download_is_installed_once(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    events: list[Progressed] = []

    install(manifest, root, Watch(on_event=events.append))
    install(manifest, root)

    assert server.ranges_asked == [None]
    downloaded = [event for event in events if event.stage == "download"]
    assert (downloaded[-1].done, downloaded[-1].total) == (len(ARCHIVE), len(ARCHIVE))
    assert {"download", "check", "unpack"} <= {event.stage for event in events}


def test_a_dropped_connection_is_continued(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.script.extend([send(stop_after=100_000), send(stop_after=50_000)])

    install(manifest, root)

    assert server.ranges_asked == [None, "bytes=100000-", "bytes=150000-"]
    assert server.requests[1].headers["If-Range"] == '"v1"'


def test_a_later_run_continues(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.script.extend([send(stop_after=100_000), *[status(503)] * 3])
    assert "100,000 bytes came" in refuse(manifest, root)
    left = store.verify(manifest, root=root)
    assert left.state is WeightsState.PARTIAL
    assert "100,000" in left.reasons[0]

    install(manifest, root)

    assert server.ranges_asked[-1] == "bytes=100000-"


def test_another_version_is_not_glued_to_the_first(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.content = b"x" * 300_000
    server.script.extend([send(stop_after=100_000), status(404)])
    refuse(manifest, root)
    server.content, server.etag = ARCHIVE, '"v2"'

    install(manifest, root)

    assert server.requests[-1].headers["If-Range"] == '"v1"'


@pytest.mark.parametrize("etag", [None, 'W/"weak"'])
def test_without_a_version_the_hash_decides(
    etag: str | None, server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.etag = etag
    server.script.append(send(stop_after=100_000))

    install(manifest, root)

    assert server.ranges_asked == [None, "bytes=100000-"]
    assert "If-Range" not in server.requests[1].headers


def test_without_ranges_it_begins_anew(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.ranges = False
    server.script.append(send(stop_after=100_000))

    install(manifest, root)

    assert server.ranges_asked == [None, "bytes=100000-"]


def test_a_server_that_always_begins_anew_and_drops_is_given_up(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.ranges = False
    server.usual = send(stop_after=100_000)

    assert "dropped" in refuse(manifest, root)

    assert len(server.requests) == IMPATIENT.attempts


def test_a_range_beyond_the_end_begins_anew(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.script.extend([send(stop_after=100_000), status(416)])

    install(manifest, root)

    assert server.ranges_asked == [None, "bytes=100000-", None]


def test_wrong_bytes_are_removed(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.content = ARCHIVE[:-1] + bytes([ARCHIVE[-1] ^ 1])
    message = refuse(manifest, root)
    assert manifest.archive.sha256 in message
    assert "removed" in message
    assert not list(root.glob("*.part*"))
    server.content = ARCHIVE

    install(manifest, root)

    assert server.ranges_asked == [None, None]


def test_another_model_in_an_archive_of_the_right_hash_is_refused(root: Path) -> None:
    archive = make_archive({**FILES, "model.index": b"of another model"})
    with serving(WeightsServer(archive)) as server:
        message = refuse(make_manifest(server.url, archive=archive), root)

    assert "model.index" in message


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_refusal_is_told_at_once(
    code: int, server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.usual = status(code)

    message = refuse(manifest, root)

    assert str(code) in message
    assert server.url in message
    assert len(server.requests) == 1


def test_a_login_page_leaves_what_came_before(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.script.extend([send(stop_after=100_000), status(200, "text/html; charset=utf-8")])
    message = refuse(manifest, root)
    assert "web page" in message
    assert "100,000 bytes" in message

    install(manifest, root)

    assert server.ranges_asked[-1] == "bytes=100000-"


def test_a_busy_server_is_asked_again_when_it_says(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=0.5), usegmt=True)
    server.script.extend([status(503, Retry_After="1"), status(429, Retry_After=soon)])
    begin = time.monotonic()

    install(manifest, root)

    assert 1.0 <= time.monotonic() - begin < 30.0
    assert len(server.requests) == 3


@pytest.mark.parametrize(("retry_after", "requests"), [("0", 3), ("nonsense", 3), ("3600", 1)])
def test_a_server_that_stays_busy_is_given_up(
    retry_after: str, requests: int, server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.usual = status(503, Retry_After=retry_after)

    assert "503" in refuse(manifest, root)

    assert len(server.requests) == requests


def test_a_stalled_server_is_left_and_continued(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.script.append(send(stop_after=100_000, stall=True))

    install(manifest, root)

    assert server.ranges_asked == [None, "bytes=100000-"]


def test_a_server_that_says_nothing_is_given_up(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.usual = lambda handler: handler.server.closing.wait(5) and None

    assert "nothing for 0.3 s" in refuse(manifest, root)

    assert len(server.requests) == IMPATIENT.attempts
