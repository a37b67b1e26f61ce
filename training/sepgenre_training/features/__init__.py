"""Features: mel spectrograms of stems, stacked depthwise into the tensors of the paper."""
