"""The inside of a Dask worker: takes calls, gets their files, reports, notices a cancel."""

from __future__ import annotations

import os
import pickle
import secrets
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.audio.files import printable
from sepgenre_training.cache import UNFINISHED_PREFIX, touch
from sepgenre_training.cache_room import shrink
from sepgenre_training.cluster.arrivals import NotArrivedError, arrived_bytes, awaiting
from sepgenre_training.cluster.call import FileWanted, RemoteCall, RemoteResult, Reported
from sepgenre_training.cluster.flags import SILENCE_S, flag_of
from sepgenre_training.cluster.freight import FREIGHT
from sepgenre_training.cluster.references import (
    FileReference,
    Reference,
    hash_file,
    sent_place,
    shared_place,
)
from sepgenre_training.cluster.versions import own_versions, require_same_versions
from sepgenre_training.compute.devices import CHOICE_VARIABLE, NO_GPU
from sepgenre_training.compute.worker import do_task, limit_threads, working_for
from sepgenre_training.errors import CancelledError, ClusterError, SepgenreError
from sepgenre_training.os_errors import explain_os_error

SHARED_FOLDER_VARIABLE = "SEPGENRE_SHARED_FOLDER"
"""Where a worker has the shared folder, if not where the asking machine has it."""

ROOM_VARIABLE = "SEPGENRE_CLUSTER_CACHE_GB"
"""How much of what was sent a worker keeps; 8 by default."""

_POLL_S = 0.02
_ROOM_BYTES = 8_000_000_000
_SHARED_PATIENCE_S = 30.0


def run_remotely(call: RemoteCall) -> RemoteResult:
    """Do what `call` says, in this Dask worker.

    Raises
    ------
    ClusterError
        Where the versions here are others, or this worker has several threads.
    SepgenreError
        What the function raises, with the paths of the asking machine; where a file does not
        arrive, or this machine's disk refuses.
    """
    from distributed import get_worker

    worker = get_worker()
    require_same_versions(call.versions, worker.address)
    if worker.state.nthreads != 1:
        raise ClusterError(
            f"The worker {worker.address} has several threads.",
            remedy="Start it again with --nthreads 1.",
        )
    limit_threads(1)
    # On the cores, unless whoever started this worker chose a graphics processor for it.
    os.environ.setdefault(CHOICE_VARIABLE, NO_GPU)
    root = Path(worker.local_directory) / "sepgenre"
    work = root / "work" / secrets.token_hex(8)
    try:
        work.mkdir(parents=True)
        return _Doing(call, worker, root, work).run()
    except OSError as error:
        raise _on_worker(explain_os_error(error), worker.address) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
        shrink(root, _room_bytes(), time.time() - SILENCE_S)


def versions_there() -> Mapping[str, str]:
    """Return the versions of this worker."""
    return own_versions()


def read_probe(shared_folder: Path, name: str) -> str:
    """Return what stands in the file `name` of the shared folder here."""
    return (_shared_folder(shared_folder) / name).read_text(encoding="ascii")


class _Doing:
    """One call."""

    def __init__(self, call: RemoteCall, worker: Any, root: Path, work: Path) -> None:
        self._call, self._worker, self._root, self._work = call, worker, root, work
        self._names: dict[str, str] = {}
        self._flag = flag_of(call.topic)

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
        paths = {name: self._bring_named(own[name], each) for name, each in call.inputs.items()}
        self._names = {str(path): str(own[name]) for name, path in paths.items()}
        cache = self._cache()
        task = freight.moved(call.task, paths, cache)
        if call.shared_cache is None:
            for relative, reference in call.cached_inputs:
                _link(self._bring_named(Path(relative), reference), cache / relative)
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

    def _bring_named(self, there: Path, reference: Reference) -> Path:
        try:
            return self._bring(reference)
        except NotArrivedError as error:
            raise SepgenreError(
                f"{printable(there)}: it could not be brought to the worker "
                f"{self._worker.address}: {error}.",
                remedy="Bring the file back, or see to the disks, then do the same again.",
            ) from error

    def _bring(self, reference: Reference) -> Path:
        if isinstance(reference, FileReference):
            return self._bring_file(reference)
        if reference.shared is not None and self._call.shared_folder is not None:
            folder = shared_place(_shared_folder(self._call.shared_folder), reference.shared)
            for name, file in reference.files.items():
                _await_shared(folder / name, file.n_bytes)
            return folder
        folder = self._work / f"folder-{secrets.token_hex(4)}"
        for name, file in reference.files.items():
            _link(self._bring_file(file), folder / name)
        return folder

    def _bring_file(self, reference: FileReference) -> Path:
        if reference.shared is not None and self._call.shared_folder is not None:
            return _await_shared(
                shared_place(_shared_folder(self._call.shared_folder), reference.shared),
                reference.n_bytes,
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
        with awaiting(temporary):
            self._log(
                FileWanted(worker=self._worker.address, reference=reference, place=str(temporary))
            )
            self._await(temporary, reference)
            if hash_file(temporary) != reference.sha256:
                raise NotArrivedError("it has changed meanwhile")
            temporary.replace(place)

    def _await(self, temporary: Path, reference: FileReference) -> None:
        while True:
            if self._flag.is_set():
                raise CancelledError("Stopped at your request.")
            if arrived_bytes(temporary) == reference.n_bytes:
                return
            time.sleep(_POLL_S)

    def _named_as_there(self, error: SepgenreError) -> SepgenreError:
        message, remedy = error.message, error.remedy
        for here, there in self._names.items():
            message, remedy = message.replace(here, there), remedy.replace(here, there)
        named = type(error)(message, remedy=remedy)
        # A path of this machine would be looked for on the other one.
        is_of_here = str(self._root) in named.message
        return _on_worker(named, self._worker.address) if is_of_here else named

    def _log(self, message: Any) -> None:
        # The worker's own stream takes no objects.
        self._worker.log_event(self._call.topic, pickle.dumps(message))


def _link(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, place)
    except OSError:  # Another disk, or a file system without links.
        shutil.copyfile(source, place)


def _on_worker(error: SepgenreError, worker: str) -> SepgenreError:
    return SepgenreError(
        f"On the worker {worker}: {error.message}",
        remedy="See to the disk of that machine, then do the same again.",
    )


def _await_shared(path: Path, n_bytes: int) -> Path:
    """Return `path` once it is seen whole: network file systems take moments to show a file."""
    deadline = time.monotonic() + _SHARED_PATIENCE_S
    while True:
        try:
            if path.stat().st_size == n_bytes:
                return path
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise NotArrivedError(f"{path} in the shared folder is not seen there")
        time.sleep(_POLL_S)


def _shared_folder(there: Path) -> Path:
    return Path(os.environ.get(SHARED_FOLDER_VARIABLE) or there)


def _room_bytes() -> int:
    try:
        return round(float(os.environ[ROOM_VARIABLE]) * 1e9)
    except (KeyError, ValueError):
        return _ROOM_BYTES
