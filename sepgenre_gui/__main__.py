"""`sepgenre-gui`: opens the window, or says why it cannot."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sepgenre_gui.cli.failure import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    explain_os_error,
    print_error,
)
from sepgenre_gui.screens.display import find_display
from sepgenre_training import __version__
from sepgenre_training.errors import SepgenreError

DEMO_FOLDER = Path("sepgenre-demo")
PROGRAM = "sepgenre-gui"


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
    except SepgenreError as error:
        print_error(error, as_json=False, program=PROGRAM)
        status = EXIT_FAILED
    except OSError as error:
        print_error(explain_os_error(error), as_json=False, program=PROGRAM)
        status = EXIT_FAILED
    except KeyboardInterrupt:
        sys.stderr.write(
            f"\n{PROGRAM}: stopped. What was finished is stored; "
            "the same command goes on from there.\n"
        )
        status = EXIT_INTERRUPTED
    sys.exit(status)


def _give_streams() -> None:
    # Started without a console, as from a menu of Windows, a program has no streams at all.
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115


def _run(project: Path | None, *, demo: bool) -> int:
    if find_display() is None:
        return _run_without_display(demo=demo)
    from sepgenre_gui.app import open_window

    if demo:
        _prepare_demo(DEMO_FOLDER)
    return open_window(project)


def _prepare_demo(folder: Path) -> None:
    from sepgenre_gui.cli.progress import ProgressBar
    from sepgenre_gui.services.demo import is_demo_prepared, prepare_demo
    from sepgenre_training.compute.pool import WorkerPool

    if is_demo_prepared(folder):
        return
    sys.stdout.write(f"Making the demo project in {folder} (once; it takes minutes) ...\n")
    sys.stdout.flush()
    with WorkerPool() as pool, ProgressBar() as bar:
        prepare_demo(folder, pool=pool, on_event=bar.show).close()


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
