"""What the commands print: tables for people, JSON for programs, one line for an error."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TextIO

import cattrs
from cattrs.preconf.json import make_converter
from rich.console import Console
from rich.table import Table

from sepgenre_training.errors import SepgenreError

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

    def data(self, data: Mapping[str, Any]) -> None:
        """Print `data` for a program, where JSON was asked for."""
        if self.json:
            text = json.dumps(make_json_converter().unstructure(data), indent=2)
            sys.stdout.write(text + "\n")


def print_error(error: BaseException, *, as_json: bool, stream: TextIO | None = None) -> None:
    """Print one line that says what failed and what to do about it."""
    message, remedy = str(error), ""
    if isinstance(error, SepgenreError):
        message, remedy = error.message, error.remedy
    if as_json:
        sys.stdout.write(json.dumps({"error": message, "remedy": remedy}) + "\n")
    line = " ".join(f"{message} {remedy}".split())
    (stream or sys.stderr).write(f"sepgenre: {line}\n")
