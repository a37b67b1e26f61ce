"""Installing by download where the machine interferes: disk, kill, proxy, certificates."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest

from sepgenre_training.errors import CancelledError, SeparationError
from sepgenre_training.separation.weights import store
from sepgenre_training.separation.weights.inspection import WeightsState
from sepgenre_training.separation.weights.manifest import WeightsFile, WeightsManifest
from sepgenre_training.separation.weights.reading import Watch
from tests.sepgenre_training.separation.weights.installing import install, refuse
from tests.weights_server import (
    ARCHIVE,
    WeightsServer,
    make_manifest,
    send,
    serving,
)


def test_without_a_network_both_ways_out_are_told(root: Path) -> None:
    server = WeightsServer()
    url = server.url
    server.server_close()
    begin = time.monotonic()

    message = refuse(make_manifest(url), root)

    assert time.monotonic() - begin < 20.0
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
