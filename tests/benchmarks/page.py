"""The page of all figures: measured, beside its peer or floor of the same run, and the goal."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.benchmarks import (
    cluster,
    experiment_window,
    features,
    first_paint,
    importing,
    large_project,
    larger_than_memory,
    mixer,
    queue_window,
    separation,
    trials,
    waveform,
)
from tests.benchmarks.figure import Figure, Goal
from tests.benchmarks.larger_than_memory import PROGRAM_GOAL_MB, WORKER_GOAL_MB

_FRAME_MS = 1_000 / 60
_AUDIO_SHARE = 0.25


def write_page(*, is_quick: bool) -> None:
    """Print the page, each line as soon as it is measured."""
    started = time.monotonic()
    sys.stdout.write(f"{describe_machine()}\n\n")
    sys.stdout.write("| figure | measured | peer or floor | ratio | goal | holds |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for figure in _quick_figures() if is_quick else _all_figures():
        sys.stdout.write(f"{figure.line()}\n")
        sys.stdout.flush()
    sys.stdout.write(f"\nMeasured in {(time.monotonic() - started) / 60:.1f} minutes.\n")


def describe_machine() -> str:
    """Return what was measured on, and how busy it was."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    gigabytes = psutil.virtual_memory().total / 1e9
    busy = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} processors "
        f"({model}), {gigabytes:.0f} GB{busy}."
    )


def _quick_figures() -> Iterator[Figure]:
    yield from _first_paints()
    yield from _large_projects()
    yield from _mel_spectrograms()
    yield from _queue_loops(rounds=1)
    yield from _trials(rounds=1)


def _all_figures() -> Iterator[Figure]:
    yield from _first_paints()
    yield from _large_projects()
    yield from _mel_spectrograms()
    yield from _waveforms()
    yield from _mixer()
    yield from _queue_loops(rounds=queue_window.ROUNDS)
    yield from _experiment_loops()
    yield from _trials(rounds=2)
    yield from _clusters()
    yield from _growing_data()
    yield from _imports()
    yield from _separations()


def _clusters() -> Iterator[Figure]:
    one, two = cluster.measure()
    yield Figure(
        what=f"{cluster.N_TRIALS} trials of one network on a cluster of one worker",
        value=one.cluster_s,
        unit="s",
        goal=1.15,
        kind=Goal.TIMES_FLOOR,
        peer=one.pool_s,
        peer_name="worker of this machine",
    )
    yield Figure(
        what=f"{cluster.N_TRIALS} trials of one network on a cluster of two workers",
        value=two.cluster_s,
        unit="s",
        goal=1.6,
        kind=Goal.FASTER,
        peer=one.cluster_s,
        peer_name="of one worker",
    )


def _first_paints() -> Iterator[Figure]:
    for paint in first_paint.measure():
        what = f"from the start of the program to its first paint: {paint.shown}"
        yield Figure(what=what, value=paint.median_s, unit="s", goal=first_paint.TARGET_S)


def _large_projects() -> Iterator[Figure]:
    smallest = None
    for growth in large_project.measure():
        smallest = smallest or growth
        of = f"project of {growth.tracks} tracks and {growth.segments} segments"
        peer = None if growth is smallest else smallest
        name = f"{smallest.tracks} tracks"
        yield Figure(
            what=f"{of}: open", value=growth.open_s, unit="s", goal=large_project.OPEN_GOAL_S,
            peer=peer and peer.open_s, peer_name=name,
        )  # fmt: skip
        yield Figure(
            what=f"{of}: filter", value=growth.filter_ms, unit="ms",
            goal=large_project.FILTER_GOAL_MS, peer=peer and peer.filter_ms, peer_name=name,
        )  # fmt: skip
        yield Figure(
            what=f"{of}: database", value=growth.size_mb, unit="MB",
            goal=large_project.SIZE_GOAL_MB, peer=peer and peer.size_mb, peer_name=name,
        )  # fmt: skip


def _mel_spectrograms() -> Iterator[Figure]:
    timing = features.measure()
    yield Figure(
        what="mel spectrograms of 66 segments, five inputs each", value=timing.ours_s, unit="s",
        goal=features.GOAL, peer=timing.floor_s, peer_name="bare transforms", kind=Goal.TIMES_FLOOR,
    )  # fmt: skip


def _waveforms() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        for frame in waveform.measure_frames(Path(folder)):
            span = f"{frame.span_s:g} s visible"
            for what, value in (
                ("pan", frame.pan_ms),
                ("zoom", frame.zoom_ms),
                ("pan with spectrogram", frame.spectrogram_ms),
                ("zoom with spectrogram", frame.spectrogram_zoom_ms),
            ):
                yield Figure(
                    what=f"a frame of an hour's waveform, {span}: {what}", value=value,
                    unit="ms", goal=round(_FRAME_MS, 1),
                )  # fmt: skip


