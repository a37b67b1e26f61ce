"""What the commands print: tables for people, JSON for programs."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import cattrs
from cattrs.preconf.json import make_converter
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from sepgenre_training.datasets.entry import Problem

# Rich folds at 80 columns where there is no terminal; files and pipes have no margin.
_PIPE_WIDTH = 200


def make_json_converter() -> cattrs.Converter:
    """Return a converter for everything a command may print: values, paths, enums."""
    from pathlib import Path

    converter = make_converter()
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Path), str
    )
    return converter


class Output:
    """Where one command's words go.

    Parameters
    ----------
    json : bool
        Print one JSON object on stdout and nothing else there.
    """

    def __init__(self, *, json: bool) -> None:
        self.json = json
        self._console = Console(
            file=sys.stdout,
            width=None if sys.stdout.isatty() else _PIPE_WIDTH,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def say(self, text: str) -> None:
        """Print one line for a person."""
        if not self.json:
            self._console.print(text, soft_wrap=True)

    def table(
        self,
        columns: Sequence[str],
        rows: Iterable[Sequence[object]],
        *,
        title: str = "",
        right: Sequence[str] = (),
    ) -> None:
        """Print a table for a person; columns named in `right` are aligned to the right."""
        if self.json:
            return
        table = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
        for column in columns:
            table.add_column(
                column, justify="right" if column in right else "left", overflow="fold"
            )
        for row in rows:
            table.add_row(*("" if cell is None else str(cell) for cell in row))
        self._console.print(table)

    def problems(self, title: str, problems: Sequence[Problem]) -> None:
        """Print for a person what was left out, and why, where there is any."""
        if problems:
            rows = [(problem.path, problem.reason) for problem in problems]
            self.table(("file", "reason"), rows, title=f"{title}:")

    def data(self, data: Mapping[str, Any]) -> None:
        """Print `data` for a program, where JSON was asked for."""
        if self.json:
            values = _without_infinities(make_json_converter().unstructure(data))
            sys.stdout.write(json.dumps(values, indent=2, allow_nan=False) + "\n")


def _without_infinities(value: object) -> object:
    # JSON has no NaN and no infinity; null is what programs take for "no number".
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _without_infinities(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_infinities(item) for item in value]
    return value
