"""Which mix is loaded: what is at hand, as soon as the first part of its stems is there."""

from __future__ import annotations

from PySide6.QtCore import QObject

from sepgenre_gui.audio.mixer import MixSource
from sepgenre_gui.audio.playback import PlaybackState
from sepgenre_gui.screens.stems.desk import MixDesk
from sepgenre_gui.screens.stems.session import StemsSession
from sepgenre_gui.screens.stems.work.listening import MixListening
from sepgenre_gui.screens.stems.work.separating import Separating, Stems, StemsState
from sepgenre_gui.services.stems import mix_lanes

_Mix = tuple[tuple[int, int, int], tuple[str, ...]]


class Loading(QObject):
    """Keeps the player at what is at hand, while its stems come and grow."""

    def __init__(
        self,
        session: StemsSession,
        separating: Separating,
        desk: MixDesk,
        listening: MixListening,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._separating = session, separating
        self._desk, self._listening = desk, listening
        self._loaded: _Mix | None = None
        self._is_whole = False
        self.wants_to_play = False

    @property
    def is_loaded(self) -> bool:
        """Whether there is something to play."""
        return self._loaded is not None

    def set_gains(self) -> None:
        """Let what the desk says be heard."""
        self._listening.set_gains(self._desk.gains(self._session.separators))

    def refresh(self) -> None:
        """Load what can be heard by now, and play it where that is awaited."""
        target = self._session.target
        stems = [self._separating.stems(name) for name in self._session.separators]
        there = [each for each in stems if self._can_be_loaded(each)]
        if target is None or stems[0] not in there:
            self._unload()
            return
        mix = (target.window, tuple(each.separator for each in there))
        is_whole = all(each.state is StemsState.READY for each in there)
        if mix != self._loaded:
            self._load(mix, there)
        elif not is_whole:
            self._listening.set_ready(min(each.n_ready for each in there))
        elif not self._is_whole:
            self._listening.finish(self._source(there))
        self._is_whole = is_whole
        if self.wants_to_play:
            self.wants_to_play = False
            self._listening.play()

    def _can_be_loaded(self, stems: Stems) -> bool:
        """Return whether a part is there, in a file that keeps its name until it is open."""
        target = self._session.target
        is_loaded = (
            self._loaded is not None
            and target is not None
            and self._loaded[0] == target.window
            and stems.separator in self._loaded[1]
        )
        # All is written: in a moment the file gets its final name.
        is_ending = stems.state is StemsState.SEPARATING and stems.n_ready == stems.n_samples
        return stems.can_be_heard and (is_loaded or not is_ending)

    def _load(self, mix: _Mix, stems: list[Stems]) -> None:
        listening = self._listening
        # Where another separator's stems join those that play, they go on playing.
        is_same = self._loaded is not None and self._loaded[0] == mix[0]
        place, plays = listening.playhead, listening.state is PlaybackState.PLAYING
        self._loaded = mix
        self.set_gains()
        listening.load(self._source(stems), n_ready=min(each.n_ready for each in stems))
        if is_same and plays:
            listening.play(place)
        elif is_same:
            listening.seek(place)

    def _unload(self) -> None:
        if self._loaded is not None:
            self._loaded = None
            self._listening.load(None)

    def _source(self, stems: list[Stems]) -> MixSource:
        target = self._session.target
        assert target is not None
        growing = {each.separator: each.growing for each in stems if each.growing is not None}
        tasks = [self._session.task(each.separator) for each in stems]
        return mix_lanes(target.track, tasks, growing=growing)
