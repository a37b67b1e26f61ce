"""Where a Dask cluster is, and how it is spoken to: by TLS, unless a person says otherwise."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs

from sepgenre_training.errors import ClusterError

if TYPE_CHECKING:
    from distributed.security import Security

FILE_OPTIONS = {
    "ca_file": "--cluster-ca",
    "certificate": "--cluster-certificate",
    "key": "--cluster-key",
}
"""The option of each file that TLS needs."""

_WORDS = {"ca_file": "an authority", "certificate": "a certificate", "key": "a private key"}


def _absolute(path: Path | None) -> Path | None:
    return None if path is None else path.absolute()


@attrs.frozen(kw_only=True)
class ClusterAddress:
    """A scheduler, what is needed to trust it, and the folder that its workers share.

    Attributes
    ----------
    scheduler : str
        Such as ``tls://host:8786``.
    ca_file, certificate, key : Path or None
        Files in PEM format; those that are None are taken from Dask's own configuration
        (``distributed.comm.tls``).
    allow_unencrypted : bool
        Whether an address without TLS is accepted: whoever reaches such a scheduler can run any
        code on its workers and on this machine, and read the music.
    shared_folder : Path or None
        A folder that every worker sees; without one, files are sent. Made absolute: workers have
        other working folders.
    """

    scheduler: str
    ca_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    allow_unencrypted: bool = False
    shared_folder: Path | None = attrs.field(default=None, converter=_absolute)

    def check(self) -> None:
        """Raise where no connection should be tried.

        Raises
        ------
        ClusterError
            Where the address is none, is not encrypted although that was not allowed, or a file or
            the shared folder is not there.
        """
        protocol = _protocol(self.scheduler)
        if protocol is None:
            raise ClusterError(
                f"{self.scheduler!r} is no address of a scheduler.",
                remedy="Write it as tls://HOST:PORT, as the scheduler shows it when it starts.",
            )
        if protocol == "tcp" and not self.allow_unencrypted:
            raise ClusterError(
                f"{self.scheduler} is not encrypted: whoever reaches it can run code on its "
                "workers and on this machine.",
                remedy="Start the scheduler with TLS (docs/cluster.md), or accept it without "
                "(--cluster-unencrypted) where the network is only yours.",
            )
        for name, option in FILE_OPTIONS.items():
            path = getattr(self, name)
            if path is not None and not path.is_file():
                raise ClusterError(
                    f"{path}: there is no such file.", remedy=f"Give {option} a file in PEM format."
                )
        if self.shared_folder is not None and not (
            self.shared_folder.is_dir() and os.access(self.shared_folder, os.W_OK)
        ):
            raise ClusterError(
                f"{self.shared_folder}: is no folder that can be written to.",
                remedy="Mount the cluster's folder there, or leave it out: files are then sent.",
            )

    def security(self) -> Security:
        """Return what Dask needs to connect.

        Raises
        ------
        ClusterError
            Where TLS is wanted and a file of it is known from nowhere, or Dask is not installed.
        """
        require_packages()
        from distributed.security import Security

        given = {
            "tls_ca_file": self.ca_file,
            "tls_client_cert": self.certificate,
            "tls_client_key": self.key,
        }
        files = {name: str(path) for name, path in given.items() if path is not None}
        is_encrypted = self.scheduler.startswith("tls://")
        security = Security(require_encryption=is_encrypted, **files)
        known = security.get_tls_config_for_role("client")
        missing = [
            f"{_WORDS[field]} ({option})"
            for (field, option), name in zip(
                FILE_OPTIONS.items(), ("ca_file", "cert", "key"), strict=True
            )
            if is_encrypted and not known.get(name)
        ]
        if missing:
            raise ClusterError(
                f"{self.scheduler}: TLS needs {', '.join(missing)}.",
                remedy="Name these files, or set distributed.comm.tls in Dask's configuration; "
                "`sepgenre cluster certificate FOLDER` makes some.",
            )
        return security


def require_packages() -> None:
    """Raise where what a cluster needs is not installed on this machine.

    Raises
    ------
    ClusterError
    """
    missing = [name for name in ("distributed", "cryptography") if find_spec(name) is None]
    if missing:
        raise ClusterError(
            f"A cluster needs packages that are not installed: {', '.join(missing)}.",
            remedy="Install them: pip install 'sepgenre[cluster]'.",
        )


def _protocol(address: str) -> str | None:
    """Return the protocol of ``protocol://host:port``; None where it is no such address."""
    try:
        parts = urlsplit(address)
        is_whole = bool(parts.hostname) and parts.port is not None
    except ValueError:
        return None
    return parts.scheme if is_whole and parts.scheme in ("tls", "tcp") else None
