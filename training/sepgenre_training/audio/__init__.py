"""Decoding: one decoder for every part of the program."""

from sepgenre_training.audio.examination import examine
from sepgenre_training.audio.files import AUDIO_SUFFIXES, content_hash, printable
from sepgenre_training.audio.info import AudioInfo, DecoderName, Examination
from sepgenre_training.audio.reading import Reader, iter_blocks, open_reader, read_window
from sepgenre_training.audio.resampling import resample, to_mono

__all__ = [
    "AUDIO_SUFFIXES",
    "AudioInfo",
    "DecoderName",
    "Examination",
    "Reader",
    "content_hash",
    "examine",
    "iter_blocks",
    "open_reader",
    "printable",
    "read_window",
    "resample",
    "to_mono",
]