def _mixer() -> Iterator[Figure]:
    slowest = max(mixer.measure(), key=lambda timing: timing.median_ms)
    yield Figure(
        what=f"audio callback, {slowest.n_lanes} lanes, gains {slowest.gains}",
        value=slowest.median_ms, unit="ms", goal=round(_AUDIO_SHARE * slowest.block_ms, 1),
    )  # fmt: skip


def _queue_loops(rounds: int) -> Iterator[Figure]:
    yield from _longest_gaps(queue_window.measure(rounds))


def _experiment_loops() -> Iterator[Figure]:
    yield from _longest_gaps(experiment_window.measure())


def _longest_gaps(timings: Iterator[queue_window.LoopTiming]) -> Iterator[Figure]:
    longest: dict[str, float] = {}
    for timing in timings:
        longest[timing.what] = max(longest.get(timing.what, 0.0), timing.longest_own_ms)
    for what, value in longest.items():
        yield Figure(
            what=f"longest wait of the window: {what}", value=value, unit="ms",
            goal=queue_window.MOST_MS,
        )  # fmt: skip


def _trials(rounds: int) -> Iterator[Figure]:
    for timing in trials.measure(rounds):
        yield Figure(
            what="one trial of four networks", value=timing.ours_s, unit="s", goal=4.0,
            peer=timing.peer_s, peer_name="plain Keras loop", kind=Goal.FASTER,
        )  # fmt: skip
        minutes = timing.full_s / 60
        yield Figure(
            what=f"the full protocol, {trials.FULL_TRIALS} trials", value=minutes, unit="min",
            goal=10.0,
        )  # fmt: skip
        yield Figure(
            what="growth of a worker over its trials", value=timing.growth_mb, unit="MB",
            goal=100.0,
        )  # fmt: skip


def _growing_data() -> Iterator[Figure]:
    first = None
    for growth in larger_than_memory.measure(larger_than_memory.SIZES):
        first = first or growth
        of = f"experiment on {growth.tracks} tracks, tensors of {growth.tensors_mb:.0f} MB"
        name = f"{first.tracks} tracks"
        yield Figure(
            what=f"{of}: memory of a worker that copies nothing", value=growth.streamed_mb,
            unit="MB", goal=larger_than_memory.GROWTH_GOAL, peer=first.streamed_mb, peer_name=name,
            kind=Goal.TIMES_FLOOR,
        )  # fmt: skip
        for what, value, peer, goal in (
            ("memory of its worker", growth.worker_mb, first.worker_mb, WORKER_GOAL_MB),
            ("memory of the program", growth.program_mb, first.program_mb, PROGRAM_GOAL_MB),
        ):
            yield Figure(
                what=f"{of}: {what}", value=value, unit="MB", goal=goal, peer=peer, peer_name=name
            )
        if growth.limited_s is not None:
            yield Figure(
                what=f"{of}: within {larger_than_memory.LIMIT_MB} MB of memory",
                value=growth.limited_s, unit="s", goal=larger_than_memory.LIMITED_GOAL,
                peer=growth.run_s, peer_name="all memory", kind=Goal.TIMES_FLOOR,
            )  # fmt: skip


def _imports() -> Iterator[Figure]:
    for timing in importing.measure():
        what = f"import of {importing.N_TRACKS} {timing.format} tracks of {importing.SECONDS} s"
        peers = [("decoded and hashed", timing.decoded_s + timing.hashed_s)]
        if timing.format not in importing.UNCOMPRESSED:
            peers.append(("decoded", timing.decoded_s))
        for name, peer in peers:
            yield Figure(
                what=what, value=timing.ours_s, unit="s", goal=importing.GOAL, peer=peer,
                peer_name=name, kind=Goal.TIMES_FLOOR,
            )  # fmt: skip
    few = None
    for growth in importing.measure_growth():
        if few is None:
            few = growth
            continue
        yield Figure(
            what=f"import of {growth.tracks} tracks: each", value=growth.each_ms, unit="ms",
            goal=importing.GROWTH_GOAL, peer=few.each_ms, peer_name=f"{few.tracks} tracks",
            kind=Goal.TIMES_FLOOR,
        )  # fmt: skip


def _separations() -> Iterator[Figure]:
    from tests.sepgenre_training.separation.spleeter.random_checkpoint import (
        write_random_checkpoint,
    )

    with tempfile.TemporaryDirectory() as folder:
        weights = write_random_checkpoint(Path(folder, "weights"), seed=1)
        for network in separation.measure_networks(weights):
            yield Figure(
                what=f"Spleeter's networks on a chunk, {network.threads} threads",
                value=network.networks_s, unit="s", goal=2.0, peer=network.floor_s,
                peer_name="matrix product of as many operations", kind=Goal.TIMES_FLOOR,
            )  # fmt: skip
