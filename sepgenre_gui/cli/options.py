"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

_MOST_WORKERS = 61
"""A pool of processes can have no more on Windows."""

_LARGEST_ID = 2**63 - 1
"""SQLite has no larger integer."""

is_count = Number(gte=1)
is_identifier = Number(gte=1, lte=_LARGEST_ID)

ProjectPath = Annotated[Path, Parameter(help="The project's folder.")]
Json = Annotated[
    bool, Parameter(name="--json", negative="", help="Print JSON on stdout, for programs.")
]
Workers = Annotated[
    int | None,
    Parameter(
        help="Worker processes, one thread each; by default as many as the machine bears.",
        validator=Number(gte=1, lte=_MOST_WORKERS),
    ),
]
SeparatorName = Annotated[
    str | None,
    Parameter(help="The separator; by default the one that the project used last."),
]
