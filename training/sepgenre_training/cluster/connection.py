"""A connection to a cluster: made, checked, asked for its workers, and closed."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

import attrs

from sepgenre_training.cluster.address import ClusterAddress
from sepgenre_training.cluster.versions import require_same_versions
from sepgenre_training.cluster.worker_side import (
    SHARED_FOLDER_VARIABLE,
    read_probe,
    versions_there,
)
from sepgenre_training.errors import ClusterError

_CONNECT_S = 15.0
_FIRST_WORKER_S = 60.0
_CLOSE_S = 5.0
_POLL_S = 0.2
_ANSWER_S = 60.0

_LOG = logging.getLogger(__name__)


@attrs.frozen(kw_only=True)
class ClusterWorker:
    """A worker process.

    Attributes
    ----------
    address : str
        Where the scheduler reaches it.
    host : str
    n_threads : int
    memory_bytes : int
        What it may use.
    """

    address: str
    host: str
    n_threads: int
    memory_bytes: int


class ClusterConnection:
    """Connects to a scheduler, and refuses one whose workers could not give our results.

    A context manager.

    Parameters
    ----------
    address : ClusterAddress
    first_worker_s : float
        How long to wait for a first worker, in s.
    while_waiting : callable
        Called again and again meanwhile; what it raises ends the wait.

    Raises
    ------
    ClusterError
        Where the address is refused, nobody answers or is trusted, no worker comes, or one has
        other versions, several threads, or does not see the shared folder.
    """

    def __init__(
        self,
        address: ClusterAddress,
        *,
        first_worker_s: float = _FIRST_WORKER_S,
        while_waiting: Callable[[], None] = lambda: None,
    ) -> None:
        address.check()
        self.address = address
        self.client = _connect(address)
        self.workers: tuple[ClusterWorker, ...] = ()
        self._checked: frozenset[str] = frozenset()
        try:
            self._await_workers(first_worker_s, while_waiting)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> ClusterConnection:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_open(self) -> bool:
        """Whether the scheduler is still there."""
        return bool(self.client.status == "running")

    def refresh(self) -> tuple[ClusterWorker, ...]:
        """Ask which workers there are now, look at those that are new, and return all.

        Raises
        ------
        ClusterError
            Where the connection is lost, or a worker has joined that cannot be used.
        """
        self.require_open()
        try:
            # What the client keeps of the workers it overwrites by itself, with none.
            info = self.client.sync(
                self.client.scheduler.identity, n_workers=-1, callback_timeout=_ANSWER_S
            )
        except OSError as error:
            raise self._lost() from error
        workers = tuple(
            ClusterWorker(
                address=address,
                host=str(worker["host"]),
                n_threads=int(worker["nthreads"]),
                memory_bytes=int(worker["memory_limit"]),
            )
            for address, worker in sorted(info["workers"].items())
        )
        self._check_workers([each for each in workers if each.address not in self._checked])
        self.workers = workers
        self._checked = frozenset(worker.address for worker in workers)
        return workers

    def require_open(self) -> None:
        """Raise where the connection is lost."""
        if not self.is_open:
            raise self._lost()

    def run_on_workers(
        self, function: Callable[..., Any], *arguments: Any, workers: list[str] | None = None
    ) -> Mapping[str, Any]:
        """Call a function in every worker, or in some, beside what they are at.

        Returns
        -------
        Mapping[str, object]
            By worker, what it returned, or the error that it raised. Workers that went meanwhile
            are missing, or have an OSError.

        Raises
        ------
        OSError
            Where no answer comes for a minute.
        """
        called: Mapping[str, Any] = self.client.run(
            function,
            *arguments,
            workers=workers,
            on_error="return",
            callback_timeout=_ANSWER_S,
        )
        return called

    def close(self) -> None:
        """End the connection; the scheduler forgets what it still has of ours."""
        try:
            self.client.close(timeout=_CLOSE_S)
        except OSError:
            # A scheduler that does not answer is nobody's reason to wait.
            _LOG.info("%s: not closed in time.", self.address.scheduler, exc_info=True)

    def _await_workers(self, first_worker_s: float, while_waiting: Callable[[], None]) -> None:
        deadline = time.monotonic() + first_worker_s
        while not self.refresh():
            if time.monotonic() > deadline:
                raise ClusterError(
                    f"{self.address.scheduler}: the scheduler is there, but no worker of it was "
                    f"for {first_worker_s:g} s.",
                    remedy="Start workers (docs/cluster.md), then try again.",
                )
            while_waiting()
            time.sleep(_POLL_S)

    def _check_workers(self, workers: Sequence[ClusterWorker]) -> None:
        if not workers:
            return
        for worker in workers:
            if worker.n_threads != 1:
                raise ClusterError(
                    f"The worker {worker.address} has {worker.n_threads} threads; the results of "
                    "several at once in a process do not repeat.",
                    remedy="Start it with --nthreads 1, and with --nworkers for more of them.",
                )
        addresses = [worker.address for worker in workers]
        answers = self.run_on_workers(versions_there, workers=addresses)
        for worker_address, versions in answers.items():
            if isinstance(versions, OSError):
                continue  # It has gone again.
            if isinstance(versions, BaseException):
                raise ClusterError(
                    f"The worker {worker_address} cannot load SepGenre: {versions}.",
                    remedy="Install SepGenre where that worker runs, with the extra 'cluster'.",
                )
            require_same_versions(versions, worker_address)
        if self.address.shared_folder is not None:
            self._check_shared_folder(addresses)

    def _check_shared_folder(self, addresses: list[str]) -> None:
        folder = self.address.shared_folder
        assert folder is not None
        name, text = f".sepgenre-probe-{secrets.token_hex(8)}", secrets.token_hex(16)
        probe = folder / name
        try:
            probe.write_text(text, encoding="ascii")
            answers = self.run_on_workers(read_probe, folder, name, workers=addresses)
            for worker, read in answers.items():
                if isinstance(read, OSError) and not isinstance(read, FileNotFoundError):
                    continue  # It has gone again.
                if read != text:
                    raise ClusterError(
                        f"The worker {worker} does not see the shared folder {folder}.",
                        remedy=f"Mount it there under the same path, or set "
                        f"{SHARED_FOLDER_VARIABLE} on the worker to where it is.",
                    )
        except OSError as error:
            raise ClusterError(
                f"{folder}: cannot be written to ({error.strerror}).",
                remedy="Choose another shared folder, or none: files are then sent.",
            ) from error
        finally:
            probe.unlink(missing_ok=True)

    def _lost(self) -> ClusterError:
        return ClusterError(
            f"The connection to the scheduler {self.address.scheduler} was lost.",
            remedy="See that it runs, then do the same again: what had ended is kept.",
        )


def _connect(address: ClusterAddress) -> Any:
    security = address.security()
    from distributed import Client

    try:
        return Client(
            address.scheduler,
            security=security,
            timeout=_CONNECT_S,
            set_as_default=False,
            name="sepgenre",
        )
    except (OSError, ValueError) as error:
        # A certificate that is not trusted, and a file that is none, come as these, too.
        reason = str(error) or type(error).__name__
        raise ClusterError(
            f"{address.scheduler}: no connection ({reason}).",
            remedy="See that the scheduler runs there, that its port is open, and that both sides "
            "have certificates of the same authority.",
        ) from error
