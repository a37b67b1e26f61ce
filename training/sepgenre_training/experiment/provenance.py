"""Provenance: the versions and the machine that a result depends on."""

from __future__ import annotations

import os
import platform
from pathlib import Path

from sepgenre_training.versions import package_versions

_PACKAGES = (
    "sepgenre", "tensorflow", "keras", "numpy", "scipy", "librosa", "soxr", "soundfile",
    "scikit-learn",
)  # fmt: skip
_NVIDIA_DRIVER = Path("/proc/driver/nvidia")


def describe_versions() -> dict[str, str]:
    """Return the version of Python and of each package that the figures depend on."""
    return {"python": platform.python_version()} | package_versions(_PACKAGES)


def describe_machine() -> dict[str, str]:
    """Return what of the machine the last bits of a result depend on; nothing that names it."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": _processor_model(),
        "graphics processors": visible_gpus(),
    }


def visible_gpus(driver: Path = _NVIDIA_DRIVER, devices: Path = Path("/dev")) -> str:
    """Return the models of the GPUs that TensorFlow may use, and which of them are chosen.

    Asked of the driver's files and of CUDA_VISIBLE_DEVICES, because asking TensorFlow would
    load it into this process. A GPU that TensorFlow then cannot use is named all the same: at
    worst two runs that could be one are kept apart.

    Parameters
    ----------
    driver, devices : Path
        Where the system shows Nvidia's driver and the device nodes.
    """
    models = [_gpu_model(path) for path in sorted(driver.glob("gpus/*/information"))]
    # A container may show the devices alone.
    models = models or ["Nvidia" for _ in devices.glob("nvidia[0-9]*")]
    chosen = os.environ.get("CUDA_VISIBLE_DEVICES")
    if not models or (chosen is not None and chosen.strip() in ("", "-1")):
        return "none"
    text = ", ".join(models)
    if chosen is None:
        return text
    entries = [entry.strip() for entry in chosen.split(",")]
    # Chosen by UUID they would name the machine.
    which = ",".join(entries) if all(map(str.isdecimal, entries)) else f"{len(entries)} by name"
    return f"{text} (chosen: {which})"


def _gpu_model(information: Path) -> str:
    for line in information.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith("Model:"):
            return line.partition(":")[2].strip()
    return "Nvidia"


def _processor_model() -> str:
    # Vector width decides the order of additions; the model name stands for it.
    if os.path.exists("/proc/cpuinfo"):  # noqa: PTH110 - procfs
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
            for line in lines:
                if line.lower().startswith(("model name", "hardware")):
                    return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
