"""What is said of one setting: what it is called, what it may be, and what it does."""

from __future__ import annotations

from typing import Literal

import attrs

FieldKind = Literal["int", "float", "choice", "bool", "pair", "list", "text"]
FieldValue = int | float | str | bool | tuple[int, ...] | tuple[str, ...]

SILENT = "silent"
"""What `ConfigField.paper` says where the paper says nothing."""


@attrs.frozen(kw_only=True)
class Choice:
    """One of the values that a setting may have.

    Attributes
    ----------
    value : str
        As the configuration writes it.
    title : str
        As a person reads it.
    does : str
        What it means, where the title leaves a question; else empty.
    """

    value: str
    title: str
    does: str = ""


@attrs.frozen(kw_only=True)
class ConfigField:
    """One setting.

    Attributes
    ----------
    path : str
        Where it stands in `ExperimentConfig`: ``trials``, ``split.test_fraction``.
    title : str
        What a form calls it.
    kind : {"int", "float", "choice", "bool", "pair", "list", "text"}
        ``pair``: two whole numbers, each within the range. ``list``: some of the choices, or
        names that a person gives where there are none.
    default : FieldValue
        The value in `ExperimentConfig`.
    does : str
        One sentence on what it does.
    paper : str
        What the paper says of it, or ``silent``.
    low, high : float or None
        The range; None where there is no end.
    low_open, high_open : bool
        Whether the end itself is refused.
    step : float
        A sensible step; where `is_logarithmic`, the factor of one.
    decimals : int
        How many decimals a form shows and takes; zero for whole numbers.
    is_logarithmic : bool
        Whether values differ by factors rather than by amounts.
    unit : str
        Empty where there is none.
    choices : tuple of Choice
        The values that a ``choice`` may have and a ``list`` may hold.
    parts : tuple of str
        What the two numbers of a ``pair`` are.
    note : str
        What the range does not say, such as how it depends on another setting.
    """

    path: str
    title: str
    kind: FieldKind
    default: FieldValue
    does: str
    paper: str = SILENT
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False
    step: float = 1.0
    decimals: int = 0
    is_logarithmic: bool = False
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    parts: tuple[str, ...] = ()
    note: str = ""

    @property
    def group(self) -> str:
        """The table of the configuration file: ``experiment``, ``split``, ``features``, ..."""
        table, _, name = self.path.rpartition(".")
        return table if name and table else "experiment"

    @property
    def name(self) -> str:
        """The name within its group."""
        return self.path.rpartition(".")[2]

    @property
    def file_path(self) -> str:
        """The name in a configuration file, as messages write it: ``experiment.trials``."""
        return f"{self.group}.{self.name}"

    @property
    def lowest(self) -> float | None:
        """The least value that is accepted, at `decimals`; None where there is no end."""
        if self.low is None:
            return None
        return round(self.low + self.resolution, self.decimals) if self.low_open else self.low

    @property
    def highest(self) -> float | None:
        """The greatest value that is accepted, at `decimals`; None where there is no end."""
        if self.high is None:
            return None
        return round(self.high - self.resolution, self.decimals) if self.high_open else self.high

    @property
    def resolution(self) -> float:
        """The smallest difference between two values that a form shows."""
        return float(10.0**-self.decimals)

    @property
    def range_text(self) -> str:
        """What it may be, in words."""
        if self.kind == "bool":
            return "yes or no"
        if self.kind == "choice":
            return ", ".join(choice.value for choice in self.choices)
        if self.kind == "list" and self.choices:
            return "one or more of: " + "; ".join(choice.value for choice in self.choices)
        if self.kind in ("list", "text"):
            return "any names" if self.kind == "list" else "any text"
        ends = []
        if self.low is not None:
            ends.append(f"{'above' if self.low_open else 'from'} {self.low:g}")
        if self.high is not None:
            ends.append(f"{'below' if self.high_open else 'to'} {self.high:g}")
        text = (" and " if self.high_open else " ").join(ends) or "any number"
        return f"two numbers, each {text}" if self.kind == "pair" else text
