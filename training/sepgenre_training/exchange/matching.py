"""Which track an annotation belongs to: by path, by content, by a name that only one has."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PureWindowsPath

import attrs

from sepgenre_training.audio.files import is_utf8
from sepgenre_training.datasets.walking import absolute
from sepgenre_training.exchange.formats.text_file import LineError, one_line
from sepgenre_training.exchange.naming import HASH_DIGITS, file_name, name_key

# What Raven adds to the name of the audio file.
_RAVEN_ENDING = re.compile(r"(?:\.table\.[0-9]+)?\.selections$", re.IGNORECASE)
_MARKED = re.compile(rf".* \[([0-9a-f]{{{HASH_DIGITS},64}})\]", re.DOTALL)


class UnmatchedError(LineError):
    """A line to which no track fits, or no single one."""


@attrs.frozen(kw_only=True)
class KnownTrack:
    """A track that annotations may belong to."""

    id: int
    path: Path
    content_hash: str


@attrs.frozen(kw_only=True)
class Mention:
    """What an annotation says about its audio.

    Attributes
    ----------
    path : Path or None
        The audio file that it names, absolute.
    content_hash : str or None
        SHA-256 (hex) of the audio file.
    label_file : Path or None
        The annotation file itself, where it is named like its audio.
    """

    path: Path | None = None
    content_hash: str | None = None
    label_file: Path | None = None


def mention_of(
    annotation_file: Path, *, file: str | None, content_hash: str | None, named_like_audio: bool
) -> Mention:
    """Return what `annotation_file` says; a relative `file` counts from its folder."""
    is_path = file is not None and is_utf8(file) and "\0" not in file
    return Mention(
        path=absolute(annotation_file.parent / file) if file and is_path else None,
        content_hash=content_hash,
        label_file=annotation_file if named_like_audio and not file else None,
    )


class TrackMatcher:
    """Finds the track of an annotation.

    Parameters
    ----------
    tracks : Iterable[KnownTrack]
        Those to choose from.
    """

    def __init__(self, tracks: Iterable[KnownTrack]) -> None:
        self._tracks = tuple(tracks)
        self._by_path = {track.path: track for track in self._tracks}
        self._by_hash = {track.content_hash: track for track in self._tracks}
        self._by_name: dict[str, list[KnownTrack]] = defaultdict(list)
        self._by_stem: dict[str, list[KnownTrack]] = defaultdict(list)
        for track in self._tracks:
            self._by_name[_comparable(track.path.name)].append(track)
            # A set, because a name without a suffix is its own stem.
            for stem in {name_key(file_name(text)) for text in (track.path.stem, track.path.name)}:
                self._by_stem[stem].append(track)

    def path_to_hash(self, mention: Mention) -> Path | None:
        """Return the file whose content tells the track of `mention`, where that is needed."""
        path = mention.path
        if path is None or mention.content_hash in self._by_hash or self._at(path) is not None:
            return None
        try:
            return path if path.is_file() else None
        except OSError:
            # A name longer than file systems allow is that of no file here.
            return None

    def find(self, mention: Mention, hashes: Mapping[Path, str]) -> int:
        """Return the identifier of the track that `mention` means.

        Parameters
        ----------
        mention : Mention
            What the annotation says.
        hashes : Mapping[Path, str]
            Content hashes of the files that `path_to_hash` asked for.

        Raises
        ------
        UnmatchedError
            Where there is none, several have the name, or the one that has it holds other audio
            than the annotation was made for.
        """
        if mention.content_hash in self._by_hash:
            return self._by_hash[mention.content_hash].id
        if mention.path is None:
            track = self._find_by_label_file(mention.label_file)
        else:
            track = self._at(mention.path) or self._find_by_content(mention.path, hashes)
        if mention.content_hash is not None:
            raise UnmatchedError(
                f"it was made for audio of another content than that of {track.path} (its content "
                "hash differs), so its times may not fit"
            )
        return track.id

    def _at(self, path: Path) -> KnownTrack | None:
        return self._by_path.get(path) or self._by_path.get(Path(os.path.realpath(path)))

    def _find_by_content(self, path: Path, hashes: Mapping[Path, str]) -> KnownTrack:
        if path not in hashes:
            return self._find_by_name(path)
        track = self._by_hash.get(hashes[path])
        if track is None:
            raise UnmatchedError(f"{path} is no track of the project; import it first")
        return track

    def _find_by_name(self, path: Path) -> KnownTrack:
        # A table may come from another system, whose paths are parted by backslashes.
        for name in (path.name, PureWindowsPath(path).name):
            if found := self._by_name.get(_comparable(name)):
                return _only(found, f"are called {name}; write the path")
        raise UnmatchedError(f"no track of the project is called {path.name}")

    def _find_by_label_file(self, label_file: Path | None) -> KnownTrack:
        if label_file is None:
            raise UnmatchedError("names no audio file")
        stem = _RAVEN_ENDING.sub("", label_file.stem)
        if found := self._by_stem.get(name_key(file_name(stem))):
            return _only(found, f"are called {stem}; say which by --track")
        if marked := _MARKED.fullmatch(stem):
            found = [track for track in self._tracks if track.content_hash.startswith(marked[1])]
            if found:
                return _only(found, f"have a content hash that begins with {marked[1]}")
        raise UnmatchedError(f"no track of the project is called {stem}; say which by --track")


def _comparable(name: str) -> str:
    # Formats whose cells cannot hold tabs and line ends have spaces in their place.
    return name_key(one_line(name))


def _only(found: Sequence[KnownTrack], reason: str) -> KnownTrack:
    if len(found) > 1:
        raise UnmatchedError(f"{len(found)} tracks {reason}")
    return found[0]
