"""One file along its time: waveform, genre probabilities, sound."""
