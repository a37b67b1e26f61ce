"""The inside of a Dask worker: takes calls, gets their files, reports, notices a cancel."""

from __future__ import annotations

import os
import pickle
import secrets
import shutil
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.cache import UNFINISHED_PREFIX, touch
from sepgenre_training.cache_room import shrink
from sepgenre_training.cluster.call import FileWanted, RemoteCall, RemoteResult, Reported
from sepgenre_training.cluster.freight import FREIGHT
from sepgenre_training.cluster.references import (
    FileReference,
    Reference,
    hash_file,
    sent_place,
    shared_place,
)
from sepgenre_training.cluster.versions import own_versions, require_same_versions
from sepgenre_training.compute.worker import do_task, limit_threads, working_for
from sepgenre_training.errors import CancelledError, ClusterError, SepgenreError

SHARED_FOLDER_VARIABLE = "SEPGENRE_SHARED_FOLDER"
"""Where a worker has the shared folder, if not where the asking machine has it."""

ROOM_VARIABLE = "SEPGENRE_CLUSTER_CACHE_GB"
"""How much of what was sent a worker keeps; 8 by default."""

_SILENCE_S = 120.0
_POLL_S = 0.02
_SHARED_PATIENCE_S = 30.0


@attrs.define
class _RunFlag:
    """What the asking machine wants of its calls here."""

    is_stopping: bool = False
    is_holding: bool = False

    def is_set(self) -> bool:
        """Return whether they are to stop."""
        return self.is_stopping

    def is_paused(self) -> bool:
        """Return whether they are to wait."""
        return self.is_holding


_flags: dict[str, _RunFlag] = {}
# Bytes of each file that is on its way, and when the last came.
_arriving: dict[Path, tuple[int, float]] = {}
_lock = threading.Lock()


def run_remotely(call: RemoteCall) -> RemoteResult:
    """Do what `call` says, in this Dask worker.

    Raises
    ------
    ClusterError
        Where the versions here are others, or a file does not arrive.
    SepgenreError
        What the function raises, with the paths of the asking machine.
    """
    from distributed import get_worker

    worker = get_worker()
    require_same_versions(call.versions, worker.address)
    limit_threads(worker.state.nthreads)
    root = Path(worker.local_directory) / "sepgenre"
    work = root / "work" / secrets.token_hex(8)
    work.mkdir(parents=True)
    try:
        return _Doing(call, worker, root, work).run()
    finally:
        shutil.rmtree(work, ignore_errors=True)
        shrink(root, _room_bytes(), time.time() - _SILENCE_S)


def versions_there() -> Mapping[str, str]:
    """Return the versions of this worker."""
    return own_versions()


def set_flag(topic: str, *, stop: bool, hold: bool) -> None:
    """Tell the calls of `topic` here to stop, to wait, or to go on."""
    flag = _flags.setdefault(topic, _RunFlag())
    flag.is_stopping, flag.is_holding = stop, hold


def forget(topic: str) -> None:
    """Forget `topic`, of which nothing comes any more."""
    _flags.pop(topic, None)


def take_chunk(place: str, offset: int, data: bytes, n_bytes: int) -> None:
    """Take a part of a file that was asked for; called by the asking machine, in order.

    An empty file of `n_bytes` -1 says that there is none.
    """
    path = Path(place)
    if n_bytes >= 0:
        with path.open("r+b" if offset else "wb") as stream:
            stream.seek(offset)
            stream.write(data)
    with _lock:
        _arriving[path] = (offset + len(data) if n_bytes >= 0 else -1, time.monotonic())


def read_probe(shared_folder: Path, name: str) -> str:
    """Return what stands in the file `name` of the shared folder here."""
    return (_shared_folder(shared_folder) / name).read_text(encoding="ascii")


