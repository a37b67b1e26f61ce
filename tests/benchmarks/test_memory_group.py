"""What a process of the group may hold is limited, where this system lets us."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.memory_group import memory_group

CHILD = """
import sys
from pathlib import Path
from tests.benchmarks.memory_group import join
join(Path(sys.argv[1]))
held = bytearray(int(sys.argv[2]) * 1_000_000)
"""


def test_a_process_that_holds_more_is_ended_and_one_that_holds_less_is_not() -> None:
    with memory_group(200) as group:
        if group is None:
            # Only with the system's leave; elsewhere the figure is left out, and so is this.
            return
        statuses = [
            subprocess.run([sys.executable, "-c", CHILD, str(group), size], check=False).returncode
            for size in ("100", "300")
        ]
        assert group.is_dir()
    assert statuses == [0, -9]
    assert not group.exists()


def test_a_group_that_cannot_be_had_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tests.benchmarks.memory_group._ROOT", tmp_path)
    with memory_group(200) as group:
        assert group is None
