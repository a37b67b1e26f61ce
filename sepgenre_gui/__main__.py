"""`sepgenre-gui`: opens the window, or says why it cannot."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sepgenre_gui.screens.display import find_display
from sepgenre_training import __version__
from sepgenre_training.errors import SepgenreError

DEMO_FOLDER = Path("sepgenre-demo")
PROGRAM = "sepgenre-gui"
EXIT_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> None:
    """Open the window on a project, and exit with its status; 130 where it was interrupted."""
    _give_streams()
    parser = argparse.ArgumentParser(prog=PROGRAM, description=__doc__)
    parser.add_argument("project", nargs="?", type=Path, help="the project's folder")
    parser.add_argument("--demo", action="store_true", help="open the demo project")
    parser.add_argument("--version", action="version", version=__version__)
    options = parser.parse_args(arguments)
    try:
        status = _run(DEMO_FOLDER if options.demo else options.project, demo=options.demo)
    except (SepgenreError, OSError) as error:
        status = _fail(error)
    except KeyboardInterrupt:
        status = EXIT_INTERRUPTED
    if status == EXIT_INTERRUPTED:
        sys.stderr.write(
            f"\n{PROGRAM}: stopped. What was finished is stored; "
            "the same command goes on from there.\n"
        )
    sys.exit(status)


def _fail(error: SepgenreError | OSError) -> int:
    # The command line's modules would delay the window's first paint.
    from sepgenre_gui.cli.failure import EXIT_FAILED, print_error
    from sepgenre_training.os_errors import explain_os_error

    explained = error if isinstance(error, SepgenreError) else explain_os_error(error)
    print_error(explained, as_json=False, program=PROGRAM)
    return EXIT_FAILED


def _give_streams() -> None:
    # Started without a console, as from a menu of Windows, a program has no streams at all.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            # Open as long as the program runs.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


def _run(project: Path | None, *, demo: bool) -> int:
    if find_display() is None:
        return _run_without_display(demo=demo)
    from sepgenre_gui.app import open_window

    if demo:
        sys.stdout.write(
            f"Making the demo project in {DEMO_FOLDER}, or opening it where it is made already.\n"
        )
        sys.stdout.flush()
    return open_window(project, demo=demo)


def _run_without_display(*, demo: bool) -> int:
    if demo:
        from sepgenre_gui.cli import run

        sys.stdout.write("No display here, so the demo runs without a window.\n")
        sys.stdout.flush()
        return run(["demo", str(DEMO_FOLDER)])
    sys.stderr.write(
        "sepgenre-gui: no display was found (neither DISPLAY nor WAYLAND_DISPLAY leads to one). "
        "Log in to a desktop, or use the command line: sepgenre --help\n"
    )
    return 1


if __name__ == "__main__":
    main()
