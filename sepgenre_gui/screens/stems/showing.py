"""What the lanes show: pictures, notices, and what is heard, of whatever is at hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from sepgenre_gui.screens.appearance.colors import Colors
from sepgenre_gui.screens.appearance.theme import Theme
from sepgenre_gui.screens.playback import format_time
from sepgenre_gui.screens.stems.desk import Hearing, MixDesk
from sepgenre_gui.screens.stems.layout import StemsLayout
from sepgenre_gui.screens.stems.session import StemsSession, Target
from sepgenre_gui.screens.stems.specs import LANE_NAMES
from sepgenre_gui.screens.stems.work.loading import Loading
from sepgenre_gui.screens.stems.work.pictures import LanePictures
from sepgenre_gui.screens.stems.work.separating import Separating, Stems, StemsState


class Showing(QObject):
    """Follows session, desk, separation and pictures, and shows them in the layout."""

    def __init__(
        self,
        *,
        session: StemsSession,
        layout: StemsLayout,
        desk: MixDesk,
        separating: Separating,
        pictures: LanePictures,
        loading: Loading,
        theme: Theme,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._layout, self._desk = session, layout, desk
        self._separating, self._pictures, self._loading = separating, pictures, loading
        self._theme = theme
        session.target_changed.connect(self._show_target)
        session.separators_changed.connect(self._show_separators)
        separating.changed.connect(self.show_stems)
        pictures.picture_changed.connect(self._show_pictures)
        pictures.spectrograms_changed.connect(self._show_pictures)
        pictures.samples_arrived.connect(layout.board.samples_arrived)
        desk.changed.connect(self._show_desk)
        theme.theme_changed.connect(self._draw_in)

    @property
    def heard_separator(self) -> str:
        """The separator whose stems are heard now."""
        separators = self._session.separators
        return separators[min(self._desk.heard_number, len(separators) - 1)]

    def show_all(self) -> None:
        """Show everything as it is now."""
        self._draw_in(self._theme.colors)
        self._show_separators()
        self._show_target()

    def show_stems(self) -> None:
        """Show how the stems of what is at hand stand, and load what can be heard."""
        target = self._session.target
        self._loading.refresh()
        if target is None:
            self._layout.show_hint()
            return
        stems = [self._separating.stems(name) for name in self._session.separators]
        for each in stems:
            self._draw(each)
        self._show_notices(stems)
        self._show_heard()
        self._show_pictures()

    def toggle_spectrograms(self, shown: bool) -> None:  # noqa: FBT001 - a slot of a toggle
        """Show spectrograms in place of waveforms, or again waveforms."""
        self._pictures.want_spectrograms(wanted=shown)
        self._layout.board.show_spectrograms(shown=shown)

    def _show_target(self) -> None:
        target = self._session.target
        self._pictures.clear()
        self._layout.transport.show_place(0.0)
        self._layout.transport.title.setText("" if target is None else describe_target(target))
        if target is not None:
            board = self._layout.board
            board.set_window(target.n_samples, target.track.sample_rate_hz)
            board.show_playhead(0)
        self.show_stems()

    def _show_separators(self) -> None:
        session, layout = self._session, self._layout
        if session.compared is None:
            self._desk.hear_number(0)
        layout.separators.show_choices(session.choices, session.separator, session.compared)
        layout.targets.model.forget_cached()
        self._pictures.keep(session.separators)
        for number, separator in enumerate(session.separators):
            provide = partial(self._pictures.samples, separator)
            layout.board.set_samples_providers(number, provide)
        self._show_desk()
        self.show_stems()

    def _show_desk(self) -> None:
        separators, board = self._session.separators, self._layout.board
        board.show_settings({name: self._desk.settings(name) for name in LANE_NAMES})
        self._show_heard()
        self._layout.transport.show_separators(separators, self._desk.heard_number)
        self._layout.transport.show_hearing(self._desk.hearing)
        self._loading.set_gains()
        self._show_spectrograms()

    def _show_heard(self) -> None:
        self._layout.board.show_heard(self._desk.gains(self._session.separators))

    def _draw(self, stems: Stems) -> None:
        if stems.state is StemsState.READY:
            self._pictures.draw_whole(self._session.task(stems.separator))
        elif stems.growing is not None:
            task = self._session.task(stems.separator)
            self._pictures.draw_growing(task, stems.growing, stems.n_ready)
        else:
            self._pictures.forget(stems.separator)

    def _show_notices(self, stems: list[Stems]) -> None:
        layout, choices = self._layout, self._session.choices
        layout.card.show_stems(stems[0], choices[stems[0].separator])
        for number, strip in enumerate(layout.strips):
            if number < len(stems):
                strip.show_stems(stems[number], choices[stems[number].separator])
            else:
                strip.hide()
        # A second row of pictures before there is anything to draw would be a void.
        pair = all(each.can_be_heard for each in stems)
        names = tuple(each.separator for each in (stems if pair else stems[:1]))
        layout.board.show_separators(names)
        if stems[0].can_be_heard:
            layout.show_lanes()
        else:
            layout.show_card()

    def _show_pictures(self) -> None:
        separators, board = self._session.separators, self._layout.board
        pictures = [self._pictures.picture(name) for name in separators]
        for number, picture in enumerate(pictures):
            board.show_picture(number, picture)
        for name, row in board.rows.items():
            verdicts = {
                separator: picture.verdicts[name]
                for separator, picture in zip(separators, pictures, strict=True)
                if picture is not None and name in picture.verdicts
            }
            row.show_verdicts(verdicts)
        self._show_spectrograms()

    def _show_spectrograms(self) -> None:
        without_vocals = self._desk.hearing is Hearing.WITHOUT_VOCALS
        for number, separator in enumerate(self._session.separators):
            spectrograms = self._pictures.spectrograms(separator)
            self._layout.board.show_spectrogram(number, spectrograms, without_vocals=without_vocals)

    def _draw_in(self, colors: Colors) -> None:
        self._layout.board.set_colors(colors)
        for row in self._layout.board.rows.values():
            row.header.drag.setIcon(self._theme.icon("export"))


def describe_target(target: Target) -> str:
    """Return in a line what is at hand."""
    if target.segment is None:
        return f"{target.track.title}, whole track"
    rate_hz = target.track.sample_rate_hz
    start_s, end_s = (
        sample / rate_hz for sample in (target.start_sample, target.start_sample + target.n_samples)
    )
    return f"{target.track.title}, {format_time(start_s)} to {format_time(end_s)}"
