"""What the tests install, and what is left in the place for it."""

from __future__ import annotations

from pathlib import Path

from tests.sepgenre_training.separation.external.small_environment import make_environment

ENVIRONMENT = make_environment()


def left_in(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir() if not path.name.endswith(".lock"))
