"""Preferences: typed, kept, shared by two windows, and harmless where the file is broken."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from sepgenre_gui.project.project import Project
from sepgenre_gui.screens.appearance.theme import ThemeChoice
from sepgenre_gui.screens.preferences import (
    RECENT_PROJECTS,
    Preferences,
    SoundOutput,
    WindowState,
    settings_path,
)
from sepgenre_gui.services.cache_care import DEFAULT_LIMIT_GB

AWKWARD = 'ű 观 🎧, "quoted"; = [x]'


def test_a_fresh_file_gives_the_defaults(preferences: Preferences) -> None:
    assert preferences.theme is ThemeChoice.SYSTEM
    assert preferences.sound == SoundOutput(device=None, volume=1.0)
    assert preferences.window == WindowState()
    assert preferences.cache_limit_gb == DEFAULT_LIMIT_GB
    assert preferences.keys == {}
    assert preferences.recent() == ()
    assert preferences.splitter("tracks") == b""
    assert preferences.view("spectrogram") == ""
    assert not preferences.path.exists()


def test_everything_comes_back_in_the_next_window(preferences: Preferences, tmp_path: Path) -> None:
    raw = bytes(range(256))
    before = datetime.now(UTC)
    preferences.theme = ThemeChoice.DARK
    preferences.sound = SoundOutput(device=AWKWARD, volume=0.35)
    preferences.window = WindowState(geometry=raw, state=b"")
    preferences.keys = {"segment.play": ("Space", "Ctrl+,"), "file.open": ()}
    preferences.set_splitter("tracks", raw)
    preferences.set_view("snap", AWKWARD)
    preferences.remember(tmp_path / AWKWARD)

    again = Preferences(preferences.path)

    assert again.theme is ThemeChoice.DARK
    assert again.sound == SoundOutput(device=AWKWARD, volume=0.35)
    assert again.window == WindowState(geometry=raw, state=b"")
    assert again.keys == {"segment.play": ("Space", "Ctrl+,"), "file.open": ()}
    assert again.splitter("tracks") == raw
    assert again.view("snap") == AWKWARD
    assert again.splitter("stems") == b""
    (recent,) = again.recent()
    assert recent.folder == tmp_path / AWKWARD
    assert before <= recent.opened <= datetime.now(UTC)


def test_the_newest_ten_projects_are_remembered_each_once(
    preferences: Preferences, tmp_path: Path
) -> None:
    for number in [*range(12), 5]:
        preferences.remember(tmp_path / str(number))

    names = [recent.folder.name for recent in preferences.recent()]

    assert names == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
    assert len(names) == RECENT_PROJECTS


def test_a_project_that_is_gone_stays_listed_until_it_is_forgotten(
    preferences: Preferences, tmp_path: Path
) -> None:
    there, gone = tmp_path / "there", tmp_path / "gone"
    Project.create(there).close()
    preferences.remember(there)
    preferences.remember(gone)

    assert [(each.folder, each.is_there) for each in preferences.recent()] == [
        (gone, False),
        (there, True),
    ]

    preferences.forget(gone)
    assert [each.folder for each in preferences.recent()] == [there]


def test_two_windows_do_not_take_back_what_the_other_remembers(
    preferences: Preferences, tmp_path: Path
) -> None:
    other = Preferences(preferences.path)
    preferences.remember(tmp_path / "one")
    other.remember(tmp_path / "two")
    preferences.remember(tmp_path / "three")
    other.theme = ThemeChoice.DARK

    names = [recent.folder.name for recent in Preferences(preferences.path).recent()]

    assert names == ["three", "two", "one"]
    assert Preferences(preferences.path).theme is ThemeChoice.DARK


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\xff\xfe not an ini file at all [[[",
        b"[look]\ntheme=purple\n[projects]\nrecent={]\n[keys]\nown=7\n[sound]\nvolume=loud\n",
        b"[look]\ntheme=a, b\n[projects]\nrecent=a, b\n[keys]\nown=a, b\n[sound]\nvolume=nan\n",
        b'[projects]\nrecent="[{}]"\n[keys]\nown="[1]"\n[sound]\nvolume=17\n'
        b"[window]\ngeometry=1, 2\n",
    ],
)
def test_a_broken_file_gives_the_defaults_and_can_be_written_again(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "settings.ini"
    path.write_bytes(content)
    broken = Preferences(path)

    assert broken.theme is ThemeChoice.SYSTEM
    assert broken.recent() == ()
    assert broken.keys == {}
    assert broken.sound.volume == 1.0
    assert isinstance(broken.window.geometry, bytes)

    broken.theme = ThemeChoice.LIGHT
    broken.remember(tmp_path / "songs")
    assert Preferences(path).theme is ThemeChoice.LIGHT
    assert [each.folder.name for each in Preferences(path).recent()] == ["songs"]


def test_a_volume_is_a_share(preferences: Preferences) -> None:
    for volume in (-0.1, 1.1, float("nan")):
        with pytest.raises(ValueError, match="between 0 and 1"):
            SoundOutput(volume=volume)


def test_a_file_that_cannot_be_written_is_told_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    preferences = Preferences(blocked / "settings.ini")

    preferences.theme = ThemeChoice.DARK

    assert "cannot be written" in caplog.text
    # For this window the choice holds all the same.
    assert preferences.theme is ThemeChoice.DARK


def test_the_usual_place_is_the_persons_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    path = settings_path()

    assert path.name == "settings.ini"
    assert path.parent.name == "sepgenre"


def test_settings_of_another_kind_are_left_alone(preferences: Preferences) -> None:
    preferences.theme = ThemeChoice.DARK
    foreign = QSettings(str(preferences.path), QSettings.Format.IniFormat)
    foreign.setValue("later/version", "kept")
    foreign.sync()

    preferences.theme = ThemeChoice.LIGHT

    again = QSettings(str(preferences.path), QSettings.Format.IniFormat)
    assert again.value("later/version") == "kept"


@pytest.mark.parametrize("stored", ["-1", "nan", "inf", "much", ""])
def test_a_limit_that_is_none_is_the_usual_one(preferences: Preferences, stored: str) -> None:
    preferences.cache_limit_gb = 0.0
    assert Preferences(preferences.path).cache_limit_gb == 0.0
    preferences.path.write_text(f"[cache]\nlimit_gb={stored}\n")

    assert Preferences(preferences.path).cache_limit_gb == DEFAULT_LIMIT_GB
