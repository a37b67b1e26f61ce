"""Commands about separators: list them; install, verify and remove their weights."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from sepgenre_gui.cli.failure import NothingDoneError
from sepgenre_gui.cli.options import Json
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.progress import ProgressBar

if TYPE_CHECKING:
    from sepgenre_training.compute.events import Progressed

Name = Annotated[str, Parameter(help="The separator, as in `sepgenre separators list`.")]

group = App(
    name="separators",
    help="Show the separators, and install, verify or remove their weights.\n\n"
    "Each takes `--json`. Weights are kept in the data folder of your account; set "
    "SEPGENRE_WEIGHTS to keep them elsewhere.\n\n"
    "Examples: `sepgenre separators list`, `sepgenre separators install spleeter`",
)


def register(app: App) -> None:
    """Add these commands to `app`."""
    if "list" not in group:
        group.command(list_, name="list")
        for command in (install, verify, remove):
            group.command(command)
    app.command(group)


def list_(*, json: Json = False) -> None:
    """List the separators, and say whether each can run.

    Example: `sepgenre separators list`
    """
    from sepgenre_gui.services.manage_separators import list_separators
    from sepgenre_training.separation.weights.reading import Watch

    out = Output(json=json)
    with ProgressBar() as bar:
        listed = list_separators(watch=Watch(on_event=_in_megabytes(bar)))
    out.table(
        ("name", "weights", "summary"),
        [
            (
                listing.name,
                "none needed" if listing.weights is None else listing.weights.state.value,
                listing.summary,
            )
            for listing in listed
        ],
    )
    for listing in listed:
        if not listing.is_ready:
            out.say(f"For {listing.name}: sepgenre separators install {listing.name}")
    separators = [
        {
            "name": listing.name,
            "version": listing.version,
            "summary": listing.summary,
            "ready": listing.is_ready,
            "weights": listing.weights,
        }
        for listing in listed
    ]
    out.data({"separators": separators})


def install(
    name: Name,
    /,
    *,
    from_: Annotated[
        Path | None,
        Parameter(
            name="--from",
            help="Weights that you have: the archive, a folder with its files, or one of them.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Download the weights of a separator, or take those that you have, and verify them.

    A download that was interrupted goes on where it stopped. HTTPS_PROXY and NO_PROXY are
    honoured; SSL_CERT_FILE, REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE may name CA certificates.

    Examples: `sepgenre separators install spleeter`,
    `sepgenre separators install spleeter --from 4stems.tar.gz`
    """
    from sepgenre_gui.services.manage_separators import install_weights
    from sepgenre_training.separation.weights.reading import Watch

    out = Output(json=json)
    with ProgressBar() as bar:
        status = install_weights(name, source=from_, watch=Watch(on_event=_in_megabytes(bar)))
    out.say(f"The weights of {name} are installed and verified: {status.folder}")
    out.data({"weights": status})


def verify(name: Name, /, *, json: Json = False) -> None:
    """Read the weights of a separator anew, and compare them with the published ones.

    Example: `sepgenre separators verify spleeter`
    """
    from sepgenre_gui.services.manage_separators import verify_weights, ways_out
    from sepgenre_training.separation.weights.reading import Watch

    out = Output(json=json)
    with ProgressBar() as bar:
        status = verify_weights(name, watch=Watch(on_event=_in_megabytes(bar)))
    out.data({"weights": status})
    if status.reasons:
        raise NothingDoneError(
            f"The weights of {name} are {status.state.value}. {' '.join(status.reasons)}",
            remedy=ways_out(name),
        )
    out.say(f"The weights of {name} are the published ones: {status.folder}")


def remove(name: Name, /, *, json: Json = False) -> None:
    """Remove the weights of a separator, and what an interrupted download left.

    Example: `sepgenre separators remove spleeter`
    """
    from sepgenre_gui.services.manage_separators import remove_weights

    out = Output(json=json)
    folder, removed = remove_weights(name)
    out.say(
        f"Removed the weights of {name}: {folder}"
        if removed
        else f"There were no weights of {name}: {folder}"
    )
    out.data({"name": name, "folder": folder, "removed": removed})


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
