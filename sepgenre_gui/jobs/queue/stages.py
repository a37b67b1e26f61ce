"""How far all stages of a job are together."""

from __future__ import annotations

from collections.abc import Sequence


class Stages:
    """Adds up the stages of a job, each of which weighs the same; never falls back.

    A stage that is passed over, as where all stems are there already, weighs nothing.

    Parameters
    ----------
    names : sequence of str
        The stages, in their order; empty where they are not known, and the stage at hand stands
        for the whole.
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._names = tuple(names)
        self._seen: list[str] = []
        self._fraction: float | None = None

    @property
    def n_stages(self) -> int:
        """How many stages there are, at least one."""
        return max(1, len(self._names))

    def is_last(self, stage: str) -> bool:
        """Return whether nothing comes after `stage`."""
        return not self._names or stage == self._names[-1]

    def note(self, stage: str, done: int, total: int) -> float | None:
        """Take that `done` of `total` of `stage` are finished; return how far the whole is, 0 to 1.

        None while nothing is known: a total of 0 is not known yet.
        """
        share = min(done / total, 1.0) if total else None
        if not self._names:
            return share
        if stage in self._names:
            if stage not in self._seen:
                self._seen.append(stage)
            place = self._names.index(stage)
            before = sum(self._names.index(each) < place for each in self._seen)
            after = len(self._names) - place - 1
            fraction = (before + (share or 0.0)) / (before + 1 + after)
            if share is not None or before:
                self._fraction = max(fraction, self._fraction or 0.0)
        return self._fraction
