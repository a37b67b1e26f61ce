"""What the import dialog says: layouts, what will happen, what happened."""

from __future__ import annotations

from sepgenre_gui.screens.exchange.importing.run import ImportOutcome
from sepgenre_gui.services.exchange.preview import ImportPreview, Layout
from sepgenre_gui.services.exchange.storing import Fate, FileResult
from sepgenre_training.audio.files import AUDIO_SUFFIXES

LAYOUTS: tuple[tuple[Layout, str, str], ...] = (
    (
        "auto",
        "Automatic",
        "Looks at each folder and table. Files below a folder get the name of their own folder "
        "as genre; files chosen one by one get none.",
    ),
    (
        "folders",
        "Names of folders",
        "Each file gets the name of the folder that holds it as genre, files chosen one by one "
        "too.",
    ),
    (
        "giantsteps",
        "GiantSteps key data set",
        "Reads audio/ with annotations/ or keys_gs+/, and compares checksums where there are any.",
    ),
    (
        "gtzan",
        "GTZAN",
        "Reads genres/ with the ten folders blues to rock.",
    ),
    (
        "csv",
        "CSV table",
        "Reads a table with a column path, and any of title, artist, album, genre, start_s.",
    ),
)
"""How genres are told: name, label, and what it does."""

FATES = {
    Fate.ADDED: "Added",
    Fate.UNCHANGED: "In the project already",
    Fate.LABELLED: "In the project already; has its genre now",
    Fate.RELOCATED: "Found again at its new place",
}

_LAYOUT_NAMES: dict[str, str] = {
    "folders": "folders",
    "giantsteps": "the GiantSteps key data set",
    "gtzan": "GTZAN",
    "csv": "a CSV table",
    "mixed": "several kinds",
}
_MOST_GENRES = 12


def file_filter() -> str:
    """Return what the system's dialog for files offers."""
    audio = " ".join(f"*{suffix}" for suffix in sorted(AUDIO_SUFFIXES))
    return (
        f"Music, tables and labels ({audio} *.csv *.tsv *.txt *.jams *.TextGrid);;"
        f"Music ({audio});;Tables (*.csv *.tsv);;Labels (*.txt *.jams *.TextGrid);;All files (*)"
    )


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, thousands apart: ``1 file``, ``12,000 files``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def describe_preview(preview: ImportPreview) -> str:
    """Return what was found, in a line."""
    plan = preview.plan
    n_known = sum(file.known_hash is not None for file in plan.files)
    parts = []
    if plan.files:
        new = len(plan.files) - n_known
        read = _LAYOUT_NAMES.get(plan.layout, plan.layout)
        parts.append(f"{counted(len(plan.files), 'audio file')}, read as {read}: {new:,} new")
        if n_known:
            parts.append(f"{n_known:,} in the project already")
    if preview.annotations:
        n_lines = sum(each.n_segments for each in preview.annotations)
        files = counted(len(preview.annotations), "file")
        parts.append(f"{counted(n_lines, 'segment')} in {files}")
    if plan.problems:
        parts.append(f"{len(plan.problems):,} left out")
    return ", ".join(parts) + "." if parts else "Nothing to import."


def describe_genres(names: tuple[str, ...]) -> str:
    """Return which genres will be made."""
    if not names:
        return "No new genre will be made."
    shown = ", ".join(names[:_MOST_GENRES])
    more = f", and {len(names) - _MOST_GENRES} more" if len(names) > _MOST_GENRES else ""
    return f"New genres: {shown}{more}."


def describe_outcome(outcome: ImportOutcome) -> str:
    """Return what was done, and that it can be undone."""
    tracks, segments = outcome.tracks, outcome.segments
    said = ["Stopped; what was finished stays."] if outcome.was_stopped else []
    said.append(f"{counted(len(tracks.added), 'track')} added.")
    if tracks.unchanged:
        labelled = f", {tracks.labelled:,} of them got a genre" if tracks.labelled else ""
        said.append(f"{tracks.unchanged:,} in the project already{labelled}.")
    if tracks.relocated:
        said.append(f"{len(tracks.relocated):,} found again at a new place.")
    if segments is not None:
        said.append(f"{counted(len(segments.added), 'segment')} added from files of segments.")
        if segments.unchanged:
            said.append(f"{segments.unchanged:,} of their lines were in the project already.")
    n_out = len(tracks.problems) + (len(segments.problems) if segments else 0)
    if n_out:
        said.append(f"{n_out:,} left out, for the reasons in the table.")
    if outcome.edit is not None:
        said.append("Undo takes all of it back in one step.")
    return " ".join(said)


def describe_result(result: FileResult) -> str:
    """Return what became of one file."""
    if result.fate is Fate.OUT:
        return f"Left out: {result.reason}"
    said = FATES[result.fate]
    return f"{said}, but: {' '.join(result.remarks)}" if result.remarks else said
