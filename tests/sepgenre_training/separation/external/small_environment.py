"""A package made in a moment, and environments with it that need no network."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from sepgenre_training.separation.external.environment import PythonEnvironment

# TOYBOX_LOG counts the starts; TOYBOX_SLEEP makes the first start last.
_MODULE = """
import os, time
print("a greeting that packages like to print")
if "TOYBOX_LOG" in os.environ:
    with open(os.environ["TOYBOX_LOG"], "a") as log:
        log.write("started\\n")
time.sleep(float(os.environ.get("TOYBOX_SLEEP", "0")))
"""


def write_wheel(folder: Path, *, name: str = "toybox", version: str = "1.0") -> Path:
    """Write a wheel with one module that is called as the package."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    members = {
        f"{name}.py": _MODULE,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{member},,\n" for member in (*members, f"{info}/RECORD"))
    with zipfile.ZipFile(wheel, "w") as archive:
        for member, content in {**members, f"{info}/RECORD": record}.items():
            archive.writestr(member, content)
    return wheel


def make_environment(
    requirements: str = "toybox==1.0", *, modules: tuple[str, ...] = ("toybox",)
) -> PythonEnvironment:
    # This Python: others may not be here, and could not be fetched.
    return PythonEnvironment(
        name="toybox", python=sys.executable, requirements=requirements, modules=modules
    )


def use_only(wheels: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let uv know nothing but the packages in `wheels`."""
    monkeypatch.setenv("UV_FIND_LINKS", str(wheels))
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS", "never")
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
