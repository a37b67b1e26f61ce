"""The command about the cache: cache."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.options import Json, ProjectPath
from sepgenre_gui.cli.output import Output

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sepgenre_gui.services.cache_care import CacheShare
    from sepgenre_training.cache_room import Freed


def register(app: App) -> None:
    """Add this command to `app`."""
    app.command(cache)


def cache(
    project: ProjectPath,
    /,
    *,
    clear: Annotated[
        list[str] | None,
        Parameter(
            negative="",
            consume_multiple=True,
            help="Remove what the cache holds of these kinds, or, where none is named, of all.",
        ),
    ] = None,
    limit: Annotated[
        float | None,
        Parameter(
            help="In GB: remove what was used longest ago until the cache is no larger.",
            validator=Number(gt=0),
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Tell what the cache takes, by kind; clear it, or make it smaller.

    The cache holds what can be computed again, and nothing else: clearing it costs time, and never
    an edit, a label or a result.

    Examples: `sepgenre cache songs`, `sepgenre cache songs --clear`,
    `sepgenre cache songs --clear stems tensors`, `sepgenre cache songs --limit 5`
    """
    from sepgenre_gui.project.project import Project
    from sepgenre_gui.services.cache_care import clear_cache, keep_within_limit, measure_cache
    from sepgenre_training.errors import ConfigurationError

    if clear is not None and limit is not None:
        raise ConfigurationError(
            "`cache` clears, or keeps to a limit, not both at once.",
            remedy="Leave out --clear or --limit.",
        )
    freed = None
    # Only who may write may remove: another process may be using the files.
    with Project.open(project, read_only=clear is None and limit is None) as opened:
        root = opened.cache.root
        if clear is not None:
            freed = clear_cache(opened, clear or None)
        elif limit is not None:
            freed = keep_within_limit(opened, math.inf, limit_gb=limit)
        shares = measure_cache(root)
    _tell(Output(json=json), root, shares, freed)


def _tell(out: Output, root: Path, shares: Sequence[CacheShare], freed: Freed | None) -> None:
    from sepgenre_gui.services.cache_care import format_bytes

    out.table(
        ("kind", "size", "files", "what it is", "to get it back"),
        [
            (
                share.description.kind,
                format_bytes(share.n_bytes),
                share.n_files,
                share.description.what,
                share.description.regain,
            )
            for share in shares
        ],
        right=("size", "files"),
    )
    total = sum(share.n_bytes for share in shares)
    out.say(f"{format_bytes(total)} in {root}.")
    data: dict[str, object] = {
        "folder": root,
        "bytes": total,
        "kinds": [
            {"kind": share.description.kind, "files": share.n_files, "bytes": share.n_bytes}
            for share in shares
        ],
    }
    if freed is not None:
        out.say(f"Freed {format_bytes(freed.n_bytes)}: {freed.n_entries} entries removed.")
        out.problems("Not removed", freed.problems)
        data["freed"] = {"entries": freed.n_entries, "bytes": freed.n_bytes}
        data["problems"] = freed.problems
    out.data(data)
    if freed is not None and freed.problems and not freed.n_entries:
        raise NothingDoneError(
            f"{root}: nothing could be removed.",
            remedy="Give yourself permission to write there, and close programs that use it.",
        )
