"""A certificate with which the members of one cluster know each other."""

from __future__ import annotations

import os
from pathlib import Path

import attrs

from sepgenre_training.cluster.address import require_packages
from sepgenre_training.errors import ClusterError


@attrs.frozen(kw_only=True)
class CertificateFiles:
    """The certificate, which is its own authority, and its private key; PEM."""

    certificate: Path
    key: Path


def write_certificate(folder: Path) -> CertificateFiles:
    """Write a certificate for a year and its key into `folder`, which is made where it lacks.

    Whoever has both files is a member: Dask asks each side for a certificate that this one has
    signed, and does not look at names of hosts.

    Raises
    ------
    ClusterError
        Where the folder has such files already or cannot be written to, or Dask is not installed.
    """
    files = CertificateFiles(certificate=folder / "cluster.pem", key=folder / "cluster.key")
    for path in (files.certificate, files.key):
        if path.exists():
            raise ClusterError(
                f"{path}: is there already, and a cluster may be using it.",
                remedy="Name another folder, or remove the file first.",
            )
    require_packages()
    from distributed.security import Security

    made = Security.temporary()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files.certificate.write_text(made.tls_ca_file, encoding="ascii")
        # Never readable by others, not even for a moment.
        handle = os.open(files.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(made.tls_client_key)
    except OSError as error:
        raise ClusterError(
            f"{folder}: the certificate could not be written: {error.strerror}.",
            remedy="Choose a folder of your own.",
        ) from error
    return files
