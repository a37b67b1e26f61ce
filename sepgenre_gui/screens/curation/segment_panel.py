"""The panel of the track at hand: its segments, and what the person remarks about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sepgenre_gui.project.genre import Genre
from sepgenre_gui.project.segment import Origin, Segment
from sepgenre_gui.project.track import Track
from sepgenre_gui.screens.curation.genres.swatches import SWATCH_SIZE, make_swatch
from sepgenre_gui.screens.curation.offering import READ_ONLY, offer
from sepgenre_gui.screens.playback import format_time

_ID = Qt.ItemDataRole.UserRole
# Typing pauses this long before the remark is stored.
_NOTE_DELAY_MS = 400
_ORIGINS = {Origin.SUGGESTED: "suggested", Origin.IMPORTED: "imported", Origin.BY_HAND: ""}
_NO_SEGMENT = "No segment yet. Press Enter to cut one where the playhead is."
_NO_TRACK = "The segments of the chosen track are shown here."
_NO_TRACK_TO_CUT = "No track is chosen: choose one on the left."
_ADD_TIP = "Cut one more segment out of the track, at the playhead"
_REMOVE_TIP = "Remove the selected segment"
_NOTHING_TO_REMOVE = "The track has no segment to remove."


class SegmentPanel(QWidget):
    """Shows the segments of a track and its note; asks for edits, done elsewhere."""

    segment_chosen = Signal(int)
    add_requested = Signal()
    remove_requested = Signal(int)
    note_changed = Signal(int, str)
    note_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.add_button = QPushButton("Add")
        self.remove_button = QPushButton("Remove")
        self.note = QPlainTextEdit()
        self._hint = QLabel(_NO_TRACK)
        self._track: Track | None = None
        self._can_edit = True
        self._note_timer = QTimer(self)
        self._build()
        self.show_track(None, [], {}, selected=None)

    def show_track(
        self,
        track: Track | None,
        segments: Sequence[Segment],
        genres: Mapping[int, Genre],
        *,
        selected: int | None,
    ) -> None:
        """Show the segments of `track` and its note."""
        self.flush_note()
        is_other = track is None or self._track is None or track.id != self._track.id
        self._track = track
        with QSignalBlocker(self.list):
            self.list.clear()
            for segment in segments:
                assert track is not None
                self._add_item(track, segment, genres)
                if segment.id == selected:
                    self.list.setCurrentRow(self.list.count() - 1)
        self.list.setVisible(bool(segments))
        self._hint.setText(_NO_TRACK if track is None else _NO_SEGMENT)
        self._hint.setVisible(not segments)
        note = "" if track is None else track.note
        if is_other or (note != self.note.toPlainText() and not self.note.hasFocus()):
            self._set_note(note)
        self._enable()

    def set_editable(self, *, editable: bool) -> None:
        """Let segments and note be edited, or not."""
        self._can_edit = editable
        self._enable()

    def flush_note(self) -> None:
        """Hand on what was typed and not yet stored."""
        if self._note_timer.isActive() and self._track is not None:
            self._note_timer.stop()
            self.note_changed.emit(self._track.id, self.note.toPlainText())

    @property
    def selected_id(self) -> int | None:
        """The selected segment."""
        item = self.list.currentItem()
        return None if item is None else int(item.data(_ID))

    def write_note(self) -> None:
        """Let the person type, after what is there."""
        self.note.setFocus()
        self.note.moveCursor(QTextCursor.MoveOperation.End)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's
        """Let Escape end the note."""
        if (
            watched is self.note
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # or the playback would be stopped instead
                return True
            if event.type() == QEvent.Type.KeyPress:
                self.flush_note()
                self.note_left.emit()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.list.setAccessibleName("Segments of the track")
        self.list.setProperty("role", "roomy")
        self.list.setIconSize(SWATCH_SIZE)
        # A long name ends in dots; its tip has all of it.
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentItemChanged.connect(self._choose)
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add_button.setAccessibleName("Add a segment")
        self.remove_button.setAccessibleName("Remove the segment")
        self.add_button.clicked.connect(self.add_requested)
        self.remove_button.clicked.connect(self._ask_to_remove)
        self.note.setAccessibleName("Note about the track")
        self.note.setPlaceholderText("Note about the track")
        self.note.setTabChangesFocus(True)
        self.note.installEventFilter(self)
        self.note.setMaximumHeight(4 * self.note.fontMetrics().lineSpacing() + 16)
        self._note_timer.setSingleShot(True)
        self._note_timer.setInterval(_NOTE_DELAY_MS)
        self._note_timer.timeout.connect(self._send_note)
        self.note.textChanged.connect(self._note_timer.start)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button, stretch=1)
        buttons.addWidget(self.remove_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._hint, stretch=1)
        layout.addWidget(self.list, stretch=1)
        layout.addLayout(buttons)
        layout.addWidget(self.note)

    def _add_item(self, track: Track, segment: Segment, genres: Mapping[int, Genre]) -> None:
        start_s = segment.start_sample / track.sample_rate_hz
        genre = genres.get(segment.genre_id) if segment.genre_id is not None else None
        text = f"{format_time(start_s)}  ·  {genre.name if genre else 'no genre'}"
        origin = _ORIGINS[segment.origin]
        # Below, since beside a long name there is no room for it.
        item = QListWidgetItem(f"{text}\n{origin}" if origin else text)
        if genre:
            item.setIcon(make_swatch(genre.color))
        item.setData(_ID, segment.id)
        said = ", ".join(part for part in (text, origin) if part)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
        item.setToolTip(f"{said}, from sample {segment.start_sample}\n{segment.note}".strip())
        self.list.addItem(item)

    def _enable(self) -> None:
        has_track = self._track is not None
        read_only = "" if self._can_edit else READ_ONLY
        no_track = "" if has_track else _NO_TRACK_TO_CUT
        nothing = "" if self.list.count() else _NOTHING_TO_REMOVE
        offer(self.add_button, _ADD_TIP, obstacle=read_only or no_track)
        offer(self.remove_button, _REMOVE_TIP, obstacle=read_only or no_track or nothing)
        self.note.setEnabled(has_track)
        self.note.setReadOnly(not self._can_edit)

    def _set_note(self, text: str) -> None:
        with QSignalBlocker(self.note):
            self.note.setPlainText(text)
        self._note_timer.stop()

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.segment_chosen.emit(item.data(_ID))

    def _ask_to_remove(self) -> None:
        if self.selected_id is not None:
            self.remove_requested.emit(self.selected_id)

    def _send_note(self) -> None:
        if self._track is not None:
            self.note_changed.emit(self._track.id, self.note.toPlainText())
