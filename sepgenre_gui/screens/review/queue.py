"""The review queue as it stands: which segment is at hand, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping

from sepgenre_gui.project.segment import Segment
from sepgenre_gui.services.learning.review import Review, ReviewItem, is_open


class ReviewQueue:
    """Follows the segments of a `Review` while a person answers, skips and undoes.

    An answer is what the project says: it does not matter on which screen it was given, and an
    answer that is taken back is asked for again.
    """

    def __init__(self) -> None:
        self._review: Review | None = None
        self._order: list[int] = []
        self._known: dict[int, ReviewItem] = {}
        self._answered: dict[int, bool] = {}
        self._skipped: set[int] = set()
        self._taught: set[int] = set()
        self._asked_with: set[int] = set()
        self._current: int | None = None

    @property
    def review(self) -> Review | None:
        """What was computed last."""
        return self._review

    @property
    def item(self) -> ReviewItem | None:
        """What is at hand; None before the first review, and where all is done."""
        return None if self._current is None else self._known[self._current]

    @property
    def n_done(self) -> int:
        """How many were answered since the screen was opened."""
        return len(self._answered)

    @property
    def n_left(self) -> int:
        """How many are still to be answered, without the skipped ones."""
        return sum(self._is_pending(each) for each in self._order)

    @property
    def n_skipped(self) -> int:
        """How many were skipped since the order was made."""
        return len(self._skipped)

    @property
    def n_new(self) -> int:
        """How many were answered since the model learned last."""
        return sum(each not in self._taught for each in self._answered)

    @property
    def n_corrected(self) -> int:
        """How many of these were corrected."""
        return sum(
            is_correction
            for each, is_correction in self._answered.items()
            if each not in self._taught
        )

    def note_asked(self) -> None:
        """Remember which answers the review that was asked for now learns from."""
        self._asked_with = set(self._answered)

    def renew(self, review: Review, segments: Mapping[int, Segment]) -> None:
        """Take a new order; what is at hand and not answered stays at hand.

        Parameters
        ----------
        segments : Mapping[int, Segment]
            All of the project as they are now, by identifier: some may have been answered while
            the order was computed.
        """
        self._review = review
        self._taught |= self._asked_with
        self._skipped.clear()
        self._order = [item.segment.id for item in review.items]
        self._known.update({item.segment.id: item for item in review.items})
        at_hand = self._current
        self._read(segments, set(self._known))
        is_kept = at_hand is not None and at_hand in self._order and self._is_pending(at_hand)
        if is_kept and at_hand is not None:
            # Nobody's answer is to fall on another segment than the one that is heard.
            self._order.remove(at_hand)
            self._order.insert(0, at_hand)
        self._current = self._next()

    def follow(self, segments: Mapping[int, Segment], among: set[int]) -> None:
        """Read anew how the segments `among` stand; those that are missing are gone."""
        reopened = self._read(segments, among & set(self._known))
        if reopened:
            first = reopened[0]
            if first in self._order:
                self._order.remove(first)
            self._order.insert(0, first)
            self._skipped.discard(first)
            self._current = first
        elif self._current is None or not self._is_pending(self._current):
            self._current = self._next()

    def skip(self) -> None:
        """Go on, and ask about what is at hand with the next order again."""
        if self._current is not None:
            self._skipped.add(self._current)
            self._current = self._next()

    def _read(self, segments: Mapping[int, Segment], among: set[int]) -> list[int]:
        """Return those of `among` that were answered and are open again."""
        reopened = []
        for each in among:
            segment = segments.get(each)
            if segment is None:
                del self._known[each]
                self._answered.pop(each, None)
                self._order = [other for other in self._order if other != each]
                if self._current == each:
                    self._current = None
            elif is_open(segment):
                if self._answered.pop(each, None) is not None:
                    reopened.append(each)
                    self._taught.discard(each)
            else:
                self._answered[each] = segment.genre_id != self._known[each].guess.id
        return reopened

    def _is_pending(self, segment_id: int) -> bool:
        return segment_id not in self._answered and segment_id not in self._skipped

    def _next(self) -> int | None:
        return next((each for each in self._order if self._is_pending(each)), None)
