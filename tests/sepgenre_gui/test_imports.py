"""What a fresh interpreter loads: the window's process never TensorFlow, the engine never Qt."""

from __future__ import annotations

import subprocess
import sys

import pytest

_HEAVY = ("tensorflow", "keras")
# Imports hold the interpreter for 100 to 300 ms at a time, whatever thread they run in.
_STALLING = ("librosa", "sklearn", "pandas", "numba", "scipy", "matplotlib")
_QT = ("PySide6", "shiboken6", "pyqtgraph", "sepgenre_gui")


def loaded(statement: str, names: tuple[str, ...]) -> list[str]:
    script = f"import sys\n{statement}\nprint(*[n for n in {names!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    "statement",
    [
        "import sepgenre_gui.__main__, sepgenre_gui.app",
        "import sepgenre_gui.services.run_experiment, sepgenre_gui.services.demo",
        "import sepgenre_gui.cli",
    ],
)
def test_the_window_and_the_services_load_no_tensorflow(statement: str) -> None:
    assert loaded(statement, _HEAVY) == []


def test_the_list_of_separators_loads_no_network_client() -> None:
    statement = "from sepgenre_gui.services.stems import separator_choices; separator_choices()"
    assert loaded(statement, ("httpx",)) == []


@pytest.mark.parametrize(
    "module",
    [
        "sepgenre_gui.services.extract_features",
        "sepgenre_gui.services.separate_segments",
        "sepgenre_gui.services.run_experiment",
        "sepgenre_gui.services.experiment.estimating",
        "sepgenre_gui.services.experiment.near_duplicates",
        "sepgenre_gui.services.experiment.readiness_warnings",
        "sepgenre_gui.services.experiment.runs",
        "sepgenre_gui.services.jobs.work",
        "sepgenre_gui.services.stems",
        "sepgenre_gui.audio.lanes",
        "sepgenre_training.features.task",
    ],
)
def test_what_the_window_asks_for_loads_nothing_that_stalls_it(module: str) -> None:
    assert loaded(f"import {module}", (*_HEAVY, *_STALLING)) == []


def test_the_engine_loads_no_qt() -> None:
    statement = (
        "import pkgutil, importlib, sepgenre_training\n"
        "for module in pkgutil.walk_packages(sepgenre_training.__path__, 'sepgenre_training.'):\n"
        "    importlib.import_module(module.name)"
    )

    assert loaded(statement, _QT) == []
