"""A folder is classified on a real display: mouse, keys, the running job, what is written."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs
import pytest

from sepgenre_gui.project.project import Project
from sepgenre_gui.services.classifiers import import_classifier
from tests.small_classifier import CLASSES, write_new_song
from tests.virtual_display import Hands, require_display_programs, virtual_display, wait_until

PATIENCE_S = 180.0
AGAIN_S = 5.0
N_SONGS = 4
DURATION_S = 30.0


@attrs.define
class Desk:
    """The program on a display: hands, and what is seen."""

    hands: Hands
    project: str
    seen_path: Path

    @property
    def seen(self) -> dict[str, Any]:
        if not self.seen_path.exists():
            return {"places": {}}
        return dict(json.loads(self.seen_path.read_text()))

    @property
    def names(self) -> list[str]:
        return [row[0] for row in self.seen["rows"]]

    def until(self, condition: Callable[[dict[str, Any]], object], what: str) -> None:
        def holds() -> bool:
            return bool(condition(self.seen))

        self._wait(holds, what)

    def act_until(
        self, act: Callable[[], None], condition: Callable[[dict[str, Any]], object], what: str
    ) -> None:
        """Act, again and again where that has no effect.

        A key that comes before the window has the keyboard is lost, and without a window manager
        a window may miss that it has it.
        """

        def holds() -> bool:
            if condition(self.seen):
                return True
            act()
            again_s = time.monotonic() + AGAIN_S
            while not condition(self.seen) and time.monotonic() < again_s:
                time.sleep(0.1)
            if condition(self.seen):
                return True
            self.hands.drop_focus()
            return False

        self._wait(holds, what)

    def _wait(self, holds: Callable[[], bool], what: str) -> None:
        try:
            wait_until(holds, what, timeout_s=PATIENCE_S)
        except AssertionError as error:
            # What is seen now, not what was when the waiting began.
            raise AssertionError(f"{error}; seen: {self.seen}") from error

    def click(self, part: str) -> None:
        self.hands.click(*self.seen["places"][part])

    def press(self, *keys: str) -> None:
        self.hands.focus(self.project)
        self.hands.press(*keys)

    def answer(self, title: str, text: str) -> None:
        """Write into the dialog that is there, and press Return."""
        assert self.seen["dialog"] == title

        def write() -> None:
            self.hands.focus(title)
            self.hands.press("ctrl+a")
            self.hands.write(text)

        self.act_until(write, lambda seen: seen["written"] == text, f"{text} is written")
        self.act_until(
            lambda: self.hands.press("Return"),
            lambda seen: not seen["dialog"],
            f"the dialog {title!r} goes",
        )
        self.hands.focus(self.project)


@contextmanager
def running(folder: Path, display: str, home: Path) -> Iterator[Desk]:
    """Run the program on `folder`; kill it at the end."""
    environment = {
        **{name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"},
        "DISPLAY": display,
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
    }
    module = "tests.sepgenre_gui.screens.classify.watched_program"
    seen = home / "seen.json"
    process = subprocess.Popen(
        [sys.executable, "-m", module, str(folder), str(seen)],
        env=environment,
        cwd=Path(__file__).parents[4],
    )
    try:
        hands = Hands(display)
        hands.find_window(folder.name)
        yield Desk(hands=hands, project=folder.name, seen_path=seen)
    finally:
        process.kill()
        process.wait(20)


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Four songs, and a file that is none."""
    folder = tmp_path / "music"
    for number in range(N_SONGS):
        path = folder / f"song {number}.wav"
        write_new_song(path, number % 2, number, duration_s=DURATION_S)
    (folder / "broken.mp3").write_text("no audio")
    return folder


def classify_folder(desk: Desk, music: Path) -> None:
    title = "Folder to classify"
    desk.act_until(
        lambda: desk.click("folder"), lambda seen: seen["dialog"] == title, "it is asked"
    )
    desk.answer(title, str(music))
    desk.until(lambda seen: seen["job"], "the job is shown")


def watch_job(desk: Desk, music: Path) -> None:
    """Classify the folder; check that the job is held, let go on, and fills the table."""
    classify_folder(desk, music)
    desk.act_until(
        lambda: desk.click("pause"), lambda seen: seen["pause"] == "Resume", "the job is held"
    )
    assert "paused" in desk.seen["job"]
    desk.act_until(
        lambda: desk.click("pause"), lambda seen: seen["pause"] == "Pause", "the job goes on"
    )
    desk.until(
        lambda seen: seen["job"] and any(row[1] for row in seen["rows"]),
        "a verdict is shown while the job goes on",
    )
    desk.until(lambda seen: not seen["job"], "the job ends")
    seen = desk.seen
    assert sorted(desk.names) == ["broken.mp3", *(f"song {each}.wav" for each in range(N_SONGS))]
    for name, verdict, *_ in seen["rows"]:
        genre = "" if name == "broken.mp3" else CLASSES[int(name[5]) % 2]
        assert genre in verdict
    assert "1 failed" in seen["summary"]


