"""What a person can do with jobs: names, menu, keys."""

from __future__ import annotations

from sepgenre_gui.screens.actions.spec import ActionSpec

MENU = "Jobs"

SHOW = ActionSpec(
    id="jobs.show", text="&Show the jobs", menu=MENU, keys=("Ctrl+J",), checkable=True,
    repeats=False, section="show", tip="Show or hide what goes on, what waits and what is done",
)  # fmt: skip
PAUSE = ActionSpec(
    id="jobs.pause", text="&Pause or resume", menu=MENU, keys=("Ctrl+Shift+J",), icon="pause",
    repeats=False, section="job", tip="Hold the selected job; again lets it go on",
)  # fmt: skip
CANCEL = ActionSpec(
    id="jobs.cancel", text="&Cancel", menu=MENU, keys=("Ctrl+.",), icon="stop", repeats=False,
    section="job", tip="Stop the selected job; what is finished stays",
)  # fmt: skip
RETRY = ActionSpec(
    id="jobs.retry", text="Try &again", menu=MENU, keys=("Ctrl+Shift+R",), icon="retry",
    repeats=False, section="job", tip="Do the selected job again; what is done stays done",
)  # fmt: skip
REMOVE = ActionSpec(
    id="jobs.remove", text="&Remove from the list", menu=MENU, icon="close", repeats=False,
    section="job", tip="Take the selected job out of the list",
)  # fmt: skip
COPY_LOG = ActionSpec(
    id="jobs.copy-log", text="Copy the &log", menu=MENU, keys=("Ctrl+Shift+L",), icon="copy",
    repeats=False, section="job", tip="Copy the selected job's log and its errors",
)  # fmt: skip
RETRY_FAILED = ActionSpec(
    id="jobs.retry-failed", text="Try all that &failed again", menu=MENU, icon="retry",
    repeats=False, section="all", tip="Do every failed job again; what is done stays done",
)  # fmt: skip
CANCEL_ALL = ActionSpec(
    id="jobs.cancel-all", text="Cancel a&ll", menu=MENU, icon="stop", repeats=False, section="all",
    tip="Stop every job that goes on or waits; what is finished stays",
)  # fmt: skip
CLEAR = ActionSpec(
    id="jobs.clear", text="Clear what is &over", menu=MENU, icon="remove", repeats=False,
    section="all", tip="Take every job that is done, failed or cancelled out of the list",
)  # fmt: skip
RUN_LEFT_OVER = ActionSpec(
    id="jobs.run-left-over", text="R&un what was left unfinished", menu=MENU, repeats=False,
    section="left", tip="Run the jobs that were left unfinished the last time",
)  # fmt: skip
FORGET_LEFT_OVER = ActionSpec(
    id="jobs.forget-left-over", text="Forget what was left u&nfinished", menu=MENU, repeats=False,
    section="left", tip="Take the jobs that were left unfinished the last time out of the list",
)  # fmt: skip

QUEUE_SPECS: tuple[ActionSpec, ...] = (
    SHOW, PAUSE, CANCEL, RETRY, REMOVE, COPY_LOG, RETRY_FAILED, CANCEL_ALL, CLEAR, RUN_LEFT_OVER,
    FORGET_LEFT_OVER,
)  # fmt: skip
