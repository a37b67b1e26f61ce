"""`make bench-tables`: prints every benchmark's own table, with all that it measured."""

from __future__ import annotations

import sys

from tests.benchmarks import (
    cluster,
    curating,
    experiment_window,
    features,
    first_paint,
    fitting,
    importing,
    large_project,
    larger_than_memory,
    mixer,
    playback,
    queue_window,
    separation,
    trials,
    waveform,
)


def main() -> None:
    """Print the tables."""
    sys.stdout.write("From the start of the program to the first paint\n\n")
    sys.stdout.write("| shown | median, s | longest, s |\n|---|---|---|\n")
    for paint in first_paint.measure():
        sys.stdout.write(f"| {paint.shown} | {paint.median_s:.2f} | {paint.longest_s:.2f} |\n")
        sys.stdout.flush()
    sys.stdout.write("\nThe waveform of one hour of stereo\n\n")
    waveform.write_tables()
    sys.stdout.write(f"\nCurating by keys, {curating.LISTENS_S:g} s of listening to each track\n\n")
    curating.write_table()
    sys.stdout.write("\nFive minutes of playback while two workers separate\n\n")
    playback.write_table()
    sys.stdout.write("\nThe audio callback of the mixer, stereo lanes\n\n")
    mixer.write_table()
    sys.stdout.write("\nThe window's event loop while two workers separate through the queue\n\n")
    queue_window.write_table()
    sys.stdout.write("\nThe window's event loop while an experiment runs and is drawn\n\n")
    experiment_window.write_table()
    sys.stdout.write("\nOne fit: 52 training and 14 test segments, 6 epochs, one process\n\n")
    sys.stdout.write("| network | plain Keras, s | ours, s | ratio |\n|---|---|---|---|\n")
    for timing in fitting.measure():
        ratio = timing.keras_s / timing.ours_s
        sys.stdout.write(
            f"| {timing.network} | {timing.keras_s:.2f} | {timing.ours_s:.2f} | {ratio:.1f} |\n"
        )
        sys.stdout.flush()
    sys.stdout.write("\nWhole trials of the paper's protocol, two workers\n\n")
    trials.write_table()
    sys.stdout.write("\nTrials on a Dask cluster, TLS, files sent\n\n")
    cluster.write_table()
    sys.stdout.write("\nThe mel spectrograms\n\n")
    features.write_table()
    sys.stdout.write("\nProjects as they grow\n\n")
    large_project.write_table()
    sys.stdout.write("\nThe experiment as its data grow\n\n")
    larger_than_memory.write_table()
    sys.stdout.write("\nImporting, by two workers\n\n")
    importing.write_table()
    sys.stdout.write("\nSeparation by Spleeter's networks\n\n")
    separation.write_tables()


if __name__ == "__main__":
    main()
