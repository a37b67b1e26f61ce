"""The packages of an environment: installed by uv, and looked at through their own Python."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs
from uv import find_uv_bin

from sepgenre_training.compute.events import Progressed
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.commands import Finished, run_program
from sepgenre_training.separation.external.environment import (
    ENVIRONMENTS_VARIABLE,
    Marker,
    PackageSource,
    PythonEnvironment,
    python_of,
)
from sepgenre_training.separation.external.leftovers import measure_bytes
from sepgenre_training.separation.weights.network import CA_VARIABLES
from sepgenre_training.separation.weights.reading import Watch

STAGE = "environment"
"""The stage of all events about environments: they count steps, not bytes."""

_STEPS = 3
_TICK_S = 1.0

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


def require_space(name: str, source: PackageSource, root: Path) -> None:
    """Raise where the disk of `root` has no room for the packages from `source`.

    Raises
    ------
    SeparationError
        Naming the folder, what is needed, and what there is.
    """
    free = shutil.disk_usage(root).free
    if free < source.size_bytes:
        raise SeparationError(
            f"{root}: the environment of {name!r} needs {source.size_bytes / 1e9:.1f} GB here, "
            f"and {free / 1e9:.1f} GB are free.",
            remedy=f"Free some space, or let {ENVIRONMENTS_VARIABLE} name a folder on another "
            "disk; `--separator hpss` needs no room.",
        )


@attrs.define(kw_only=True)
class _Ticker:
    """Tells uv's last line, and how many bytes have come: uv is silent while it downloads."""

    folders: tuple[Path, ...]
    tell: Callable[[str], None]
    line: str = ""
    next_at: float = attrs.field(factory=lambda: time.monotonic() + _TICK_S)

    def note(self, line: str) -> None:
        # How to activate it is for people who use the environment by hand.
        if not line.startswith("Activate with"):
            self.line = line
            self.tell(line)

    def tick(self, check_cancelled: Callable[[], None]) -> None:
        check_cancelled()
        begin = time.monotonic()
        if begin < self.next_at:
            return
        self.tell(f"{measure_bytes(self.folders) / 1e6:,.0f} MB so far; {self.line}".rstrip("; "))
        # Looking at many files takes a while: a tenth of the time at most.
        spent_s = time.monotonic() - begin
        self.next_at = begin + max(_TICK_S, 10.0 * spent_s)


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
        ended = None
        for source in self.environment.sources:
            self.watch.on_notice(
                f"{source.notice} Packages for {self.environment.name!r}: about "
                f"{source.amount}.".lstrip()
            )
            require_space(self.environment.name, source, self.folder.parent)
            ended = self._install(requirements, source.uv_options)
            if not ended.status:
                return
        assert ended is not None, "there is at least one source"
        self._require_success(ended)

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
        ticker = _Ticker(
            folders=(self.downloads, self.folder), tell=lambda text: self._tell(step, text)
        )
        return run_program(
            [find_uv_bin(), *arguments, *cache, "--color", "never"],
            # Not where the person happens to be: uv reads the pyproject.toml of that place.
            folder=self.folder.parent,
            variables=uv_variables(),
            on_line=ticker.note,
            check_cancelled=lambda: ticker.tick(self.watch.check_cancelled),
        )

    def _require_success(self, ended: Finished) -> None:
        if ended.status:
            raise _not_installed(self.environment, f"uv says: {_last_lines(ended)}")

    def _tell(self, step: int, line: str) -> None:
        self.watch.on_event(Progressed(stage=STAGE, done=step, total=_STEPS, item=line))


def _not_installed(environment: PythonEnvironment, fault: str) -> SeparationError:
    return SeparationError(
        f"The environment of {environment.name!r} was not installed; {fault}",
        remedy=environment.ways_out_of_installing,
    )


def _last_lines(ended: Finished) -> str:
    return " / ".join(ended.last_lines) or f"nothing (exit status {ended.status})"
