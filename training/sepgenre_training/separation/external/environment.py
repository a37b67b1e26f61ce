"""The Python environment that a separator needs for itself: what it is, and how it stands."""

from __future__ import annotations

import enum
import json
import os
import sys
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

import attrs
import platformdirs

from sepgenre_training.cache import content_key
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.leftovers import find_left_over, measure_bytes
from sepgenre_training.separation.weights.place import fault_of_place

ENVIRONMENTS_VARIABLE = "SEPGENRE_ENVIRONMENTS"
"""Environment variable that names another folder for all environments."""

MARKER_NAME = "sepgenre-environment.json"
"""Written last: an environment without it is not installed."""

_REQUIREMENTS = "sepgenre_training.separation.external.requirements"


@attrs.frozen(kw_only=True)
class PackageSource:
    """One place that has an environment's packages, and what they take from there.

    Attributes
    ----------
    uv_options : tuple of str
        Options of `uv pip install`.
    download_bytes, size_bytes : int
        About how much is downloaded, and how much disk it takes; 0 where that is not known.
    notice : str
        Told where it is used in place of the one before, as a sentence.
    """

    uv_options: tuple[str, ...] = ()
    download_bytes: int = 0
    size_bytes: int = 0
    notice: str = ""

    @property
    def amount(self) -> str:
        """How much that is, in words."""
        amounts = (
            f"{size / 1e9:.1f} GB {what}"
            for size, what in (
                (self.download_bytes, "to download"),
                (self.size_bytes, "on the disk"),
            )
            if size
        )
        return ", ".join(amounts) or "of unknown size"


@attrs.frozen(kw_only=True)
class PythonEnvironment:
    """What the environment of a separator consists of.

    Attributes
    ----------
    name : str
        The separator's name; also the name of the folder.
    python : str
        The versions of Python that will do, such as ``>=3.10,<3.12``.
    requirements : str
        The packages, each with its version, as in a requirements file.
    modules : tuple of str
        Imported before the environment counts as installed.
    sources : tuple of PackageSource
        Where its packages come from; where the first one fails, the next one is tried.
    """

    name: str
    python: str
    requirements: str
    modules: tuple[str, ...]
    sources: tuple[PackageSource, ...] = (PackageSource(),)

    @property
    def key(self) -> str:
        """Changes with the requirements and with the versions of Python that will do."""
        return content_key(python=self.python, requirements=self.pins)

    @property
    def pins(self) -> tuple[str, ...]:
        """The lines of the requirements, without comments."""
        lines = (line.split("#", 1)[0].strip() for line in self.requirements.splitlines())
        return tuple(line for line in lines if line)

    def pinned_version(self, package: str) -> str:
        """Return the version at which `package` is pinned."""
        for pin in self.pins:
            name, _, version = pin.partition(";")[0].strip().partition("==")
            if name == package:
                return version
        raise KeyError(package)

    @property
    def ways_out(self) -> str:
        """What a person can do while the environment is not there, as a sentence."""
        return (
            f"Run `sepgenre separators install {self.name}`; or choose `--separator hpss`, which "
            "needs no installation."
        )

    @property
    def ways_out_of_installing(self) -> str:
        """What a person can do where it cannot be installed, as sentences."""
        return (
            "Check the network, or try again later. Without a network, let UV_FIND_LINKS name a "
            "folder with the packages and set UV_OFFLINE=1; behind a proxy, set HTTPS_PROXY and "
            "SSL_CERT_FILE; or choose `--separator hpss`, which needs no installation."
        )


class EnvironmentState(enum.Enum):
    """How an environment stands."""

    READY = "ready"
    """It is there, whole, and of the packages that this version of SepGenre wants."""

    MISSING = "not installed"
    """There is none."""

    UNUSABLE = "unusable"
    """There is a folder, but not with a whole environment of the packages that are wanted."""


@attrs.frozen(kw_only=True)
class EnvironmentStatus:
    """How an environment stands, and why.

    Attributes
    ----------
    name : str
        The separator that needs it.
    state : EnvironmentState
        How it stands.
    folder : Path
        Where it is, or would be.
    python_version : str
        Its Python's version; empty where it is not ready.
    reasons : tuple of str
        What is wrong; empty where it is ready.
    remark : str
        What is worth telling beside the state: a place that cannot be used, or what an
        installation that has not ended keeps; empty otherwise.
    """

    name: str
    state: EnvironmentState
    folder: Path
    python_version: str = ""
    reasons: tuple[str, ...] = ()
    remark: str = ""


