"""Makes calls of tasks: publishes their files, and says where their outputs belong here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sepgenre_training.cache import replacing
from sepgenre_training.cluster.call import RemoteCall, RemoteResult
from sepgenre_training.cluster.freight import FREIGHT
from sepgenre_training.cluster.references import Publisher
from sepgenre_training.cluster.versions import own_versions
from sepgenre_training.os_errors import explain_os_error


def make_call(
    function: Callable[[Any], Any],
    task: Any,
    publisher: Publisher,
    *,
    shared_folder: Path | None,
    topic: str,
) -> tuple[RemoteCall, tuple[Path, ...]]:
    """Return what is sent for `task`, and where its outputs belong on this machine.

    Raises
    ------
    SepgenreError
        Where a file of it cannot be read.
    """
    freight = FREIGHT[function]
    root = freight.cache_root(task)
    shared_cache = None if root is None else publisher.below_shared(root)
    outputs = tuple(freight.cached_outputs(task))
    try:
        inputs = {name: publisher.publish(path) for name, path in freight.inputs(task).items()}
        cached = [] if shared_cache is not None else freight.cached_inputs(task)
        cached_inputs = tuple((_below(root, path), publisher.publish(path)) for path in cached)
    except OSError as error:
        raise explain_os_error(error) from error
    call = RemoteCall(
        function=function,
        task=task,
        inputs=inputs,
        cached_inputs=cached_inputs,
        shared_cache=shared_cache,
        outputs=tuple(_below(root, path) for path in outputs),
        shared_folder=shared_folder,
        topic=topic,
        versions=own_versions(),
    )
    return call, outputs


def take_result(result: RemoteResult, outputs: tuple[Path, ...]) -> Any:
    """Write the files that came back to `outputs`, and return the value.

    Raises
    ------
    OSError
        Where the disk does not take them.
    """
    for path, content in zip(outputs, result.outputs, strict=False):
        with replacing(path) as temporary:
            temporary.write_bytes(content)
    if result.value_is_output is not None:
        return outputs[result.value_is_output]
    return result.value


def _below(root: Path | None, path: Path) -> str:
    assert root is not None
    return path.relative_to(root).as_posix()
