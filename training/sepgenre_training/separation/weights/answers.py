"""What a server's answer says: whether it brings the bytes asked for, and when to ask again."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

_TEMPORARY = frozenset({429, 500, 502, 503, 504})
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")


class Interruption(Exception):  # noqa: N818 - part of a download's course, seen by nobody else
    """A request that did not bring the whole file.

    Parameters
    ----------
    reason : str
        Why, as the end of a sentence.
    retry : bool
        Whether another attempt may do better.
    retry_after_s : float, optional
        How long the server asks to be left alone.
    """

    def __init__(
        self, reason: str, *, retry: bool = True, retry_after_s: float | None = None
    ) -> None:
        self.reason = reason.rstrip(".")
        self.retry = retry
        self.retry_after_s = retry_after_s
        super().__init__(reason)


def require_bytes(answer: httpx.Response) -> None:
    """Raise where `answer` brings no part of a file.

    Raises
    ------
    Interruption
        With the reason, and whether and when to ask again.
    """
    status = answer.status_code
    if status in _TEMPORARY:
        wait_s = retry_after_s(answer)
        asked = "" if wait_s is None else f" and asks to come back after {wait_s:g} s"
        raise Interruption(f"the server answered {_describe(status)}{asked}", retry_after_s=wait_s)
    if status not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
        raise Interruption(f"the server answered {_describe(status)}", retry=False)
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        # Taken for the file, a login page would replace what was downloaded before.
        raise Interruption(
            "a web page came in place of the file, as from a login page or a filter", retry=False
        )


def retry_after_s(answer: httpx.Response) -> float | None:
    """Return how long the server asks to be left alone, or None; RFC 9110, section 10.2.3."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def strong_validator(answer: httpx.Response) -> str | None:
    """Return what names this very version of the file, for If-Range; RFC 9110, section 13.1.5."""
    tag: str = answer.headers.get("ETag", "")
    if tag.startswith('"'):
        return tag
    moment: str = answer.headers.get("Last-Modified", "")
    return moment or None


def is_from(answer: httpx.Response, offset: int, validator: str | None) -> bool:
    """Return whether a partial `answer` goes on at `offset` of the version that was begun."""
    found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    now = strong_validator(answer)
    same = validator is None or now is None or now == validator
    return found is not None and int(found[1]) == offset and same


def total_bytes(answer: httpx.Response, offset: int) -> int | None:
    """Return the size of the whole file of which `answer` begins at `offset`, where it is told."""
    length = answer.headers.get("Content-Length", "")
    return offset + int(length) if length.isascii() and length.isdigit() else None


def _describe(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)
