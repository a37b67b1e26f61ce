from __future__ import annotations

from pathlib import Path

import pytest

from sepgenre_gui.project import Project
from sepgenre_training.errors import ProjectError


def test_values_keep_their_type_across_reopening(project: Project, folder: Path) -> None:
    project.settings.set("separator", "spleeter")
    project.settings.set("ű 观", "🎧")
    project.settings.set("count", 2**70)
    project.settings.set("gain_db", 0.1)
    project.settings.set("snap", value=True)
    project.settings.set("columns", ["title", 1, None])
    project.settings.set("window", {"width": 800})
    project.close()
    with Project.open(folder, read_only=True) as reopened:
        settings = reopened.settings
        assert settings.get("separator", "") == "spleeter"
        assert settings.get("ű 观", "") == "🎧"
        assert settings.get("count", 0) == 2**70
        assert settings.get("gain_db", 0.0) == 0.1
        assert settings.get("snap", default=False) is True
        assert settings.get("columns", []) == ["title", 1, None]
        assert settings.get("window", {}) == {"width": 800}
        assert settings.keys() == tuple(
            sorted(["separator", "ű 观", "count", "gain_db", "snap", "columns", "window"])
        )


def test_the_default_holds_until_set_and_after_removal(project: Project) -> None:
    assert project.settings.get("separator", "hpss") == "hpss"
    project.settings.set("separator", "spleeter")
    project.settings.set("separator", "spleeter-package")
    assert project.settings.get("separator", "hpss") == "spleeter-package"
    project.settings.remove("separator")
    project.settings.remove("separator")
    assert project.settings.get("separator", "hpss") == "hpss"


def test_another_type_is_refused_but_whole_numbers_are_numbers(project: Project) -> None:
    project.settings.set("gain_db", 3)
    assert isinstance(project.settings.get("gain_db", 0.0), float)
    project.settings.set("snap", value=True)
    with pytest.raises(ProjectError, match="where int is expected"):
        project.settings.get("snap", 0)
    with pytest.raises(ProjectError, match="where str is expected"):
        project.settings.get("gain_db", "")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [b"bytes"]])
def test_what_json_does_not_know_is_refused(project: Project, value: object) -> None:
    project.settings.set("key", 1)
    with pytest.raises(ProjectError, match="'key' cannot be stored"):
        project.settings.set("key", value)  # type: ignore[arg-type]
    assert project.settings.get("key", 0) == 1
