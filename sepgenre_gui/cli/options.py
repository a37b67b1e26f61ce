"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

ProjectPath = Annotated[Path, Parameter(help="The project's folder.")]
Json = Annotated[
    bool, Parameter(name="--json", negative="", help="Print JSON on stdout, for programs.")
]
Workers = Annotated[
    int | None,
    Parameter(help="Worker processes, one thread each; by default as many as the machine bears."),
]
SeparatorName = Annotated[
    str | None,
    Parameter(help="The separator; by default the one that the project used last."),
]
