"""The separator `spleeter`: the pretrained 4stems network, run from its official checkpoint."""
