"""Addresses of schedulers: which are accepted, and what TLS needs."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.cluster.certificates import write_certificate
from sepgenre_training.errors import ClusterError


@pytest.mark.parametrize(
    "address", ["", "host", "host:8786", "http://host:1", "tls://host", "tls://:8786", "tls://h:x"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ClusterError, match="is no address of a scheduler") as caught:
        ClusterAddress(scheduler=address, allow_unencrypted=True).check()
    assert "tls://HOST:PORT" in caught.value.remedy


def test_an_address_without_tls_asks_for_a_flag() -> None:
    with pytest.raises(ClusterError, match="is not encrypted") as caught:
        ClusterAddress(scheduler="tcp://host:8786").check()
    assert "--cluster-unencrypted" in caught.value.remedy
    ClusterAddress(scheduler="tcp://host:8786", allow_unencrypted=True).check()
    ClusterAddress(scheduler="tls://host:8786").check()


@pytest.mark.parametrize("field", ["ca_file", "certificate", "key"])
def test_a_file_that_is_not_there_is_named(field: str, tmp_path: Path) -> None:
    address = ClusterAddress(scheduler="tls://host:8786", **{field: tmp_path / "cluster.pem"})
    with pytest.raises(ClusterError, match="there is no such file") as caught:
        address.check()
    assert str(tmp_path / "cluster.pem") in str(caught.value)


def test_a_shared_folder_has_to_be_there(tmp_path: Path) -> None:
    address = ClusterAddress(scheduler="tls://host:8786", shared_folder=tmp_path / "none")
    with pytest.raises(ClusterError, match="is no folder that can be written to"):
        address.check()


def test_tls_says_which_files_it_lacks(tmp_path: Path) -> None:
    files = write_certificate(tmp_path)
    address = ClusterAddress(scheduler="tls://host:8786", ca_file=files.certificate)
    with pytest.raises(ClusterError) as caught:
        address.security()
    assert caught.value.message.endswith(
        "TLS needs a certificate (--cluster-certificate), a private key (--cluster-key)."
    )
    assert "sepgenre cluster certificate" in caught.value.remedy


def test_a_certificate_is_private_and_never_replaced(tmp_path: Path) -> None:
    files = write_certificate(tmp_path / "new folder")
    before = files.certificate.read_bytes()
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    with pytest.raises(ClusterError, match="is there already"):
        write_certificate(tmp_path / "new folder")
    assert files.certificate.read_bytes() == before
