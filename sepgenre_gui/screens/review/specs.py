"""What a person can do on the review screen: names, menus, keys."""

from __future__ import annotations

from sepgenre_gui.project.genre import KEYS
from sepgenre_gui.screens.actions.spec import ActionSpec

_MENU = "Review"

BEGIN, ACCEPT, SKIP = "review.begin", "review.accept", "review.skip"
PLAY, OPEN, KEEP, SUSPECTS = "review.play", "review.open", "review.keep", "review.find-suspects"
EXPLAIN, MATTERED, CURVE = "review.explain", "review.mattered", "review.curve"
NEXT_TAB, PREVIOUS_TAB = "review.next-tab", "review.previous-tab"
UNDO, REDO = "review.undo", "review.redo"


def genre_id(key: int) -> str:
    """Return the action that gives the genre of `key`."""
    return f"review.genre-{key}"


REVIEW_SPECS = (
    ActionSpec(
        id=UNDO, text="&Undo", menu="Edit", keys=("Ctrl+Z",), icon="undo", edits=True,
        tip="Take back the last edit, whichever screen it was made on",
    ),
    ActionSpec(
        id=REDO, text="&Redo", menu="Edit", keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo",
        edits=True, tip="Make the edit again that was taken back last",
    ),
    ActionSpec(
        id=BEGIN, text="&Begin, or retrain", menu=_MENU, keys=("Ctrl+Return", "Ctrl+Enter"),
        section="learn", edits=True, repeats=False,
        tip="Learn from the confirmed segments, and put the others in order; on the other tabs, "
        "find suspicious labels, or compute the curve",
    ),
    ActionSpec(
        id=SUSPECTS, text="&Find suspicious labels", menu=_MENU, section="learn", edits=True,
        repeats=False, tip="List the segments whose genre most likely is wrong",
    ),
    ActionSpec(
        id=CURVE, text="Compute the &learning curve", menu=_MENU, section="learn", edits=True,
        repeats=False, tip="See what more labels have brought",
    ),
    ActionSpec(
        id=ACCEPT, text="&Accept the guess", menu=_MENU, keys=("Return", "Enter"),
        section="answer", edits=True, repeats=False,
        tip="Give the segment the genre that is guessed, and go on",
    ),
    *(
        ActionSpec(
            id=genre_id(key), text=f"Genre of key {key}", menu=f"{_MENU}/Correct", edits=True,
            keys=(str(key),), section="answer", repeats=False,
            tip="Give the segment this genre, and go on",
        )
        for key in KEYS
    ),
    ActionSpec(
        id=SKIP, text="&Skip", menu=_MENU, keys=("X",), section="answer", repeats=False,
        tip="Leave the segment as it is, and go on",
    ),
    ActionSpec(
        id=KEEP, text="&Keep the label", menu=_MENU, keys=("K",), section="answer", edits=True,
        repeats=False, tip="Remember that the genre is right, so that it is not listed again",
    ),
    ActionSpec(
        id=PLAY, text="&Play or stop", menu=_MENU, keys=("Space",), section="hear",
        repeats=False, tip="Hear the segment as it is",
    ),
    ActionSpec(
        id=MATTERED, text="Play only what &mattered", menu=_MENU, keys=("M",), section="hear",
        repeats=False, tip="Hear what is left of the segment that decided the guess",
    ),
    ActionSpec(
        id=EXPLAIN, text="&Explain", menu=_MENU, keys=("E",), section="hear", edits=True,
        repeats=False, tip="Have a network show why it guesses what it guesses",
    ),
    ActionSpec(
        id=OPEN, text="&Open in curation", menu=_MENU, keys=("O",), section="hear",
        repeats=False, tip="See the segment in its track",
    ),
    ActionSpec(
        id=NEXT_TAB, text="Ne&xt tab", menu=_MENU, keys=("Ctrl+PgDown",), section="view",
        tip="Show the next list",
    ),
    ActionSpec(
        id=PREVIOUS_TAB, text="Pre&vious tab", menu=_MENU, keys=("Ctrl+PgUp",), section="view",
        tip="Show the list before",
    ),
)  # fmt: skip
