"""Commands about separators: list, install, verify, remove and score them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.options import Json
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar
from sepgenre_gui.cli.score_command import score

if TYPE_CHECKING:
    from sepgenre_training.compute.events import Progressed
    from sepgenre_training.separation.descriptor import SeparatorStatus

Name = Annotated[str, Parameter(help="The separator, as in `sepgenre separators list`.")]

group = App(
    name="separators",
    help="Show the separators; install, verify or remove what they need.\n\n"
    "Each takes `--json`. Weights and Python environments are kept in the data folder of your "
    "account; set SEPGENRE_WEIGHTS and SEPGENRE_ENVIRONMENTS to keep them elsewhere.\n\n"
    "Examples: `sepgenre separators list`, `sepgenre separators install spleeter`",
)


def register(app: App) -> None:
    """Add these commands to `app`."""
    if "list" not in group:
        group.command(list_, name="list")
        for command in (install, verify, remove, score):
            group.command(command)
    app.command(group)


def list_(*, json: Json = False) -> None:
    """List the separators, and say of each whether it can run, and what to do if not.

    The times are those of 10 s of stereo, in one worker on one core.

    Example: `sepgenre separators list`
    """
    import attrs

    from sepgenre_gui.services.manage_separators import list_separators
    from sepgenre_training.separation.weights.reading import Watch

    out = Output(json=json)
    with ProgressBar() as bar:
        listed = list_separators(watch=Watch(on_event=_show(bar)))
    out.table(
        ("name", "state", "needs", "time for 10 s", "what it is"),
        [
            (each.name, each.status.state.value, each.needs, each.latency, each.summary)
            for each in listed
        ],
    )
    for each in listed:
        if not each.is_ready:
            out.say(f"For {each.name}: {', then '.join(each.status.commands)}")
    for remark in dict.fromkeys(mark for each in listed for mark in _remarks(each.status)):
        out.say(remark)
    separators = [
        {
            **attrs.asdict(each, recurse=False, filter=attrs.filters.exclude("status")),
            "ready": each.is_ready,
            **_described(each.status),
        }
        for each in listed
    ]
    out.data({"separators": separators})


def install(
    name: Name,
    /,
    *,
    from_: Annotated[
        str | None,
        Parameter(
            name="--from",
            help="Weights that you have: the archive, a folder with its files, or one of them.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Install what a separator needs: weights, a Python environment, or both.

    Weights are downloaded, or taken from where you have them, and verified; a download that was
    interrupted goes on where it stopped. An environment is built by uv, which fetches a Python
    where none fits. HTTPS_PROXY and NO_PROXY are honoured; SSL_CERT_FILE, REQUESTS_CA_BUNDLE or
    CURL_CA_BUNDLE may name CA certificates.

    Examples: `sepgenre separators install spleeter`,
    `sepgenre separators install spleeter --from 4stems.tar.gz`,
    `sepgenre separators install spleeter-package`
    """
    from sepgenre_training.separation.descriptor import SeparatorState

    out = Output(json=json)
    source = None if from_ is None else _require_named(from_)
    notices: list[str] = []
    status = _install(name, source, notices)
    _tell_places(out, name, status)
    if status.state is SeparatorState.READY:
        out.say(f"The separator {name} is ready.")
    else:
        # Of what it needs, only what belongs to another separator can still be missing.
        out.say(f"Still missing: {' '.join(status.reasons)} {status.remedy}")
    out.data({"name": name, "notices": notices, **_described(status)})


def verify(name: Name, /, *, json: Json = False) -> None:
    """Look anew at what a separator needs: read its weights, import its packages.

    Example: `sepgenre separators verify spleeter`
    """
    from sepgenre_gui.services.manage_separators import verify_separator
    from sepgenre_training.separation.weights.reading import Watch

    out = Output(json=json)
    with ProgressBar() as bar:
        status = verify_separator(name, watch=Watch(on_event=_show(bar)))
    _tell_places(out, name, status)
    if status.reasons:
        fault = (
            f"The separator {name} cannot run ({status.state.value}). {' '.join(status.reasons)}"
        )
        remedy = _ways_out(status)
        out.data({"name": name, **_described(status), "error": fault, "remedy": remedy})
        raise NothingDoneError(fault, remedy=remedy)
    out.data({"name": name, **_described(status)})
    out.say(f"The separator {name} is ready.")


