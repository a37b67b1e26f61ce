"""What is drawn of the lanes of the stems screen: waveforms, verdicts, mel spectrograms."""

from sepgenre_gui.audio.lanes.peaks import LanePeaks
from sepgenre_gui.audio.lanes.picture import LANES, LanePicture, LanePictureTask, draw_lanes
from sepgenre_gui.audio.lanes.spectrograms import (
    SPECTROGRAM_LANES,
    WITHOUT_VOCALS_LANE,
    LaneSpectrograms,
    LaneSpectrogramTask,
    compute_lane_spectrograms,
)

__all__ = [
    "LANES",
    "SPECTROGRAM_LANES",
    "WITHOUT_VOCALS_LANE",
    "LanePeaks",
    "LanePicture",
    "LanePictureTask",
    "LaneSpectrogramTask",
    "LaneSpectrograms",
    "compute_lane_spectrograms",
    "draw_lanes",
]
