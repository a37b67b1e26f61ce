"""The command line: every verb of the application without a window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from cyclopts import App, CycloptsError

from sepgenre_gui.cli import (
    cache_command,
    classifier_commands,
    classify_command,
    cluster_commands,
    exchange_commands,
    experiment_commands,
    learning,
    library_commands,
    locate_command,
    preparation_commands,
    segment_commands,
    separator_commands,
)
from sepgenre_gui.cli.failure import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    EXIT_MISUSED,
    print_error,
)
from sepgenre_training import __version__
from sepgenre_training.errors import SepgenreError
from sepgenre_training.os_errors import explain_os_error

app = App(
    name="sepgenre",
    version=__version__,
    help="Cut, label, separate and classify electronic dance music. "
    "Start with `sepgenre demo`, or with `sepgenre new PROJECT` and your own music.",
    help_format="markdown",
    suppress_keyboard_interrupt=False,
)
library_commands.register(app)
segment_commands.register(app)
preparation_commands.register(app)
exchange_commands.register(app)
locate_command.register(app)
experiment_commands.register(app)
classifier_commands.register(app)
classify_command.register(app)
learning.register(app)
separator_commands.register(app)
cache_command.register(app)
cluster_commands.register(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 misused, 130 interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """Run one command; return its exit status."""
    _make_streams_safe()
    as_json = "--json" in words
    try:
        status = _run_command(words, as_json=as_json)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone, as `head` does once it has seen enough: nobody to tell.
        status = EXIT_FAILED
    except OSError as error:
        # Where stdout itself is what failed, stderr alone can tell.
        with suppress(OSError):
            print_error(explain_os_error(error), as_json=as_json)
        status = EXIT_FAILED
    _settle_output()
    return status


def _run_command(words: list[str], *, as_json: bool) -> int:
    try:
        app(words, exit_on_error=False, print_error=False, result_action="return_value")
    except CycloptsError as error:
        print_error(error, as_json=as_json)
        return EXIT_MISUSED
    except SepgenreError as error:
        print_error(error, as_json=as_json)
        return EXIT_FAILED
    except KeyboardInterrupt as interrupt:
        said = str(interrupt) or (
            "What was finished is stored; the same command goes on from there."
        )
        sys.stderr.write(f"\nsepgenre: stopped. {said}\n")
        return EXIT_INTERRUPTED
    return 0


def _settle_output() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        # What is left in the buffer would fail once more, noisily, when the interpreter ends.
        with suppress(OSError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())
            os.close(nowhere)


def _make_streams_safe() -> None:
    # A name that the terminal's encoding lacks is shown escaped instead of ending the program.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
