"""A playlist for each genre (M3U8), and one of the tracks whose genre is unsure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sepgenre_gui.project.classified_file import ClassifiedFile
from sepgenre_gui.services.classified.tables import UNSURE
from sepgenre_training.cache import replacing
from sepgenre_training.exchange.naming import distinct_names, file_name


def write_playlists(
    files: Iterable[ClassifiedFile], classes: Sequence[str], folder: Path
) -> tuple[Path, ...]:
    """Write ``<genre>.m3u8`` for each genre that a track was found of, and ``unsure.m3u8``.

    A list names files by their absolute places, the surest first. One that is there is replaced.

    Raises
    ------
    OSError
        Where `folder` cannot be written.
    """
    lists: dict[int, list[tuple[float, str]]] = {}
    for file in files:
        if file.verdict is None:
            continue
        number = len(classes) if file.is_unsure else file.verdict
        lists.setdefault(number, []).append((-(file.confidence or 0.0), _entry(file)))
    names = distinct_names([(file_name(name),) for name in (*classes, UNSURE)])
    written = []
    for number in sorted(lists):
        path = folder / f"{names[number]}.m3u8"
        entries = [text for _, text in sorted(lists[number])]
        with replacing(path) as temporary:
            temporary.write_text("#EXTM3U\n" + "".join(entries), encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def _entry(file: ClassifiedFile) -> str:
    shown = file.title or file.path.stem
    if file.artist:
        shown = f"{file.artist} - {shown}"
    # A line is an entry, whatever a tag holds.
    shown = " ".join(shown.split())
    return f"#EXTINF:{round(file.duration_s or -1)},{shown}\n{file.path}\n"
