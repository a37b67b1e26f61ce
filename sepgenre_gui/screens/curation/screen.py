"""The curation screen: puts the panels, the session, the analysis and the player together."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from sepgenre_gui.audio.playback import PlaybackProblem, PlaybackState
from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.actions.book import ActionBook
from sepgenre_gui.screens.actions.spec import ActionSpec
from sepgenre_gui.screens.curation.activity_line import ActivityLine
from sepgenre_gui.screens.curation.analysis import TrackAnalysis
from sepgenre_gui.screens.curation.exchanging import Exchanging
from sepgenre_gui.screens.curation.files.guard import FileGuard
from sepgenre_gui.screens.curation.labelling import Labelling
from sepgenre_gui.screens.curation.layout import CurationLayout
from sepgenre_gui.screens.curation.listening import Listening
from sepgenre_gui.screens.curation.region import Region
from sepgenre_gui.screens.curation.session import CurationSession
from sepgenre_gui.screens.curation.sound_report import describe_sound
from sepgenre_gui.screens.curation.specs import CURATION_SPECS
from sepgenre_gui.screens.curation.steering import Steering
from sepgenre_gui.screens.curation.suggesting import Suggesting
from sepgenre_gui.screens.screen import ScreenContext
from sepgenre_gui.screens.undo import UNDO_SPECS, History
from sepgenre_gui.services.edits import Wanting, next_track
from sepgenre_training.errors import AudioError, SepgenreError

# Of a track of hours nobody wants the beats before having zoomed in.
_BEATS_WITHIN_S = 240.0


class CurationScreen(QObject):
    """What the window shows while a project is open for curation; see `Screen`."""

    _status = Signal(str)

    def __init__(self, project: Project, context: ScreenContext) -> None:
        super().__init__()
        self._project = project
        self._context = context
        self.history = History(project, context.show_error, self)
        self.session = CurationSession(project, self.history, context.show_error, self)
        self.layout = CurationLayout(context.preferences)
        self.analysis = TrackAnalysis(project, context.bridge, self)
        self.suggesting = Suggesting(project, context.bridge, self)
        self.listening = Listening(context.preferences, context.bridge, self)
        self.files = FileGuard(
            self.session, self.layout.wave, self.analysis, self.listening, context.bridge
        )
        self.region = Region(self.session, self.analysis, lambda: self.listening.playhead, self)
        self.labelling = Labelling(self.session, self.layout, context, self)
        self.exchanging = Exchanging(self.session, self.layout, context, self)
        self.steering = Steering(
            session=self.session,
            layout=self.layout,
            region=self.region,
            suggesting=self.suggesting,
            listening=self.listening,
            labelling=self.labelling,
            preferences=context.preferences,
            parent=self,
        )
        self._activity = ActivityLine(context.begin_activity)
        self._connect_session()
        self._connect_wave()
        self._connect_sound()
        self._read_all()
        self._go_to_first()
        self.files.look_for_all()
        # Keys shall work at once, and letters not end up in the filter.
        self.layout.setFocusProxy(self.layout.tracks.table)
        self.layout.tracks.table.setFocus()

    @property
    def widget(self) -> QWidget:
        """The panels."""
        return self.layout

    @property
    def title(self) -> str:
        """The project's name."""
        return self._project.folder.name

    @property
    def specs(self) -> tuple[ActionSpec, ...]:
        """The actions of curation, with undo and redo."""
        return (*UNDO_SPECS, *CURATION_SPECS)

    @property
    def status(self) -> SignalInstance:
        """What the status bar says."""
        return self._status

    @property
    def diagnostics(self) -> tuple[str, ...]:
        """How playback fares."""
        player = self.listening.player
        return describe_sound(player.diagnostics, player.problem)

    def connect(self, book: ActionBook) -> None:  # type: ignore[override]
        """Connect the actions."""
        self.history.connect_actions(book)
        self.layout.transport.connect_actions(book)
        self.steering.connect_actions(book)
        self.labelling.connect_actions(book)
        self.exchanging.connect_actions(book)

    def enter(self) -> None:
        """Look for beats again; what was shown is shown still."""
        self.analysis.set_looked_at(looked_at=True)

    def leave(self) -> None:
        """Store what was typed last, and fall silent."""
        self.layout.segments.flush_note()
        self.listening.stop()
        self.analysis.set_looked_at(looked_at=False)

    def can_close(self) -> bool:
        """Return True: every edit is stored already."""
        return True

    def close(self) -> None:
        """Store what was typed last, end the workers, fall silent."""
        self.exchanging.close()
        self.layout.segments.flush_note()
        self.layout.store()
        self.listening.close()
        self.analysis.close()
        self.suggesting.close()
        self.files.close()

    def say(self, text: str) -> None:
        """Say something in the status bar."""
        self._status.emit(text)

    def _connect_session(self) -> None:
        session, layout = self.session, self.layout
        session.rows_reset.connect(self._read_all)
        session.rows_changed.connect(layout.tracks.update_rows)
        session.genres_changed.connect(self._show_genres)
        session.track_changed.connect(self._show_track)
        session.segments_changed.connect(self._show_segments)
        layout.tracks.track_chosen.connect(session.choose_track)
        layout.segments.segment_chosen.connect(session.choose_segment)
        self.region.told.connect(self.say)
        self.labelling.told.connect(self.say)
        self.steering.told.connect(self.say)
        self.files.found_again.connect(self._show_track)
        self.files.found_again.connect(self._show_segments)

    def _connect_wave(self) -> None:
        wave, analysis = self.layout.wave, self.analysis
        analysis.peaks_changed.connect(wave.waveform.set_peaks)
        analysis.peaks_changed.connect(wave.overview.set_peaks)
        analysis.peaks_grew.connect(wave.waveform.peaks_grew)
        analysis.peaks_grew.connect(wave.overview.peaks_grew)
        analysis.samples_arrived.connect(wave.waveform.samples_arrived)
        analysis.tiles_arrived.connect(wave.spectrogram.tiles_arrived)
        analysis.beats_changed.connect(self._show_beats)
        self.suggesting.suggested.connect(self.region.place_next)
        for worker in (analysis, self.suggesting):
            worker.failed.connect(self._show_failure)
            worker.progressed.connect(self._activity.show)
        wave.region_dragged.connect(self._drag)
        wave.segment_activated.connect(self.session.choose_segment)
        wave.range_changed.connect(self._look_for_beats)
        wave.set_snap(self.region.snapped)
        theme = self._context.theme
        theme.theme_changed.connect(wave.wear)
        wave.wear(theme.colors)

    def _connect_sound(self) -> None:
        listening = self.listening
        listening.obey(self.layout.wave)
        listening.playhead_moved.connect(self._show_playhead)
        listening.problem_changed.connect(self._show_problem)
        self.layout.transport.follow(listening)

    def _read_all(self) -> None:
        self.layout.tracks.set_rows(self.session.rows())
        self._show_genres()
        if self.session.track is None:
            has_tracks = bool(self.layout.tracks.model.all_rows)
            self.layout.wave.show_nothing(has_tracks=has_tracks)

    def _go_to_first(self) -> None:
        """Go to the first track that needs the person, or to the first of all."""
        rows = self.layout.tracks.model.shown_rows
        if rows:
            first = next_track(rows, None, wanting=Wanting.ANYTHING) or rows[0]
            self.session.choose_track(first.id)

    def _show_genres(self) -> None:
        genres = list(self.session.genres().values())
        uses = {genre.id: self._project.genres.count_uses(genre.id)[1] for genre in genres}
        self.layout.genres.show_genres(genres, uses)
        self.layout.tracks.set_genres(genres)
        self.labelling.name_genres(genres)

    def _show_track(self) -> None:
        track = self.session.track
        # What was said of the track before would be read as said of this one.
        self.say("")
        self.layout.tracks.set_current(None if track is None else track.id)
        self._activity.show("")
        if not self.files.let_pass(track):
            self.suggesting.set_track(None)
            return
        self.analysis.set_track(track)
        self.suggesting.set_track(track, self.labelling.without_segment())
        self.listening.set_track(track)
        if track is None:
            self.layout.wave.show_nothing(has_tracks=bool(self.layout.tracks.model.all_rows))
        else:
            self.layout.wave.show_track(track, self.analysis)
            cached = self.analysis.peaks
            self.layout.wave.waveform.set_peaks(cached)
            self.layout.wave.overview.set_peaks(cached)

    def _show_segments(self) -> None:
        session, track, segment = self.session, self.session.track, self.session.segment
        genres = session.genres()
        self.layout.segments.show_track(
            track,
            session.segments,
            genres,
            selected=None if segment is None else segment.id,
        )
        if track is None:
            self.layout.transport.show_segment(None, 0.0)
            return
        self.layout.wave.show_segments(
            session.segments, segment, genres, editable=not self._project.read_only
        )
        self.listening.set_segment(segment)
        rate_hz = track.sample_rate_hz
        start_s = None if segment is None else segment.start_sample / rate_hz
        length_s = 0.0 if segment is None else segment.n_samples / rate_hz
        self.layout.transport.show_segment(start_s, length_s)
        if segment is not None:
            stop = segment.start_sample + segment.n_samples
            self.analysis.look_for_beats(segment.start_sample, stop)
        self._show_tempo()

    def _show_beats(self) -> None:
        beats = self.analysis.beat_map
        self.layout.wave.show_beats(beats.beats.tolist(), beats.bar_indices.tolist())
        self._show_tempo()

    def _show_tempo(self) -> None:
        segment = self.session.segment
        start = 0 if segment is None else segment.start_sample
        self.layout.transport.show_tempo(self.analysis.beat_map.tempo_bpm(start))

    def _look_for_beats(self, start_sample: int, stop_sample: int) -> None:
        track = self.session.track
        if (
            track is not None
            and stop_sample - start_sample < _BEATS_WITHIN_S * track.sample_rate_hz
        ):
            self.analysis.look_for_beats(start_sample, stop_sample)

    def _drag(self, start_sample: int, finished: bool) -> None:  # noqa: FBT001 - a signal's
        if finished:
            self.region.drag(start_sample, finished=True)
        else:
            self.listening.follow_drag(start_sample)

    def _show_playhead(self, sample: int) -> None:
        track = self.session.track
        if track is None:
            return
        self.layout.wave.show_playhead(sample)
        self.layout.transport.show_place(sample / track.sample_rate_hz)
        if self.listening.state is PlaybackState.PLAYING:
            self.layout.wave.follow(sample)

    def _show_problem(self, problem: PlaybackProblem | None) -> None:
        if problem is not None:
            self.say(f"{problem.message} {problem.remedy}")

    def _show_failure(self, error: BaseException) -> None:
        self._context.show_error(error)
        track = self.session.track
        if isinstance(error, AudioError):
            self.files.check()
        if isinstance(error, SepgenreError) and track is not None and self.analysis.peaks is None:
            self.layout.wave.show_nothing(has_tracks=True, reason=f"{error.message} {error.remedy}")
