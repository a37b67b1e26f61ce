"""Provenance: the versions and the machine that a result depends on."""

from __future__ import annotations

import os
import platform
from importlib import metadata

_PACKAGES = (
    "sepgenre", "tensorflow", "keras", "numpy", "scipy", "librosa", "soxr", "soundfile",
    "scikit-learn",
)  # fmt: skip


def describe_versions() -> dict[str, str]:
    """Return the version of Python and of each package that the figures depend on."""
    return {"python": platform.python_version()} | {
        name: metadata.version(name) for name in _PACKAGES
    }


def describe_machine() -> dict[str, str]:
    """Return what of the machine the last bits of a result depend on; nothing that names it."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor_model(),
    }


def _processor_model() -> str:
    # Vector width decides the order of additions; the model name stands for it.
    if os.path.exists("/proc/cpuinfo"):  # noqa: PTH110 - procfs
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
            for line in lines:
                if line.lower().startswith(("model name", "hardware")):
                    return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
