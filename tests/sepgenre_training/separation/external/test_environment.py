"""What an environment is, and how it stands, before anything is built."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.demucs import DEMUCS_ENVIRONMENT
from sepgenre_training.separation.external.environment import (
    EnvironmentState,
    environment_folder,
    environment_status,
    require_environment,
)
from sepgenre_training.separation.external.spleeter_package import SPLEETER_ENVIRONMENT
from tests.sepgenre_training.separation.external.small_environment import make_environment


def test_the_key_changes_with_packages_and_python_but_not_with_comments() -> None:
    environment = make_environment("toybox==1.0\n")
    commented = make_environment("# why\ntoybox==1.0  # this\n\n")
    assert commented.key == environment.key
    assert make_environment("toybox==1.1").key != environment.key
    assert attrs.evolve(environment, python="==3.9.*").key != environment.key


@pytest.mark.parametrize("environment", [SPLEETER_ENVIRONMENT, DEMUCS_ENVIRONMENT])
def test_every_package_of_a_separator_has_one_version(environment: object) -> None:
    assert isinstance(environment, type(SPLEETER_ENVIRONMENT))
    assert len(environment.pins) > 20
    for pin in environment.pins:
        assert pin.partition(";")[0].count("==") == 1, pin
    with pytest.raises(KeyError):
        environment.pinned_version("toybox")


def test_the_spleeter_package_is_the_one_that_was_compared() -> None:
    assert SPLEETER_ENVIRONMENT.pinned_version("spleeter") == "2.4.2"
    assert SPLEETER_ENVIRONMENT.pinned_version("tensorflow-cpu") == "2.12.1"
    assert SPLEETER_ENVIRONMENT.pinned_version("tensorflow") == "2.12.1"


def test_the_place_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = make_environment()
    monkeypatch.setenv("SEPGENRE_ENVIRONMENTS", str(tmp_path / "mine"))
    assert environment_folder(environment) == tmp_path / "mine" / "toybox"
    monkeypatch.delenv("SEPGENRE_ENVIRONMENTS")
    assert environment_folder(environment).parent.name == "environments"


def test_what_is_not_there_is_refused_with_the_ways_out(tmp_path: Path) -> None:
    environment = make_environment()
    assert environment_status(environment, root=tmp_path).state is EnvironmentState.MISSING
    with pytest.raises(SeparationError, match="'toybox' runs in a Python") as refused:
        require_environment(environment, root=tmp_path)
    assert "sepgenre separators install toybox" in refused.value.remedy
    assert "--separator hpss" in refused.value.remedy


@pytest.mark.parametrize(
    "marker", [None, "", "{", "[]", '{"key": 1}', '{"key": "", "packages": 7}']
)
def test_a_folder_without_a_whole_marker_is_not_installed(
    tmp_path: Path, marker: str | None
) -> None:
    environment = make_environment()
    folder = tmp_path / "toybox"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    if marker is not None:
        (folder / "sepgenre-environment.json").write_text(marker, encoding="utf-8")
    status = environment_status(environment, root=tmp_path)
    assert status.state is EnvironmentState.UNUSABLE
    assert "was not finished" in status.reasons[0]
    with pytest.raises(SeparationError, match="unusable"):
        require_environment(environment, root=tmp_path)
