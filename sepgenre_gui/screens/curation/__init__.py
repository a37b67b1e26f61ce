"""The curation screen: tracks, waveform, region, genres; one key for each step."""
