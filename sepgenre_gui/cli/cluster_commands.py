"""Commands about what computes: a cluster (certificate, check), and graphics processors."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import attrs
from cyclopts import App, Parameter

from sepgenre_gui.cli.cluster_options import THIS_MACHINE, ClusterOptions, cluster_address
from sepgenre_gui.cli.options import Json
from sepgenre_gui.cli.output import Output


def register(app: App) -> None:
    """Add these commands to `app`."""
    cluster = App(name="cluster", help="Prepare and check a Dask cluster (docs/cluster.md).")
    cluster.command(certificate)
    cluster.command(check)
    app.command(cluster)
    app.command(gpus)


def certificate(
    folder: Annotated[Path, Parameter(help="Where the two files are written.")],
    /,
    *,
    json: Json = False,
) -> None:
    """Make a certificate for a year, and its key, for all members of a cluster.

    Whoever has both files is a member: copy them to every machine, and to nobody else.

    Example: `sepgenre cluster certificate ~/cluster`
    """
    from sepgenre_training.cluster.certificates import write_certificate

    out = Output(json=json)
    files = write_certificate(folder)
    pem, key = quote(str(files.certificate)), quote(str(files.key))
    out.say(f"Written: {files.certificate} and {files.key}.")
    out.say("Next, where the scheduler runs:")
    out.say(f"  dask scheduler --tls-ca-file {pem} --tls-cert {pem} --tls-key {key}")
    out.data(attrs.asdict(files))


def check(*, cluster: ClusterOptions = THIS_MACHINE, json: Json = False) -> None:
    """Connect to a cluster, and say whether it can be used: TLS, versions, shared folder.

    Example: `sepgenre cluster check --scheduler tls://host:8786 --cluster-ca cluster.pem
    --cluster-certificate cluster.pem --cluster-key cluster.key`
    """
    from sepgenre_training.cluster.connection import ClusterConnection

    out = Output(json=json)
    with ClusterConnection(cluster_address(cluster)) as connection:
        workers = connection.workers
    out.table(
        ("worker", "host", "memory"),
        [(each.address, each.host, _in_gb(each.memory_bytes)) for each in workers],
    )
    out.say(f"{len(workers)} workers with the versions of this machine: the cluster can be used.")
    out.data({"workers": [attrs.asdict(each) for each in workers]})


def gpus(*, json: Json = False) -> None:
    """List the graphics processors on which networks are trained and Spleeter separates.

    Each gets one worker; without any, everything runs on the processor's cores. Choose some of
    several with the environment variable CUDA_VISIBLE_DEVICES.

    Example: `sepgenre gpus`
    """
    from sepgenre_training.compute.devices import find_gpus
    from sepgenre_training.experiment.provenance import visible_gpus

    out = Output(json=json)
    found, shown = find_gpus(), visible_gpus()
    if found:
        out.table(("GPU", "model"), [(gpu.id, gpu.name) for gpu in found])
    elif shown != "none":
        out.say(
            f"The system shows {shown}, but TensorFlow cannot use it. Install what it needs: "
            "pip install 'sepgenre[gpu]'."
        )
    else:
        out.say("No graphics processor: everything runs on the processor's cores.")
    out.data({"gpus": [attrs.asdict(gpu) for gpu in found], "shown": shown})


def _in_gb(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:.1f} GB" if n_bytes else "no limit"
