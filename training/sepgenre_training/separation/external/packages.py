"""The packages of an environment: installed by uv, and looked at through their own Python."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import attrs
from uv import find_uv_bin

from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.commands import Finished, run_program
from sepgenre_training.separation.external.environment import (
    Marker,
    PythonEnvironment,
    python_of,
)
from sepgenre_training.separation.weights.network import CA_VARIABLES
from sepgenre_training.separation.weights.reading import Watch

STAGE = "environment"
"""The stage of all events about environments: they count steps, not bytes."""

_STEPS = 3

# Of a person's settings for uv, those that choose packages, Python or place are not for us.
_FOREIGN_SETTINGS = frozenset(
    {
        "CONDA_PREFIX",
        "UV_CONSTRAINT",
        "UV_EXCLUDE",
        "UV_EXCLUDE_NEWER",
        "UV_NO_BINARY",
        "UV_OVERRIDE",
        "UV_PRERELEASE",
        "UV_PROJECT",
        "UV_PYTHON",
        "UV_REQUIRE_HASHES",
        "UV_RESOLUTION",
        "UV_SYSTEM_PYTHON",
        "UV_TORCH_BACKEND",
        "UV_WORKING_DIR",
        "VIRTUAL_ENV",
    }
)

# They name places, as the person sees them; uv runs in another folder.
_PLACES = frozenset(
    {
        "SSL_CERT_DIR",
        "SSL_CERT_FILE",
        "UV_CACHE_DIR",
        "UV_CONFIG_FILE",
        "UV_FIND_LINKS",
        "UV_PYTHON_INSTALL_DIR",
    }
)

# The empty line ends what packages may have printed when they were imported.
_DESCRIBE = """
import importlib, importlib.metadata, json, platform, sys
for module in sys.argv[1:]:
    importlib.import_module(module)
packages = {each.metadata["Name"]: each.version for each in importlib.metadata.distributions()}
print()
print(json.dumps({"python_version": platform.python_version(), "packages": packages}))
"""


def build_environment(
    environment: PythonEnvironment, folder: Path, *, downloads: Path, watch: Watch
) -> Marker:
    """Make `environment` in the new folder `folder`, and import its modules once.

    Parameters
    ----------
    environment : PythonEnvironment
        What it must be.
    folder : Path
        Does not exist yet.
    downloads : Path
        Where uv keeps what it downloads, unless the person has chosen a place (UV_CACHE_DIR).
    watch : Watch
        Is told of progress, and may stop it; what is half-built stays in `folder`.

    Returns
    -------
    Marker
        What is to be noted in it.

    Raises
    ------
    SeparationError
        Where uv fails, or a module cannot be imported; with the last lines that were written.
    """
    build = _Build(environment=environment, folder=folder, downloads=downloads, watch=watch)
    build.make_python()
    build.install_packages()
    return build.try_packages()


def describe_packages(
    environment: PythonEnvironment, folder: Path, *, watch: Watch
) -> tuple[Marker | None, str]:
    """Import the modules of the environment in `folder`; return what it holds, or what failed."""
    ended = run_program(
        [python_of(folder), "-I", "-c", _DESCRIBE, *environment.modules],
        folder=folder,
        variables=os.environ,
        on_line=lambda _: None,
        check_cancelled=watch.check_cancelled,
    )
    if ended.status:
        return None, f"its packages cannot be imported: {_last_lines(ended)}"
    found = json.loads(ended.output.splitlines()[-1])
    return Marker(key=environment.key, **found), ""


def uv_variables() -> Mapping[str, str]:
    """Return this process's environment variables as uv shall have them.

    Without a person's choices for other projects, with places as absolute paths, and with the
    certificates that any of `CA_VARIABLES` names: uv itself looks at one of them only.
    """
    variables = {name: value for name, value in os.environ.items() if name not in _FOREIGN_SETTINGS}
    named = (variables.get(name, "") for name in CA_VARIABLES)
    certificates = next((place for place in named if Path(place).is_file()), "")
    if certificates:
        variables.setdefault("SSL_CERT_FILE", certificates)
    for name in _PLACES & variables.keys():
        variables[name] = ",".join(map(_absolute, variables[name].split(",")))
    return variables


def _absolute(place: str) -> str:
    return place if not place or "://" in place else str(Path(place).absolute())


@attrs.frozen(kw_only=True)
class _Build:
    """One attempt at an environment, step by step."""

    environment: PythonEnvironment
    folder: Path
    downloads: Path
    watch: Watch

    def make_python(self) -> None:
        self._tell(0, f"Python {self.environment.python}")
        options = ("--no-project", "--relocatable", "--python", self.environment.python)
        self._require_success(self._uv(0, "venv", *options, str(self.folder)))

    def install_packages(self) -> None:
        requirements = self.folder / "requirements.txt"
        requirements.write_text("\n".join(self.environment.pins) + "\n", encoding="utf-8")
        *first, last = self.environment.uv_options
        for options in first:
            if not self._install(requirements, options).status:
                return
        self._require_success(self._install(requirements, last))

    def try_packages(self) -> Marker:
        self._tell(2, "the first start")
        marker, fault = describe_packages(self.environment, self.folder, watch=self.watch)
        if marker is None:
            raise _not_installed(self.environment, fault)
        self._tell(_STEPS, "ready")
        return marker

    def _install(self, requirements: Path, options: tuple[str, ...]) -> Finished:
        python = str(python_of(self.folder))
        # Without bytecode, every start would compile the packages, which takes 15 s.
        fixed = ("--compile-bytecode", "--python", python, "--requirements", str(requirements))
        return self._uv(1, "pip", "install", *fixed, *options)

    def _uv(self, step: int, *arguments: str) -> Finished:
        chosen = os.environ.get("UV_CACHE_DIR")
        cache = () if chosen else ("--cache-dir", str(self.downloads))
        return run_program(
            [find_uv_bin(), *arguments, *cache, "--color", "never"],
            # Not where the person happens to be: uv reads the pyproject.toml of that place.
            folder=self.folder.parent,
            variables=uv_variables(),
            on_line=lambda line: self._tell(step, line),
            check_cancelled=self.watch.check_cancelled,
        )

    def _require_success(self, ended: Finished) -> None:
        if ended.status:
            raise _not_installed(self.environment, f"uv says: {_last_lines(ended)}")

    def _tell(self, step: int, line: str) -> None:
        self.watch.on_event(Progressed(stage=STAGE, done=step, total=_STEPS, item=line))


def _not_installed(environment: PythonEnvironment, fault: str) -> SeparationError:
    return SeparationError(
        f"The environment of {environment.name!r} was not installed; {fault}",
        remedy="Without a network, let UV_FIND_LINKS name a folder with the packages and set "
        "UV_OFFLINE=1; behind a proxy, set HTTPS_PROXY and SSL_CERT_FILE. " + environment.ways_out,
    )


def _last_lines(ended: Finished) -> str:
    return " / ".join(ended.last_lines) or f"nothing (exit status {ended.status})"
