"""What a person can do on the page that classifies: names, menus, keys."""

from __future__ import annotations

from sepgenre_gui.screens.actions.spec import ActionSpec

_MENU, _CLASSIFIER, _RESULTS = "Classify", "Classify/Classifier", "Classify/Results"
_PLAYBACK, _VIEW = "Playback", "View"

FILES, FOLDER, AGAIN = "classify.files", "classify.folder", "classify.again"
PAUSE, STOP = "classify.pause", "classify.stop"
FILTER, UNSURE_ONLY = "classify.filter", "classify.unsure-only"
NEXT, PREVIOUS = "classify.next", "classify.previous"
TRAIN, RENAME, RELIABILITY = "classifier.train", "classifier.rename", "classifier.reliability"
EXPORT, IMPORT, REMOVE = "classifier.export", "classifier.import", "classifier.remove"
CSV, JSON, PLAYLISTS = "results.csv", "results.json", "results.playlists"
COPIES, TAGS, OLD_TAGS = "results.copies", "results.tags", "results.old-tags"
PLAY, PLAY_STOP = "classified.play", "classified.stop"
ZOOM_IN, ZOOM_OUT, ZOOM_FIT = "classified.zoom-in", "classified.zoom-out", "classified.zoom-fit"

RESULT_ACTIONS = (CSV, JSON, PLAYLISTS, COPIES, TAGS, OLD_TAGS)

CLASSIFY_SPECS = (
    ActionSpec(
        id=FILES, text="Classify &files…", menu=_MENU, keys=("Ctrl+I",), section="work",
        edits=True, repeats=False, tip="Choose files, and have their genre told",
    ),
    ActionSpec(
        id=FOLDER, text="Classify a f&older…", menu=_MENU, keys=("Ctrl+Shift+I",), section="work",
        edits=True, repeats=False, tip="Have the genre of all files in and below a folder told",
    ),
    ActionSpec(
        id=PAUSE, text="&Pause or resume", menu=_MENU, keys=("P",), section="job", repeats=False,
        tip="Let the workers wait after their window, or go on",
    ),
    ActionSpec(
        id=STOP, text="&Stop", menu=_MENU, keys=("Shift+Esc",), section="job", repeats=False,
        tip="End the job; files that are done are kept",
    ),
    ActionSpec(
        id=AGAIN, text="Try failed files &again", menu=_MENU, section="job", edits=True,
        repeats=False, tip="Classify the files of the table that failed once more",
    ),
    ActionSpec(
        id=FILTER, text="Fi&lter the files", menu=_MENU, keys=("Ctrl+F",), section="go",
        tip="Type a part of a name or a genre; Escape clears it",
    ),
    ActionSpec(
        id=UNSURE_ONLY, text="Show &unsure files only", menu=_MENU, keys=("Y",), section="go",
        repeats=False, tip="Leave out the files whose verdict is sure, or show them again",
    ),
    ActionSpec(
        id=NEXT, text="&Next file", menu=_MENU, keys=("J",), section="go",
        tip="Show the file below",
    ),
    ActionSpec(
        id=PREVIOUS, text="P&revious file", menu=_MENU, keys=("K",), section="go",
        tip="Show the file above",
    ),
    ActionSpec(
        id=TRAIN, text="&Train…", menu=_CLASSIFIER, keys=("N",), section="make", edits=True,
        repeats=False, tip="Make a classifier of a run, or of the labelled segments",
    ),
    ActionSpec(
        id=IMPORT, text="&Import…", menu=_CLASSIFIER, keys=("Ctrl+Shift+O",), section="make",
        edits=True, repeats=False, tip="Take a classifier in that was exported elsewhere",
    ),
    ActionSpec(
        id=RELIABILITY, text="Reliability &diagram", menu=_CLASSIFIER, keys=("D",),
        section="keep", repeats=False, tip="See whether a confidence of 80 % means right in 80 %",
    ),
    ActionSpec(
        id=RENAME, text="Re&name…", menu=_CLASSIFIER, keys=("F2",), section="keep", edits=True,
        repeats=False, tip="Give the classifier another name",
    ),
    ActionSpec(
        id=EXPORT, text="&Export…", menu=_CLASSIFIER, keys=("Ctrl+Shift+E",), section="keep",
        repeats=False, tip="Write the classifier as one file, for another project or computer",
    ),
    ActionSpec(
        id=REMOVE, text="&Remove…", menu=_CLASSIFIER, keys=("Del",), section="keep", edits=True,
        repeats=False, tip="Remove the classifier, and all that it said of files",
    ),
    ActionSpec(
        id=CSV, text="&Table (CSV)…", menu=_RESULTS, keys=("Ctrl+E",), section="tables",
        repeats=False, tip="Write a row for each file, with the probability of each genre",
    ),
    ActionSpec(
        id=JSON, text="All windows (&JSON)…", menu=_RESULTS, section="tables", repeats=False,
        tip="Write the probabilities of every window of every file",
    ),
    ActionSpec(
        id=PLAYLISTS, text="&Playlists (M3U8)…", menu=_RESULTS, section="tables", repeats=False,
        tip="Write a playlist for each genre, and one of what is unsure",
    ),
    ActionSpec(
        id=COPIES, text="Tagged &copies…", menu=_RESULTS, section="tags", repeats=False,
        tip="Copy files with a sure verdict into folders by genre, the genre as a tag",
    ),
    ActionSpec(
        id=TAGS, text="Write tags into the &originals…", menu=_RESULTS, section="tags",
        edits=True, repeats=False, tip="Write the genre into the files; old tags are backed up",
    ),
    ActionSpec(
        id=OLD_TAGS, text="&Undo written tags…", menu=_RESULTS, section="tags", edits=True,
        repeats=False, tip="Give files the genres back that they had before",
    ),
    ActionSpec(
        id=PLAY, text="&Play or stop", menu=_PLAYBACK, keys=("Space",), icon="play",
        repeats=False, tip="Hear the file from the playhead on",
    ),
    ActionSpec(
        id=PLAY_STOP, text="&Stop", menu=_PLAYBACK, keys=("Esc",), icon="stop",
        tip="End the playback",
    ),
    ActionSpec(
        id=ZOOM_IN, text="Zoom &in", menu=_VIEW, keys=("+", "="), section="zoom",
        tip="Show less, larger",
    ),
    ActionSpec(
        id=ZOOM_OUT, text="Zoom &out", menu=_VIEW, keys=("-",), section="zoom", tip="Show more",
    ),
    ActionSpec(
        id=ZOOM_FIT, text="Show &all", menu=_VIEW, keys=("0",), section="zoom",
        tip="Show the file from its beginning to its end",
    ),
)  # fmt: skip