@attrs.frozen(kw_only=True)
class Marker:
    """What is noted in an environment when it is whole.

    Attributes
    ----------
    key : str
        As of `PythonEnvironment.key`.
    python_version : str
        Version of its Python.
    packages : Mapping[str, str]
        The version of every package in it.
    """

    key: str
    python_version: str
    packages: Mapping[str, str]


def read_requirements(file_name: str) -> str:
    """Return the text of the requirements file `file_name` that SepGenre brings along."""
    return resources.files(_REQUIREMENTS).joinpath(file_name).read_text(encoding="utf-8")


def environments_root(root: Path | None = None) -> Path:
    """Return the folder of all: `root`, $SEPGENRE_ENVIRONMENTS, or the one of platformdirs."""
    if root is not None:
        return root.absolute()
    named = os.environ.get(ENVIRONMENTS_VARIABLE)
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path("sepgenre", appauthor=False) / "environments"


def environment_folder(environment: PythonEnvironment, root: Path | None = None) -> Path:
    """Return the folder that holds, or would hold, `environment`."""
    return environments_root(root) / environment.name


def python_of(folder: Path) -> Path:
    """Return the Python of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def environment_status(
    environment: PythonEnvironment, *, root: Path | None = None
) -> EnvironmentStatus:
    """Return how `environment` stands, by its marker; nothing of it is run."""
    folder = environment_folder(environment, root)

    def status(state: EnvironmentState, reason: str) -> EnvironmentStatus:
        return EnvironmentStatus(
            name=environment.name,
            state=state,
            folder=folder,
            reasons=(reason, remark) if remark else (reason,),
            remark=remark,
        )

    remark = ""
    if fault := fault_of_place(folder.parent, ENVIRONMENTS_VARIABLE):
        return attrs.evolve(status(EnvironmentState.MISSING, fault), remark=fault)
    if not folder.is_dir():
        remark = _describe_left_over(environment.name, folder.parent)
        return status(EnvironmentState.MISSING, f"{folder}: there is no environment.")
    marker = read_marker(folder)
    if marker is None:
        return status(EnvironmentState.UNUSABLE, f"{folder}: was not finished.")
    if marker.key != environment.key:
        reason = f"{folder}: holds other packages than this version of SepGenre wants."
        return status(EnvironmentState.UNUSABLE, reason)
    if not python_of(folder).is_file():
        reason = f"{folder}: the Python {marker.python_version} that it was made from is gone."
        return status(EnvironmentState.UNUSABLE, reason)
    return EnvironmentStatus(
        name=environment.name,
        state=EnvironmentState.READY,
        folder=folder,
        python_version=marker.python_version,
    )


def _describe_left_over(name: str, root: Path) -> str:
    left = find_left_over(root, name)
    if not left:
        return ""
    places = ", ".join(map(str, left))
    return (
        f"An unfinished installation holds {measure_bytes(left) / 1e9:.2f} GB in {places}: "
        f"`sepgenre separators install {name}` uses what was downloaded, `sepgenre separators "
        f"remove {name}` frees it."
    )


def require_environment(environment: PythonEnvironment, *, root: Path | None = None) -> Path:
    """Return the Python of `environment`.

    Raises
    ------
    SeparationError
        Where it is not installed; with the ways out.
    """
    status = environment_status(environment, root=root)
    if status.state is not EnvironmentState.READY:
        raise SeparationError(
            f"The separator {environment.name!r} runs in a Python environment of its own, which "
            f"is {status.state.value}. " + " ".join(status.reasons),
            remedy=environment.ways_out,
        )
    return python_of(status.folder)


def read_marker(folder: Path) -> Marker | None:
    """Return what is noted in `folder`, or None where it holds no whole environment."""
    try:
        noted = json.loads((folder / MARKER_NAME).read_text(encoding="utf-8"))
        return Marker(
            key=noted["key"],
            python_version=noted["python_version"],
            packages=dict(noted["packages"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
