"""What is sent to a worker of the cluster, and what comes back; picklable."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

from sepgenre_training.cluster.references import FileReference, Reference


@attrs.frozen(kw_only=True)
class RemoteCall:
    """A task with what it needs.

    Attributes
    ----------
    function : callable
        One of `freight.FREIGHT`.
    task : picklable
        As it is on the machine that asks, with paths of that machine.
    inputs : Mapping[str, Reference]
        What `Freight.inputs` names.
    cached_inputs : tuple of (str, Reference)
        Each with its path below the folder of the cache.
    shared_cache : str or None
        The folder of the cache below the shared folder, where it lies there: then the task works
        in it, and neither its cached inputs nor its outputs travel.
    outputs : tuple of str
        What the task writes, below the folder of the cache.
    shared_folder : Path or None
        Where the asking machine has the shared folder.
    topic : str
        Under which events and requests for files are sent.
    versions : Mapping[str, str]
        `own_versions` of the asking machine.
    """

    function: Callable[[Any], Any]
    task: Any
    inputs: Mapping[str, Reference]
    cached_inputs: tuple[tuple[str, Reference], ...]
    shared_cache: str | None
    outputs: tuple[str, ...]
    shared_folder: Path | None
    topic: str
    versions: Mapping[str, str]


@attrs.frozen(kw_only=True)
class RemoteResult:
    """What came of it.

    Attributes
    ----------
    value : picklable
        What the function returned; None where that is the path of an output.
    value_is_output : int or None
        Which of the outputs the value is.
    outputs : tuple of bytes
        The files that it wrote, in the order of the call's `outputs`; none where the cache is
        shared.
    """

    value: Any
    value_is_output: int | None = None
    outputs: tuple[bytes, ...] = attrs.field(default=(), repr=False)


@attrs.frozen(kw_only=True)
class Reported:
    """An event that a task reported."""

    event: Any


@attrs.frozen(kw_only=True)
class FileWanted:
    """A worker that needs a file.

    Attributes
    ----------
    worker : str
        Its address.
    reference : FileReference
    place : str
        Where on the worker's machine it is to be written.
    """

    worker: str
    reference: FileReference
    place: str