class _Doing:
    """One call."""

    def __init__(self, call: RemoteCall, worker: Any, root: Path, work: Path) -> None:
        self._call, self._worker, self._root, self._work = call, worker, root, work
        self._names: dict[str, str] = {}
        self._flag = _flags.setdefault(call.topic, _RunFlag())

    def send(self, event: Any, /) -> None:
        """Send an event to the asking machine, with the paths of that machine."""
        path = getattr(event, "path", None)
        if isinstance(path, Path) and str(path) in self._names:
            event = attrs.evolve(event, path=Path(self._names[str(path)]))
        self._log(Reported(event=event))

    def run(self) -> RemoteResult:
        call = self._call
        freight = FREIGHT[call.function]
        own = freight.inputs(call.task)
        paths = {name: self._bring(reference) for name, reference in call.inputs.items()}
        self._names = {str(path): str(own[name]) for name, path in paths.items()}
        cache = self._cache()
        task = freight.moved(call.task, paths, cache)
        if call.shared_cache is None:
            for relative, reference in call.cached_inputs:
                _link(self._bring(reference), cache / relative)
        try:
            with working_for(self, self._flag):
                value = do_task(call.function, task)
        except SepgenreError as error:
            raise self._named_as_there(error) from error
        return self._result(value, [str(path) for path in freight.cached_outputs(task)], cache)

    def _result(self, value: Any, outputs: list[str], cache: Path) -> RemoteResult:
        expected = [str(cache / relative) for relative in self._call.outputs]
        if outputs != expected:
            raise ClusterError(
                f"The worker {self._worker.address} has another decoder or separator than this "
                "machine: what it makes belongs under another name.",
                remedy="Install the same ones on both, then start the worker again.",
            )
        index = outputs.index(str(value)) if str(value) in outputs else None
        is_shared = self._call.shared_cache is not None
        return RemoteResult(
            value=value if index is None else None,
            value_is_output=index,
            outputs=() if is_shared else tuple(Path(path).read_bytes() for path in outputs),
        )

    def _cache(self) -> Path:
        shared = self._call.shared_cache
        if shared is None:
            return self._work / "cache"
        assert self._call.shared_folder is not None
        return shared_place(_shared_folder(self._call.shared_folder), shared)

    def _bring(self, reference: Reference) -> Path:
        if isinstance(reference, FileReference):
            return self._bring_file(reference)
        folder = self._work / f"folder-{secrets.token_hex(4)}"
        for name, file in reference.files.items():
            _link(self._bring_file(file), folder / name)
        return folder

    def _bring_file(self, reference: FileReference) -> Path:
        if reference.shared is not None and self._call.shared_folder is not None:
            return _await_shared(
                shared_place(_shared_folder(self._call.shared_folder), reference.shared),
                reference.n_bytes,
                self._worker.address,
            )
        place = sent_place(self._root, reference)
        if not place.is_file():
            self._fetch(reference, place)
        touch(place)
        return place

    def _fetch(self, reference: FileReference, place: Path) -> None:
        """Ask for a file and wait until it is here, whole."""
        place.parent.mkdir(parents=True, exist_ok=True)
        temporary = place.with_name(f"{UNFINISHED_PREFIX}{secrets.token_hex(8)}")
        with _lock:
            _arriving[temporary] = (0, time.monotonic())
        # Of a file without a byte, nothing is sent.
        temporary.touch()
        try:
            self._log(
                FileWanted(worker=self._worker.address, reference=reference, place=str(temporary))
            )
            self._await(temporary, reference)
            if hash_file(temporary) != reference.sha256:
                raise ClusterError(
                    "A file changed while it was sent to the cluster.",
                    remedy="Run it again when nothing writes to the music or the project.",
                )
            temporary.replace(place)
        finally:
            with _lock:
                del _arriving[temporary]
            temporary.unlink(missing_ok=True)

    def _await(self, temporary: Path, reference: FileReference) -> None:
        while True:
            if self._flag.is_stopping:
                raise CancelledError("Stopped at your request.")
            with _lock:
                n_bytes, since_s = _arriving[temporary]
            if n_bytes == reference.n_bytes:
                return
            if n_bytes < 0:
                raise ClusterError(
                    "A file that the task needs is not there any more.",
                    remedy="Bring it back, or run the command again.",
                )
            if time.monotonic() - since_s > _SILENCE_S:
                raise ClusterError(
                    f"The worker {self._worker.address} asked for a file and got nothing for "
                    f"{_SILENCE_S:g} s.",
                    remedy="See whether the program that asked still runs, and the network.",
                )
            time.sleep(_POLL_S)

    def _named_as_there(self, error: SepgenreError) -> SepgenreError:
        message, remedy = error.message, error.remedy
        for here, there in self._names.items():
            message, remedy = message.replace(here, there), remedy.replace(here, there)
        return type(error)(message, remedy=remedy)

    def _log(self, message: Any) -> None:
        # The worker's own stream takes no objects.
        self._worker.log_event(self._call.topic, pickle.dumps(message))


def _link(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, place)
    except OSError:  # Another disk, or a file system without links.
        shutil.copyfile(source, place)


def _await_shared(path: Path, n_bytes: int, worker: str) -> Path:
    """Return `path` once it is seen whole: network file systems take moments to show a file."""
    deadline = time.monotonic() + _SHARED_PATIENCE_S
    while True:
        try:
            if path.stat().st_size == n_bytes:
                return path
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise ClusterError(
                f"The worker {worker} does not see {path} in the shared folder.",
                remedy=f"Mount the folder there, or set {SHARED_FOLDER_VARIABLE} on the worker.",
            )
        time.sleep(_POLL_S)


def _shared_folder(there: Path) -> Path:
    return Path(os.environ.get(SHARED_FOLDER_VARIABLE) or there)


def _room_bytes() -> int:
    return round(float(os.environ.get(ROOM_VARIABLE, "8")) * 1e9)
