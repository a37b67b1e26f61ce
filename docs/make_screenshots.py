"""Makes the pictures in docs/screenshots from the real window and generated songs.

    .venv/bin/python docs/make_screenshots.py [NAME ...]

Each picture is taken by a process of its own, without a screen, since the scale of a display is
fixed when the program starts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from picture_making.pictures import PICTURES
from picture_making.projects import make_projects
from picture_making.taking import take

FOLDER = Path(__file__).parent / "screenshots"


def main() -> None:
    """Take all pictures, or those named."""
    if len(sys.argv) > 1 and sys.argv[1] == "--take":
        take(sys.argv[2], Path(sys.argv[3]), FOLDER / f"{sys.argv[2]}.png")
        return
    names = sys.argv[1:] or list(PICTURES)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="sepgenre-screenshots-") as scratch:
        make_projects({PICTURES[name].project or "" for name in names}, Path(scratch))
        for name in names:
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": PICTURES[name].scale,
                "XDG_CONFIG_HOME": str(Path(scratch, "config")),
                # Nothing is installed here, and nothing can be: the picture shows how that fails.
                "SEPGENRE_WEIGHTS": str(Path(scratch, "weights")),
                "HTTPS_PROXY": "http://127.0.0.1:9",
            }
            command = [sys.executable, __file__, "--take", name, scratch]
            subprocess.run(command, env=environment, check=True)  # noqa: S603 - itself
            sys.stdout.write(f"{FOLDER / name}.png\n")


if __name__ == "__main__":
    main()
