from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

import sepgenre_training
from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.descriptor import SeparatorDescriptor, SeparatorState
from sepgenre_training.separation.registry import (
    create_separator,
    describe_separator,
    separators,
)
from sepgenre_training.separation.stems import STEM_NAMES

RUFF = Path(sys.executable).with_name("ruff")
PAGE = Path(__file__).parents[3] / "docs" / "separators.md"


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEPGENRE_ENVIRONMENTS", str(tmp_path / "environments"))
    monkeypatch.setenv("SEPGENRE_WEIGHTS", str(tmp_path / "weights"))


def test_every_listed_separator_can_be_created_under_its_name_and_version() -> None:
    assert "hpss" in [descriptor.name for descriptor in separators()]
    separator = create_separator("hpss")
    descriptor = describe_separator("hpss")
    assert (separator.name, separator.version) == (descriptor.name, descriptor.version)


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(SeparationError, match="'nothing'") as caught:
        create_separator("nothing")
    for descriptor in separators():
        assert repr(descriptor.name) in caught.value.remedy


@pytest.mark.parametrize("descriptor", separators(), ids=lambda descriptor: descriptor.name)
def test_every_separator_tells_what_it_takes_and_what_it_lacks(
    descriptor: SeparatorDescriptor,
) -> None:
    for words in (descriptor.summary, descriptor.latency, descriptor.needs):
        assert words
    status = descriptor.status()
    if descriptor.needs == "nothing":
        assert (status.state, status.reasons, status.commands) == (SeparatorState.READY, (), ())
        descriptor.check()
        return
    assert status.state is not SeparatorState.READY
    assert status.reasons
    for refuse in (descriptor.check, descriptor.create):
        with pytest.raises(SeparationError) as refused:
            refuse()
        for command in status.commands[:1]:
            assert command in refused.value.remedy


def test_the_package_needs_its_environment_and_the_weights_of_spleeter() -> None:
    descriptor = describe_separator("spleeter-package")
    status = descriptor.status()
    assert status.state is SeparatorState.NOT_INSTALLED
    assert status.commands == (
        "sepgenre separators install spleeter-package",
        "sepgenre separators install spleeter",
    )
    assert len(status.reasons) == 2
    assert "4stems.tar.gz" in status.remedy
    assert descriptor.own_weights is None
    assert describe_separator("spleeter").status().state is SeparatorState.WEIGHTS_MISSING


def example() -> tuple[str, str]:
    """The module and the entry of the page's example."""
    section = PAGE.read_text(encoding="utf-8").split("## Add a separator in under 40 lines")[1]
    module, entry = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return module, entry


_RUN = """
import json, sys
from pathlib import Path
from sepgenre_training.audio.files import content_hash
from sepgenre_training.separation.registry import describe_separator, separators
from sepgenre_training.separation.stem_files import read_stems
from sepgenre_training.separation.task import SeparationTask, separate_segment
song = Path(sys.argv[1])
task = SeparationTask(
    path=song, content_hash=content_hash(song), start_sample=100, n_samples=20_000,
    sample_rate_hz=22_050, separator="bands", cache_root=song.parent / "cache",
)
stems = read_stems(separate_segment(task), channels=2)
print(json.dumps({
    "place": describe_separator.__globals__["__file__"],
    "names": [each.name for each in separators()],
    "state": describe_separator("bands").status().state.value,
    "shapes": {name: stem.shape for name, stem in stems.items()},
    "sum": sum(stems.values()).tolist(),
}))
"""


def test_the_example_of_the_page_is_a_separator_in_under_40_lines(tmp_path: Path) -> None:
    module, entry = example()
    assert len(module.splitlines()) + len(entry.splitlines()) < 40
    # Done as the page says, in a copy of the package.
    copy = tmp_path / "copy" / "sepgenre_training"
    installed = Path(sepgenre_training.__file__).parent
    shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "separation" / "bands.py").write_text(module, encoding="utf-8")
    registry = copy / "separation" / "registry.py"
    imported, descriptor = entry.split("\n\n", 1)
    text = registry.read_text(encoding="utf-8")
    beside_others = "from sepgenre_training.errors import SeparationError\n"
    at_the_end = "\n)\n\n\ndef separators("
    assert (text.count(beside_others), text.count(at_the_end)) == (1, 1)
    text = text.replace(beside_others, f"{beside_others}{imported}\n")
    text = text.replace(at_the_end, f"\n{descriptor.rstrip()}{at_the_end}")
    registry.write_text(text, encoding="utf-8")
    for check in (("check",), ("format", "--check")):
        written = (registry, copy / "separation" / "bands.py")
        linted = [RUFF, *check, "--config", PAGE.parents[1] / "pyproject.toml", *written]
        subprocess.run(linted, check=True)
    song = tmp_path / "ű 观.wav"
    music = np.random.default_rng(0).uniform(-0.5, 0.5, (2, 30_000)).astype(np.float32)
    soundfile.write(song, music.T, 22_050, subtype="FLOAT")

    done = subprocess.run(
        [sys.executable, "-c", _RUN, song],
        env={**os.environ, "PYTHONPATH": str(copy.parent)},
        capture_output=True,
        text=True,
        check=True,
    )

    told = json.loads(done.stdout)
    assert told["place"].startswith(str(copy))
    assert told["names"][-1] == "bands"
    assert told["state"] == "ready"
    assert told["shapes"] == {name: [2, 20_000] for name in STEM_NAMES}
    np.testing.assert_allclose(told["sum"], music[:, 100:20_100], atol=1e-5)
