"""Installing by download, from a server that does all that servers and networks do."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import attrs
import pytest

from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import WeightsFile, WeightsManifest
from sepgenre_training.separation.weights.reading import Watch
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


def install(manifest: WeightsManifest, root: Path, watch: Watch | None = None) -> Path:
    installed = store.install(manifest, root=root, patience=IMPATIENT, watch=watch or Watch())
    assert installed.state is WeightsState.READY
    for name, content in FILES.items():
        assert (installed.folder / name).read_bytes() == content
    assert store.require_weights(manifest, root=root) == installed.folder == root / manifest.name
    # Nothing else stays: no archive, no notes, no folder half unpacked.
    left = {path.name for path in root.iterdir()} - {f".{manifest.name}.lock"}
    assert left == {manifest.name}
    return installed.folder


def refuse(manifest: WeightsManifest, root: Path) -> str:
    """Fail to install; return the message. Nothing may count as installed afterwards."""
    with pytest.raises(SeparationError) as refused:
        store.install(manifest, root=root, patience=IMPATIENT)
    assert store.verify(manifest, root=root).state is not WeightsState.READY
    assert not (root / manifest.name).exists()
    with pytest.raises(SeparationError, match="--from"):
        store.require_weights(manifest, root=root)
    return str(refused.value)


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

    assert 1.0 <= time.monotonic() - begin < 3.0
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


def test_without_a_network_both_ways_out_are_told(root: Path) -> None:
    server = WeightsServer()
    url = server.url
    server.server_close()
    begin = time.monotonic()

    message = refuse(make_manifest(url), root)

    assert time.monotonic() - begin < 1.0
    assert "sepgenre separators install toybox --from FILE_OR_FOLDER" in message
    assert "--separator hpss" in message
    assert url in message


def test_a_full_disk_is_told_before_anything_is_asked(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    huge = WeightsFile(name="huge", sha256="0" * 64, size_bytes=1 << 60)

    message = refuse(attrs.evolve(manifest, files=(*manifest.files, huge)), root)

    assert "free" in message
    assert "SEPGENRE_WEIGHTS" in message
    assert server.requests == []


def test_a_cancel_stops_and_a_later_run_continues(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    server.usual = send(pause_s=0.05, block=20_000)
    part = root / "toybox-weights.tar.gz.part"

    def cancel() -> None:
        if part.exists() and part.stat().st_size > 60_000:
            raise CancelledError("Stopped at your request.")

    with pytest.raises(CancelledError):
        store.install(manifest, root=root, watch=Watch(check_cancelled=cancel))
    kept = part.stat().st_size
    assert 60_000 < kept < len(ARCHIVE)
    assert store.verify(manifest, root=root).state is WeightsState.PARTIAL
    server.usual = send()

    install(manifest, root)

    assert server.ranges_asked == [None, f"bytes={kept}-"]


_DOWNLOAD = """
import sys
from pathlib import Path
from sepgenre_training.separation.weights import store
from tests.weights_server import make_manifest
store.install(make_manifest(sys.argv[1]), root=Path(sys.argv[2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_kill_9_loses_nothing(server: WeightsServer, manifest: WeightsManifest, root: Path) -> None:
    server.usual = send(pause_s=0.05, block=20_000)
    part = root / "toybox-weights.tar.gz.part"
    process = subprocess.Popen(
        [sys.executable, "-c", _DOWNLOAD, manifest.archive.url, str(root)],
        cwd=Path(__file__).parents[4],
    )
    deadline = time.monotonic() + 20
    while not (part.exists() and part.stat().st_size > 60_000):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.01)
    with pytest.raises(SeparationError, match="another process"):
        store.install(manifest, root=root)
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert store.verify(manifest, root=root).state is WeightsState.PARTIAL
    kept = part.stat().st_size
    server.usual = send()

    install(manifest, root)

    assert server.ranges_asked == [None, f"bytes={kept}-"]


def test_what_was_downloaded_whole_is_not_downloaded_again(
    server: WeightsServer, manifest: WeightsManifest, root: Path
) -> None:
    root.mkdir()
    (root / "toybox-weights.tar.gz.part").write_bytes(ARCHIVE)

    install(manifest, root)

    assert server.requests == []


def test_the_proxy_of_the_environment_is_used(
    server: WeightsServer, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.server_port}")
    url = "http://weights.invalid/weights.tar.gz"

    install(make_manifest(url), root)

    assert [request.path for request in server.requests] == [url]


@pytest.mark.parametrize("proxy", ["nonsense://x", "socks5://127.0.0.1:9"])
def test_a_proxy_that_cannot_be_used_is_told(
    proxy: str, manifest: WeightsManifest, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)

    assert "proxy" in refuse(manifest, root)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_certificates_of_the_environment_are_trusted(
    variable: str, tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import ssl

    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        f"-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout {key} "
        f"-out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    server = WeightsServer()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    manifest = make_manifest(server.url.replace("http:", "https:"))
    with serving(server):
        message = refuse(manifest, root)
        assert "CERTIFICATE_VERIFY_FAILED" in message
        assert "SSL_CERT_FILE" in message
        monkeypatch.setenv(variable, str(certificate))
        install(manifest, root)
    monkeypatch.setenv(variable, str(tmp_path / "missing.pem"))
    store.remove(manifest, root=root)
    assert variable in refuse(manifest, root)
