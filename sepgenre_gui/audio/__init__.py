"""Playback and waveform peaks."""
