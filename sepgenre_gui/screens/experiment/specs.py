"""What a person can do on the experiment screen: names, menus, keys."""

from __future__ import annotations

from sepgenre_gui.screens.actions.spec import ActionSpec

_MENU = "Experiment"

NEW, RUN = "experiment.new", "experiment.run"
PAUSE, STOP, CONTINUE = "experiment.pause", "experiment.stop", "experiment.continue"
AGAIN, RENAME, NOTE, DELETE = (
    "experiment.again",
    "experiment.rename",
    "experiment.note",
    "experiment.delete",
)
REPORT, CHART = "experiment.report", "experiment.export-chart"
NEXT_TAB, PREVIOUS_TAB = "experiment.next-tab", "experiment.previous-tab"

EXPERIMENT_SPECS = (
    ActionSpec(
        id=NEW, text="&New experiment", menu=_MENU, keys=("N",), section="run", repeats=False,
        tip="Look whether the data is ready, and choose a configuration",
    ),
    ActionSpec(
        id=RUN, text="&Run", menu=_MENU, keys=("Ctrl+Return", "Ctrl+Enter"), section="run",
        edits=True, repeats=False,
        tip="Separate and extract what is missing, then run the trials",
    ),
    ActionSpec(
        id=PAUSE, text="&Pause or resume", menu=_MENU, keys=("P",), section="run", repeats=False,
        tip="Let the workers wait at their next epoch, or go on",
    ),
    ActionSpec(
        id=STOP, text="&Stop", menu=_MENU, keys=("Shift+Esc",), section="run", repeats=False,
        tip="End the run; stored trials are kept, and it can go on later",
    ),
    ActionSpec(
        id=CONTINUE, text="&Continue the run", menu=_MENU, keys=("C",), section="run",
        edits=True, repeats=False, tip="Run the trials that the selected run lacks",
    ),
    ActionSpec(
        id=AGAIN, text="Run &again", menu=_MENU, section="keep", edits=True, repeats=False,
        tip="Run the selected run's configuration once more, as a new run",
    ),
    ActionSpec(
        id=RENAME, text="Re&name…", menu=_MENU, keys=("F2",), section="keep", edits=True,
        repeats=False, tip="Give the selected run another name",
    ),
    ActionSpec(
        id=NOTE, text="N&ote…", menu=_MENU, section="keep", edits=True, repeats=False,
        tip="Write down what is to be remembered of the selected run",
    ),
    ActionSpec(
        id=DELETE, text="&Delete…", menu=_MENU, keys=("Del",), section="keep", edits=True,
        repeats=False, tip="Remove the selected runs with all their trials",
    ),
    ActionSpec(
        id=REPORT, text="Export &report…", menu=_MENU, keys=("Ctrl+E",), section="export",
        repeats=False, tip="Write the selected run as a page with every figure and table",
    ),
    ActionSpec(
        id=CHART, text="Export c&hart…", menu=_MENU, keys=("Ctrl+Shift+E",), section="export",
        repeats=False, tip="Write one chart as SVG, PNG or CSV",
    ),
    ActionSpec(
        id=NEXT_TAB, text="Ne&xt tab", menu=_MENU, keys=("Ctrl+PgDown",), section="view",
        tip="Show the next page of the run",
    ),
    ActionSpec(
        id=PREVIOUS_TAB, text="Pre&vious tab", menu=_MENU, keys=("Ctrl+PgUp",), section="view",
        tip="Show the page of the run before",
    ),
)  # fmt: skip
