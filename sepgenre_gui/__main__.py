"""`sepgenre-gui`: opens the window, or says why it cannot."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sepgenre_gui.screens.display import find_display
from sepgenre_training import __version__
from sepgenre_training.errors import SepgenreError

DEMO_FOLDER = Path("sepgenre-demo")


def main(arguments: list[str] | None = None) -> None:
    """Open the window on a project, and exit with its status."""
    parser = argparse.ArgumentParser(prog="sepgenre-gui", description=__doc__)
    parser.add_argument("project", nargs="?", type=Path, help="the project's folder")
    parser.add_argument("--demo", action="store_true", help="open the demo project")
    parser.add_argument("--version", action="version", version=__version__)
    options = parser.parse_args(arguments)
    sys.exit(_run(DEMO_FOLDER if options.demo else options.project, demo=options.demo))


def _run(project: Path | None, *, demo: bool) -> int:
    if find_display() is None:
        return _run_without_display(demo=demo)
    from sepgenre_gui.app import open_window

    try:
        if demo:
            _prepare_demo(DEMO_FOLDER)
        return open_window(project)
    except SepgenreError as error:
        sys.stderr.write(f"sepgenre-gui: {error}\n")
        return 1


def _prepare_demo(folder: Path) -> None:
    from sepgenre_gui.cli.progress import ProgressBar
    from sepgenre_gui.project.project import is_project
    from sepgenre_gui.services.demo import prepare_demo
    from sepgenre_training.compute.pool import WorkerPool

    if is_project(folder):
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
