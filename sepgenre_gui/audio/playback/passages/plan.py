"""Plans: what the person asked to hear, and how it changes while it is heard."""

from __future__ import annotations

import attrs

from sepgenre_gui.audio.playback.passages.blocks import Blocks
from sepgenre_gui.audio.playback.passages.passage import LinearPassage, LoopPassage, Passage
from sepgenre_gui.audio.playback.source import Source

MIN_LOOP_S = 0.02


@attrs.frozen(kw_only=True)
class Region:
    """A loop [start, end), in samples of the file."""

    start: int
    end: int


@attrs.frozen(kw_only=True)
class Plan:
    """Play from `begin` to `end`, or from `begin` into `loop` and round it."""

    source: Source
    begin: int
    end: int
    loop: Region | None = None

    def passage(self, blocks: Blocks) -> Passage:
        """Return the plan as frames."""
        if self.loop is None:
            return LinearPassage(blocks, start=self.begin, end=self.end)
        return LoopPassage(
            blocks, start=self.begin, loop_start=self.loop.start, loop_end=self.loop.end
        )

    def moved(self, sample: int) -> Plan:
        """Return the plan gone on with from `sample`.

        A place beyond the loop, or beyond the end, leaves it: from there the file plays out.
        """
        begin = self.source.clamp(sample)
        end = self.end if self.loop is None else self.loop.end
        if begin < end:
            return attrs.evolve(self, begin=begin)
        return Plan(source=self.source, begin=begin, end=self.source.n_samples)

    def looped(self, loop: Region, sample: int) -> Plan:
        """Return the plan with another loop, gone on with from `sample` where that lies in it."""
        begin = sample if loop.start <= sample < loop.end else loop.start
        return attrs.evolve(self, begin=begin, loop=loop)


def make_plan(
    source: Source, start: int, *, end: int | None, loop: bool, pre_roll_s: float
) -> Plan:
    """Return the plan to play `source` from `start`; positions are brought within the file."""
    start = source.clamp(start)
    end = source.n_samples if end is None else source.clamp(end)
    begin = max(0, start - round(pre_roll_s * source.sample_rate_hz))
    region = make_region(source, start, end) if loop else None
    return Plan(source=source, begin=min(begin, start), end=max(start, end), loop=region)


def make_region(source: Source, start: int, end: int) -> Region:
    """Return the loop, within the file and no shorter than 20 ms (a whole file may be)."""
    shortest = min(max(2, round(MIN_LOOP_S * source.sample_rate_hz)), source.n_samples)
    start = min(source.clamp(start), source.n_samples - shortest)
    return Region(start=start, end=max(source.clamp(end), start + shortest))
