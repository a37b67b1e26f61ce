"""Whether jobs work on a cluster, and on which: kept as text, tried before it is used."""

from __future__ import annotations

import json
from pathlib import Path

import attrs

from sepgenre_training.cluster.address import ClusterAddress


@attrs.frozen(kw_only=True)
class ClusterChoice:
    """What a person chose.

    Attributes
    ----------
    is_on : bool
        Whether jobs that begin work there.
    address : ClusterAddress
        The cluster; kept while it is not used.
    """

    is_on: bool = False
    address: ClusterAddress = attrs.field(factory=lambda: ClusterAddress(scheduler=""))

    @property
    def address_in_use(self) -> ClusterAddress | None:
        """The cluster on which jobs work; None for this machine."""
        return self.address if self.is_on else None

    def to_text(self) -> str:
        """Return it as `from_text` reads it."""
        fields = attrs.asdict(self.address)
        return json.dumps(
            {"is_on": self.is_on}
            | {name: str(each) if isinstance(each, Path) else each for name, each in fields.items()}
        )


def choice_from_text(text: str) -> ClusterChoice:
    """Return what `ClusterChoice.to_text` wrote.

    Raises
    ------
    ValueError, TypeError, KeyError, AttributeError
        Where it is something else.
    """
    stored = dict(json.loads(text))

    def path(name: str) -> Path | None:
        return Path(stored[name]) if stored[name] else None

    return ClusterChoice(
        is_on=bool(stored["is_on"]),
        address=ClusterAddress(
            scheduler=str(stored["scheduler"]),
            ca_file=path("ca_file"),
            certificate=path("certificate"),
            key=path("key"),
            allow_unencrypted=bool(stored["allow_unencrypted"]),
            shared_folder=path("shared_folder"),
        ),
    )


def try_cluster(address: ClusterAddress) -> str:
    """Connect to a cluster; return how large it is, in words.

    A task for a worker process: it takes seconds, and loads what knows clusters.

    Raises
    ------
    ClusterError
        Where it cannot be used.
    """
    from sepgenre_training.cluster.runner import ClusterRunner

    with ClusterRunner(address) as runner:
        return runner.size
