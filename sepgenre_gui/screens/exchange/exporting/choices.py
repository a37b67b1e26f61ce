"""What can be chosen for an export: the form, and the words for its outcome."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.metrics import APART, NEAR, TIGHT, label
from sepgenre_gui.screens.exchange.importing.words import counted
from sepgenre_gui.services.exchange.exporting import ExportFormat, ExportPlanTask
from sepgenre_gui.services.export_segments import ExportSummary
from sepgenre_training.exchange.audio_clip import AudioFormatName

FORMATS: tuple[tuple[ExportFormat, str, str], ...] = (
    (
        "csv",
        "Table (CSV)",
        "One table, segments.csv, exact to the sample: for spreadsheets and scripts. It can be "
        "imported again, on another computer too.",
    ),
    (
        "jams",
        "JAMS",
        "One file for each track, as tools of music information research read them.",
    ),
    (
        "audacity",
        "Audacity labels",
        "One text file for each track: in Audacity, open the track, then import its labels.",
    ),
    (
        "raven",
        "Raven selection table",
        "One table for each track, for Raven Pro and Raven Lite.",
    ),
    (
        "textgrid",
        "Praat TextGrid",
        "One TextGrid for each track: in Praat, open it together with the sound.",
    ),
    (
        "audio",
        "Audio files",
        "Each segment as a sound file of its own, cut to the sample.",
    ),
)
"""Formats: name, label, and what each is for."""

SOUNDS: tuple[tuple[AudioFormatName, str], ...] = (
    ("wav", "WAV, 32-bit float (exact)"),
    ("flac", "FLAC, 24 bits (smaller)"),
    ("ogg", "Ogg Vorbis (smallest, lossy)"),
)
RATES_HZ = (None, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000)
_PAPER_RATE_HZ = 22_050
_LETTERS = 24


@attrs.frozen(kw_only=True)
class Selection:
    """Some of the segments: as `ExportPlanTask` names them, and how many they are."""

    text: str
    n_segments: int
    track_ids: frozenset[int] | None = None
    genre_id: int | None = None


def selections(project: Project, track_ids: Sequence[int]) -> tuple[Selection, ...]:
    """Return what can be exported: all, the selected tracks', one genre's; quick in any project."""
    total = project.segments.count()
    found = [Selection(text=f"All {counted(total, 'segment')}", n_segments=total)]
    if track_ids:
        n_selected = sum(row.n_segments for row in project.tracks.list_rows(track_ids))
        of_tracks = counted(len(track_ids), "selected track")
        found.append(
            Selection(
                text=f"Of {of_tracks} ({counted(n_selected, 'segment')})",
                n_segments=n_selected,
                track_ids=frozenset(track_ids),
            )
        )
    for genre in project.genres.list():
        _, n_of_genre = project.genres.count_uses(genre.id)
        if n_of_genre:
            text = f"Of genre {genre.name} ({counted(n_of_genre, 'segment')})"
            found.append(Selection(text=text, n_segments=n_of_genre, genre_id=genre.id))
    return tuple(found)


def describe_export(summary: ExportSummary, *, n_in_the_way: int, was_stopped: bool) -> str:
    """Return what was written."""
    said = ["Stopped; what was written stays."] if was_stopped else []
    n_files = len(summary.written) + len(summary.unchanged)
    if n_files or not summary.problems:
        said.append(f"{counted(len(summary.written), 'file')} written.")
        if summary.unchanged:
            said.append(f"{len(summary.unchanged):,} were there already, with the same content.")
        said.append(f"{counted(summary.segments, 'segment')} in all.")
    if n_in_the_way:
        files = counted(n_in_the_way, "file")
        is_are = "is" if n_in_the_way == 1 else "are"
        said.append(f"{files} of other content {is_are} there already and stayed as before.")
    n_failed = len(summary.problems) - n_in_the_way
    if n_failed:
        said.append(f"{counted(n_failed, 'file')} could not be written.")
    return " ".join(said)


class ExportForm(QWidget):
    """Format, segments, place, and for audio its kind and rate.

    Parameters
    ----------
    offered : sequence of Selection
        The segments that can be chosen.
    place : Path
        The folder that stands there at first.

    Signals
    -------
    changed
        Something else is chosen.
    """

    changed = Signal()

    def __init__(self, offered: Sequence[Selection], place: Path) -> None:
        super().__init__()
        self._offered = offered
        self.format = _choice("Format", [text for _, text, _ in FORMATS])
        self.segments = _choice("Segments", [selection.text for selection in offered])
        self.place = QLineEdit(str(place))
        self.place.setAccessibleName("Folder to write to")
        self.browse = QPushButton("Browse…")
        self.browse.setAutoDefault(False)
        self.sound = _choice("Kind of audio file", [text for _, text in SOUNDS])
        self.rate = _choice("Sample rate", [_rate_text(rate_hz) for rate_hz in RATES_HZ])
        self.genre_folders = QCheckBox("A folder for each &genre")
        self.genre_folders.setChecked(True)
        self._purpose = label(role="muted")
        self._purpose.setWordWrap(True)
        self._form = QFormLayout(self)
        self._lay_out()
        self.format.currentIndexChanged.connect(self._describe)
        for choice in (self.format, self.segments):
            choice.currentIndexChanged.connect(self.changed)
        self.place.textChanged.connect(self.changed)
        self._describe()

    @property
    def is_audio(self) -> bool:
        """Whether audio files are to be written."""
        return FORMATS[self.format.currentIndex()][0] == "audio"

    @property
    def folder(self) -> Path:
        """The folder chosen."""
        return Path(self.place.text().strip()).expanduser()

    @property
    def purpose(self) -> str:
        """What it says the format is for."""
        return self._purpose.text()

    @property
    def obstacle(self) -> str:
        """Why nothing can be exported so; empty where it can."""
        if not self._offered[0].n_segments:
            return "There are no segments yet. Cut some, or have some suggested, then export them."
        if not self._offered[self.segments.currentIndex()].n_segments:
            return "These tracks have no segments. Choose others."
        if not self.place.text().strip() or not self.folder.is_absolute():
            return "Write the whole path of a folder, from the top of the disk, or browse for it."
        return ""

    def task(self, project_folder: Path) -> ExportPlanTask:
        """Return what is chosen."""
        selection = self._offered[self.segments.currentIndex()]
        return ExportPlanTask(
            project_folder=project_folder,
            to=FORMATS[self.format.currentIndex()][0],
            out=self.folder,
            track_ids=selection.track_ids,
            genre_id=selection.genre_id,
            audio_format=SOUNDS[self.sound.currentIndex()][0],
            rate_hz=RATES_HZ[self.rate.currentIndex()],
            genre_folders=self.genre_folders.isChecked(),
        )

    def _lay_out(self) -> None:
        form = self._form
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(APART)
        form.setVerticalSpacing(APART)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        what = QVBoxLayout()
        what.setSpacing(TIGHT)
        what.addWidget(self.format)
        what.addWidget(self._purpose)
        place = QHBoxLayout()
        place.setSpacing(NEAR)
        place.addWidget(self.place, stretch=1)
        place.addWidget(self.browse)
        for text, field, buddy in (
            ("&Format", what, self.format),
            ("&Segments", self.segments, None),
            ("&Into", place, self.place),
            ("&Kind", self.sound, None),
            ("&Rate", self.rate, None),
        ):
            caption = QLabel(text)
            caption.setBuddy(buddy or field)  # type: ignore[arg-type]
            form.addRow(caption, field)
        form.addRow("", self.genre_folders)

    def _describe(self) -> None:
        self._purpose.setText(FORMATS[self.format.currentIndex()][2])
        for field in (self.sound, self.rate, self.genre_folders):
            self._form.setRowVisible(field, self.is_audio)


def _choice(name: str, texts: Sequence[str]) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.addItems(list(texts))
    # A long genre must not make the dialog as wide.
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_LETTERS)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _rate_text(rate_hz: int | None) -> str:
    if rate_hz is None:
        return "As each track has it (the very samples)"
    return f"{rate_hz:,} Hz" + (" (as in the paper)" if rate_hz == _PAPER_RATE_HZ else "")
