"""The command line, run as a person runs it: as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Completed = subprocess.CompletedProcess[str]


@pytest.fixture
def sepgenre(tmp_path: Path) -> Callable[..., Completed]:
    """Run `sepgenre` with arguments in `tmp_path`; fails the test where the status is another."""

    def run(*arguments: object, status: int = 0) -> Completed:
        completed = subprocess.run(
            [sys.executable, "-m", "sepgenre_gui.cli", *map(str, arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        assert completed.returncode == status, completed.stdout + completed.stderr
        return completed

    return run


@pytest.fixture
def sepgenre_json(sepgenre: Callable[..., Completed]) -> Callable[..., Any]:
    """Run `sepgenre ... --json`; return what it printed, parsed."""

    def run(*arguments: object, status: int = 0) -> Any:
        return json.loads(sepgenre(*arguments, "--json", status=status).stdout)

    return run
