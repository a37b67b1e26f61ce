"""`make bench`: prints every benchmark's table."""

from __future__ import annotations

import sys

from tests.benchmarks import fitting, separation


def main() -> None:
    """Print the tables."""
    sys.stdout.write("One fit: 52 training and 14 test segments, 6 epochs, one process\n\n")
    sys.stdout.write("| network | plain Keras, s | ours, s | ratio |\n|---|---|---|---|\n")
    for timing in fitting.measure():
        ratio = timing.keras_s / timing.ours_s
        sys.stdout.write(
            f"| {timing.network} | {timing.keras_s:.2f} | {timing.ours_s:.2f} | {ratio:.1f} |\n"
        )
        sys.stdout.flush()
    sys.stdout.write("\nSeparation by Spleeter's networks\n\n")
    separation.write_tables()


if __name__ == "__main__":
    main()
