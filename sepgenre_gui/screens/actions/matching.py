"""Finding an action by a few of its letters, in order: ``"opr"`` finds "Open recent"."""

from __future__ import annotations

import attrs

_EACH, _WORD_START, _CONSECUTIVE, _SKIPPED = 1.0, 6.0, 4.0, 0.05


@attrs.frozen(kw_only=True)
class Match:
    """How well letters fit a text, and at which positions of the text they stand."""

    score: float
    positions: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """Return the best way in which the letters of `query` stand in `text`; None where they do not.

    Letters at the beginning of words and letters that follow each other count more; case and
    spaces of the query count nothing.
    """
    letters = [letter for letter in query.lower() if not letter.isspace()]
    # Letter by letter, so that positions stay those of the text ("İ".lower() is two letters).
    haystack = [letter.lower() for letter in text]
    if not letters:
        return Match(score=0.0, positions=())
    best: dict[int, Match] = {}
    for number, letter in enumerate(letters):
        ending: dict[int, Match] = {}
        for position, found in enumerate(haystack):
            if found != letter:
                continue
            way = _best_way(best, position, is_first=number == 0)
            if way is not None:
                gained = _EACH + (_WORD_START if _starts_word(haystack, position) else 0.0)
                ending[position] = Match(
                    score=way.score + gained, positions=(*way.positions, position)
                )
        best = ending
    return max(best.values(), key=lambda match: match.score, default=None)


def _best_way(before: dict[int, Match], position: int, *, is_first: bool) -> Match | None:
    """Return the best way to come to `position`, from the ways that end before it."""
    if is_first:
        return Match(score=-_SKIPPED * position, positions=())
    ways = [
        Match(score=way.score + _step(position - end), positions=way.positions)
        for end, way in before.items()
        if end < position
    ]
    return max(ways, key=lambda way: way.score, default=None)


def _step(distance: int) -> float:
    return _CONSECUTIVE if distance == 1 else -_SKIPPED * distance


def _starts_word(haystack: list[str], position: int) -> bool:
    return position == 0 or not haystack[position - 1].isalnum()
