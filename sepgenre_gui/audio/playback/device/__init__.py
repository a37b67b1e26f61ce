"""How it is heard: devices, streams, the audio callback, and the clock of what sounds."""
