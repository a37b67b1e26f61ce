"""The versions of the packages that a result is computed with."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import metadata


def package_versions(names: Iterable[str]) -> dict[str, str]:
    """Return the installed version of each package in `names`, without importing any."""
    return {name: _version(name) for name in names}


@cache
def _version(name: str) -> str:
    return metadata.version(name)
