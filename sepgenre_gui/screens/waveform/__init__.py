"""The waveform widgets: overview, waveform, spectrogram and ruler along one viewport."""

from sepgenre_gui.screens.waveform.drawing.colors import DARK, LIGHT, WaveformTheme
from sepgenre_gui.screens.waveform.drawing.marks import SegmentMark
from sepgenre_gui.screens.waveform.drawing.ticks import format_clock
from sepgenre_gui.screens.waveform.overview_view import OverviewView
from sepgenre_gui.screens.waveform.ruler import RulerUnit, TimeRuler
from sepgenre_gui.screens.waveform.spectrogram_view import SpectrogramView
from sepgenre_gui.screens.waveform.viewport import Viewport
from sepgenre_gui.screens.waveform.waveform_view import WaveformView

__all__ = [
    "DARK",
    "LIGHT",
    "OverviewView",
    "RulerUnit",
    "SegmentMark",
    "SpectrogramView",
    "TimeRuler",
    "Viewport",
    "WaveformTheme",
    "WaveformView",
    "format_clock",
]
