"""What the waveform widgets draw: rasters, marks, grids, ticks and their colours."""
