"""The choices of separators: told at once, and nothing large is read for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.services.stems import separator_choices
from sepgenre_training.separation.descriptor import SeparatorState
from sepgenre_training.separation.registry import separators
from sepgenre_training.separation.weights.manifest import SPLEETER_4STEMS


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setenv("SEPGENRE_ENVIRONMENTS", str(tmp_path / "environments"))


def test_what_is_missing_is_told_with_the_remedy() -> None:
    choices = {choice.name: choice for choice in separator_choices()}
    assert tuple(choices) == tuple(descriptor.name for descriptor in separators())
    assert {name: choice.state for name, choice in choices.items()} == {
        "spleeter": SeparatorState.WEIGHTS_MISSING,
        "spleeter-package": SeparatorState.NOT_INSTALLED,
        "demucs": SeparatorState.NOT_INSTALLED,
        "hpss": SeparatorState.READY,
    }
    hpss, spleeter = choices["hpss"], choices["spleeter"]
    assert (hpss.is_ready, hpss.remedy, hpss.commands) == (True, "", ())
    assert not spleeter.is_ready
    assert spleeter.commands == ("sepgenre separators install spleeter",)
    assert "sepgenre separators install spleeter" in spleeter.remedy
    assert spleeter.reasons
    assert all(choice.summary and choice.version and choice.latency for choice in choices.values())


def test_weights_that_nobody_has_checked_are_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "weights" / SPLEETER_4STEMS.name
    folder.mkdir(parents=True)
    for file in SPLEETER_4STEMS.files:
        with (folder / file.name).open("wb") as stream:
            # A hole of the right size: whoever reads it finds it corrupt.
            stream.truncate(file.size_bytes or 1)

    choices = {choice.name: choice for choice in separator_choices()}

    assert choices["spleeter"].is_ready
    assert choices["spleeter"].reasons == ("Its weights are checked when it is first used.",)
    assert choices["spleeter-package"].state is SeparatorState.NOT_INSTALLED
    assert {path.name for path in folder.iterdir()} == {f.name for f in SPLEETER_4STEMS.files}