def look_around(desk: Desk) -> None:
    """Filter, sort, and look at files."""

    def write_filter() -> None:
        desk.press("ctrl+f", "ctrl+a")
        # Not "song 3", which is also sought in the folders' names, and pytest numbers its folder.
        desk.hands.write("song 3.wav")

    desk.act_until(
        write_filter,
        lambda seen: [row[0] for row in seen["rows"]] == ["song 3.wav"],
        "it is filtered",
    )
    desk.act_until(
        lambda: desk.press("Escape"),
        lambda seen: len(seen["rows"]) == N_SONGS + 1,
        "the filter is cleared",
    )

    desk.click("Confidence")
    desk.click("Confidence")

    def falls(seen: dict[str, Any]) -> bool:
        shares = [int(row[2].removesuffix(" %") or -1) for row in seen["rows"]]
        return shares == sorted(shares, reverse=True) != sorted(shares)

    desk.until(falls, "the surest come first")

    desk.click("broken.mp3")
    desk.until(lambda seen: "broken.mp3" in seen["hint"], "the error is shown")
    assert desk.seen["rows"][-1][5].startswith("Failed: ")
    assert not desk.seen["has_waveform"]
    desk.click("song 2.wav")
    desk.until(lambda seen: seen["has_waveform"] and seen["areas"], "the file is drawn")
    assert CLASSES[0] in desk.seen["verdict"]
    heights = desk.seen["areas"]
    assert len(heights) == len(CLASSES)
    assert all(abs(sum(column) - 1) < 1e-6 for column in zip(*heights, strict=True))
    assert max(heights[0]) > 0.5


def write_results(desk: Desk, folder: Path) -> None:
    """Have a table written by its key, and playlists by the menu."""
    title = "Write what was found"
    desk.act_until(
        lambda: desk.press("ctrl+e"), lambda seen: seen["dialog"] == title, "it is asked"
    )
    desk.answer(title, str(folder / "found.csv"))
    wait_until((folder / "found.csv").exists, "the table is written", timeout_s=PATIENCE_S)
    with (folder / "found.csv").open(encoding="utf-8", newline="") as stream:
        rows = {Path(row["file"]).name: row for row in csv.DictReader(stream)}
    assert set(rows) == set(desk.names)
    assert rows["song 1.wav"]["genre"] == CLASSES[1]
    assert rows["broken.mp3"]["error"]

    (folder / "lists").mkdir()
    title = "Folder for the playlists"

    def choose_playlists() -> None:
        desk.click("results")
        desk.hands.press("p")

    desk.act_until(choose_playlists, lambda seen: seen["dialog"] == title, "it is asked")
    desk.answer(title, str(folder / "lists"))
    wait_until(lambda: any((folder / "lists").glob("*.m3u8")), "a playlist is written")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="needs an X server")
def test_a_folder_is_classified_by_hand(classifier_file: Path, music: Path, tmp_path: Path) -> None:
    require_display_programs()
    folder = tmp_path / "evening"
    with Project.create(folder) as project:
        import_classifier(project, classifier_file)
    with virtual_display(tmp_path) as display, running(folder, display, tmp_path) as desk:
        desk.act_until(
            lambda: desk.press("ctrl+4"), lambda seen: seen["places"], "the page is shown"
        )
        watch_job(desk, music)
        look_around(desk)
        write_results(desk, tmp_path)

        # Far more windows, so that it can be stopped before its end.
        def choose_hop() -> None:
            desk.click("hop")
            desk.press("ctrl+a")
            desk.hands.write("0.5")
            desk.hands.press("Return")

        desk.act_until(choose_hop, lambda seen: not seen["rows"], "closer windows are new")
        classify_folder(desk, music)
        desk.act_until(
            lambda: desk.press("shift+Escape"), lambda seen: not seen["job"], "the job stops"
        )
    with Project.open(folder, read_only=True) as project:
        hops = [file.hop_s for file in project.classified_files.iterate(1)]
    assert hops.count(5.0) == N_SONGS + 1
    assert hops.count(0.5) < N_SONGS
