"""The options by which a command uses a cluster, and the pool that they ask for."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs
from cyclopts import Parameter

if TYPE_CHECKING:
    from sepgenre_training.cluster.address import ClusterAddress
    from sepgenre_training.compute.pool import WorkerPool


@Parameter(name="*", group="Cluster (docs/cluster.md)")
@attrs.frozen(kw_only=True)
class ClusterOptions:
    """Where the work is to be done, if not on this machine alone."""

    scheduler: Annotated[
        str | None,
        Parameter(help="Work on the Dask cluster of this scheduler, such as tls://HOST:8786."),
    ] = None
    cluster_ca: Annotated[
        Path | None, Parameter(help="The authority that signed the cluster's certificates, PEM.")
    ] = None
    cluster_certificate: Annotated[
        Path | None, Parameter(help="This machine's certificate, PEM.")
    ] = None
    cluster_key: Annotated[Path | None, Parameter(help="Its private key, PEM.")] = None
    cluster_unencrypted: Annotated[
        bool,
        Parameter(
            negative="",
            help="Accept a scheduler without TLS (tcp://): whoever reaches it can run code on its "
            "workers and on this machine.",
        ),
    ] = False
    shared_folder: Annotated[
        Path | None,
        Parameter(help="A folder that all workers see; without one, files are sent to them."),
    ] = None


THIS_MACHINE = ClusterOptions()
"""No cluster."""

_NAMES = {
    "cluster_ca": "--cluster-ca",
    "cluster_certificate": "--cluster-certificate",
    "cluster_key": "--cluster-key",
    "cluster_unencrypted": "--cluster-unencrypted",
    "shared_folder": "--shared-folder",
}


def open_pool(workers: int | None, cluster: ClusterOptions) -> WorkerPool:
    """Return a pool of this machine's processes, or of a cluster and these; a context manager.

    Raises
    ------
    ConfigurationError
        Where options of a cluster are given without a scheduler.
    ClusterError
        Where the cluster cannot be used.
    """
    if cluster.scheduler is None:
        _require_none(cluster)
        from sepgenre_training.compute.pool import WorkerPool

        return WorkerPool(workers)
    from sepgenre_training.cluster.pool import ClusterPool

    @functools.cache
    def tell() -> None:
        sys.stderr.write(f"{cluster.scheduler}: waiting for a first worker\n")

    return ClusterPool(cluster_address(cluster), workers, while_waiting=tell)


def cluster_address(cluster: ClusterOptions) -> ClusterAddress:
    """Return the address that the options name.

    Raises
    ------
    ConfigurationError
        Where they name none.
    """
    from sepgenre_training.cluster.address import ClusterAddress
    from sepgenre_training.errors import ConfigurationError

    if cluster.scheduler is None:
        raise ConfigurationError(
            "Which cluster?", remedy="Name its scheduler: --scheduler tls://HOST:8786."
        )
    return ClusterAddress(
        scheduler=cluster.scheduler,
        ca_file=cluster.cluster_ca,
        certificate=cluster.cluster_certificate,
        key=cluster.cluster_key,
        allow_unencrypted=cluster.cluster_unencrypted,
        shared_folder=cluster.shared_folder,
    )


def _require_none(cluster: ClusterOptions) -> None:
    from sepgenre_training.errors import ConfigurationError

    given = [option for name, option in _NAMES.items() if getattr(cluster, name)]
    if given:
        raise ConfigurationError(
            f"{' and '.join(given)} given without a scheduler.",
            remedy="Add --scheduler tls://HOST:8786, or leave it out.",
        )