def remove(name: Name, /, *, json: Json = False) -> None:
    """Remove the weights and the environment of a separator, and what was left unfinished.

    Weights that another separator has lent stay with that one.

    Example: `sepgenre separators remove spleeter`
    """
    from sepgenre_gui.services.manage_separators import remove_separator

    out = Output(json=json)
    removals = remove_separator(name)
    for each in removals:
        there_was = "There were no" if each.what == "weights" else "There was no"
        done = "Removed the" if each.removed else there_was
        out.say(f"{done} {each.what} of {name}: {each.folder}")
    removed = any(each.removed for each in removals)
    out.data({"name": name, "removed": removed, "removals": removals})


def _install(name: str, source: Path | None, notices: list[str]) -> SeparatorStatus:
    """Install, and tell on stderr, which may be a file, what the person should read."""
    from sepgenre_gui.services.manage_separators import install_separator, remarks_on
    from sepgenre_training.separation.weights.reading import Watch

    def tell(notice: str) -> None:
        notices.append(notice)
        sys.stderr.write(f"{notice}\n")

    try:
        with ProgressBar() as bar:
            watch = Watch(on_event=_show(bar), on_notice=tell)
            return install_separator(name, source=source, watch=watch)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(" ".join(remarks_on(name))) from None


def _require_named(source: str) -> Path:
    from sepgenre_training.errors import ConfigurationError

    if not source.strip():
        raise ConfigurationError(
            "--from is empty.",
            remedy="Let it name an archive, a folder or a file; or leave it out to download.",
        )
    return Path(source)


def _remarks(status: SeparatorStatus) -> list[str]:
    found = (status.environment, status.weights)
    return [each.remark for each in found if each is not None and each.remark]


def _ways_out(status: SeparatorStatus) -> str:
    # In one sentence: the remedies of the environment and of the weights begin alike.
    ways = [f"Run {' and then '.join(f'`{each}`' for each in status.commands)}"]
    if status.weights is not None and status.weights.reasons:
        install = f"sepgenre separators install {status.weights.name}"
        ways.append(f"or, with weights that you have, `{install} --from FILE_OR_FOLDER`")
    ways.append("or choose `--separator hpss`, which needs nothing.")
    return "; ".join(ways)


def _tell_places(out: Output, name: str, status: SeparatorStatus) -> None:
    from sepgenre_training.separation.external.leftovers import measure_bytes

    environment, weights = status.environment, status.weights
    if environment is not None and not environment.reasons:
        version = environment.python_version
        size = f"{measure_bytes([environment.folder]) / 1e9:.2f} GB"
        where = f"{environment.folder} (Python {version}, {size})"
        out.say(f"The environment of {name} is whole: {where}")
    if weights is not None and not weights.reasons:
        out.say(f"The weights of {weights.name} are the published ones: {weights.folder}")


def _described(status: SeparatorStatus) -> dict[str, object]:
    return {
        "state": status.state,
        "reasons": status.reasons,
        "commands": status.commands,
        "remedy": status.remedy,
        "environment": status.environment,
        "weights": status.weights,
    }


def _show(bar: ProgressBar) -> Callable[[Progressed], None]:
    from sepgenre_training.separation.external.packages import STAGE

    in_megabytes = _in_megabytes(bar)
    # Of an environment, steps are counted; of weights, bytes.
    return lambda event: (bar.show if event.stage == STAGE else in_megabytes)(event)


def _in_megabytes(bar: ProgressBar) -> Callable[[Progressed], None]:
    import attrs

    def show(event: Progressed) -> None:
        megabytes = attrs.evolve(
            event,
            stage=f"{event.stage} (MB)",
            done=event.done // 1_000_000,
            total=-(-event.total // 1_000_000),
        )
        bar.show(megabytes)

    return show
