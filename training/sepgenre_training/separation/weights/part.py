"""The .part file of a download, with what must be known to go on with it later."""

from __future__ import annotations

import json
from pathlib import Path

import attrs

from sepgenre_training.cache import replacing


@attrs.frozen(kw_only=True)
class PartFile:
    """A file that is being downloaded, possibly by several processes one after another.

    Attributes
    ----------
    path : Path
        The bytes so far.
    url : str
        Where they come from; what came from elsewhere is not continued.
    """

    path: Path
    url: str

    @property
    def notes_path(self) -> Path:
        """The small file beside it that says which version of the download it holds."""
        return self.path.with_name(self.path.name + ".json")

    @property
    def size_bytes(self) -> int:
        """Bytes so far that can be continued."""
        if self._notes() is None:
            return 0
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    @property
    def validator(self) -> str | None:
        """The ETag or Last-Modified of the version that was begun, where the server gave one."""
        notes = self._notes() or {}
        return notes.get("validator")

    def begin(self, *, validator: str | None) -> None:
        """Empty it, and note which version of the file is downloaded from now on."""
        # First gone, then noted, then begun: killed in between, nothing is continued wrongly.
        self.remove()
        with replacing(self.notes_path) as temporary:
            text = json.dumps({"url": self.url, "validator": validator})
            temporary.write_text(text, encoding="utf-8")
        self.path.touch()

    def range_headers(self) -> dict[str, str]:
        """Return the request headers that ask for the rest."""
        size = self.size_bytes
        if not size:
            return {}
        validator = self.validator
        condition = {} if validator is None else {"If-Range": validator}
        return {"Range": f"bytes={size}-", **condition}

    def remove(self) -> None:
        """Remove it with its notes, where they are there."""
        self.path.unlink(missing_ok=True)
        self.notes_path.unlink(missing_ok=True)

    def _notes(self) -> dict[str, str | None] | None:
        try:
            notes = json.loads(self.notes_path.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        if not isinstance(notes, dict) or notes.get("url") != self.url:
            return None
        return notes
