"""The separator `spleeter-package`: the real spleeter package, in a process of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.external.child_process import (
    CHILDREN,
    ChildProcess,
    ChildProgram,
)
from sepgenre_training.separation.external.children.spleeter_child import MODEL_FOLDER
from sepgenre_training.separation.external.environment import (
    PackageSource,
    PythonEnvironment,
    read_requirements,
)
from sepgenre_training.separation.external.mixtures import ask_for_stems
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.stereo_network import StereoNetwork

SPLEETER_PACKAGE_NAME = "spleeter-package"

SPLEETER_ENVIRONMENT = PythonEnvironment(
    name=SPLEETER_PACKAGE_NAME,
    python=">=3.10,<3.12",
    requirements=read_requirements("spleeter-package.txt"),
    modules=("spleeter.separator",),
    # The list is complete; resolved anew, it would bring a second TensorFlow.
    sources=(PackageSource(uv_options=("--no-deps",), size_bytes=1_400_000_000),),
)

SPLEETER_PACKAGE_VERSION = (
    f"1, spleeter {SPLEETER_ENVIRONMENT.pinned_version('spleeter')}, "
    f"environment {SPLEETER_ENVIRONMENT.key[:12]}"
)

_NETWORK = StereoNetwork(
    name=SPLEETER_PACKAGE_NAME, stems=("vocals", "drums", "bass", "other"), rate_hz=44_100
)
_CHECKPOINT_FILES = ("model.index", "model.data-00000-of-00001")
_REMEDY = (
    "Run `sepgenre separators verify spleeter-package`, and separate again with fewer workers "
    "(--workers 1); or choose `--separator spleeter`, the same network in a quarter of the memory."
)


@attrs.frozen(kw_only=True, eq=False)
class SpleeterPackageSeparator:
    """`spleeter.separator.Separator("spleeter:4stems").separate`, the reference of `spleeter`.

    It hears what `spleeter` hears: pairs of channels at 44.1 kHz, mono doubled and folded back.
    The package takes a mixture in one piece, and rebuilds its graph at every call.

    Attributes
    ----------
    weights : Path
        Folder of the official checkpoint; the package finds links to its files.
    python : Path
        The Python of `SPLEETER_ENVIRONMENT`.
    """

    weights: Path
    python: Path
    name: str = attrs.field(default=SPLEETER_PACKAGE_NAME, init=False)
    version: str = attrs.field(default=SPLEETER_PACKAGE_VERSION, init=False)
    child: ChildProcess = attrs.field(init=False, repr=False)

    @child.default
    def _make_child(self) -> ChildProcess:
        weights = self.weights
        return ChildProcess(
            ChildProgram(
                separator=SPLEETER_PACKAGE_NAME,
                python=self.python,
                module=CHILDREN / "spleeter_child.py",
                # MODEL_PATH is relative to the child's folder. Without a graphics card, the same
                # input gives the same stems everywhere.
                variables={"MODEL_PATH": ".", "CUDA_VISIBLE_DEVICES": "-1"},
                lay_out=lambda folder: _lay_out(weights, folder / MODEL_FOLDER),
                remedy=_REMEDY,
            )
        )

    def separate(self, mixture: Audio, sample_rate: int) -> Mapping[str, Audio]:
        """Split `mixture` [shape=(channels, samples)] into stems of the same shape.

        Parameters
        ----------
        mixture : Audio [shape=(channels, samples)]
            At least one channel and one sample.
        sample_rate : int
            In Hz; any rate, resampled to 44.1 kHz and back.

        Returns
        -------
        Mapping[str, Audio]
            One array for each of ``STEM_NAMES``, float32.

        Raises
        ------
        SeparationError
            Where the mixture is empty, has NaN or infinite samples, or an unusable rate; where
            the process fails, or misses its weights.
        CancelledError
            Where the person asked to stop; the process is killed.
        """
        return _NETWORK.separate(mixture, sample_rate, self._through)

    def _through(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        return ask_for_stems(self.child, blocks, _NETWORK.stems)


def _lay_out(weights: Path, folder: Path) -> None:
    """Show the package the checkpoint in `weights` as a model that it has downloaded."""
    folder.mkdir()
    for name in _CHECKPOINT_FILES:
        _link(weights / name, folder / name)
    state = 'model_checkpoint_path: "model"\nall_model_checkpoint_paths: "model"\n'
    (folder / "checkpoint").write_text(state, encoding="utf-8")
    # With this file in its folder, the package does not download.
    (folder / ".probe").write_text("OK", encoding="utf-8")


def _link(source: Path, target: Path) -> None:
    if not source.is_file():
        raise SeparationError(
            f"{source}: there is no such file.",
            remedy="Run `sepgenre separators install spleeter`, or choose another separator.",
        )
    try:
        target.symlink_to(source.absolute())
    except OSError:  # not permitted to everybody on Windows
        shutil.copyfile(source, target)
