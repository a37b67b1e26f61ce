"""The separator `demucs`: Hybrid Transformer Demucs by its own package, in its own process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from sepgenre_training.separation.external.child_process import (
    CHILDREN,
    ChildProcess,
    ChildProgram,
)
from sepgenre_training.separation.external.environment import (
    PackageSource,
    PythonEnvironment,
    read_requirements,
)
from sepgenre_training.separation.external.mixtures import ask_for_stems
from sepgenre_training.separation.stems import Audio
from sepgenre_training.separation.stereo_network import StereoNetwork
from sepgenre_training.separation.weights.manifest import (
    WeightsArchive,
    WeightsFile,
    WeightsManifest,
)

DEMUCS_NAME = "demucs"

DEMUCS_ENVIRONMENT = PythonEnvironment(
    name=DEMUCS_NAME,
    python=">=3.10,<3.13",
    requirements=read_requirements("demucs.txt"),
    modules=("demucs.apply", "demucs.pretrained"),
    sources=(
        PackageSource(uv_options=("--torch-backend", "cpu"), size_bytes=1_000_000_000),
        PackageSource(
            download_bytes=2_900_000_000,
            size_bytes=5_200_000_000,
            notice="PyTorch's own index, which has the build for the CPU, cannot be reached or "
            "used; PyPI's build brings CUDA on Linux.",
        ),
    ),
)

DEMUCS_VERSION = (
    f"1, htdemucs, demucs {DEMUCS_ENVIRONMENT.pinned_version('demucs')}, "
    f"environment {DEMUCS_ENVIRONMENT.key[:12]}"
)

SIGNATURE = "955717e8"
"""By which demucs calls the network that htdemucs is; the file's name begins with it."""

_SHA256 = "8726e21a993978c7ba086d3872e7608d7d5bfca646ca4aca459ffda844faa8b4"
_FILE_NAME = f"{SIGNATURE}-{_SHA256[:8]}.th"

HTDEMUCS = WeightsManifest(
    name=DEMUCS_NAME,
    model="htdemucs",
    archive=WeightsArchive(
        url=f"https://dl.fbaipublicfiles.com/demucs/hybrid_transformer/{_FILE_NAME}",
        sha256=_SHA256,
    ),
    files=(WeightsFile(name=_FILE_NAME, sha256=_SHA256, size_bytes=84_141_911),),
)
"""The network of Rouard, Massa and Défossez (ICASSP 2023); one file, from where demucs has it."""

_NETWORK = StereoNetwork(
    name=DEMUCS_NAME, stems=("drums", "bass", "other", "vocals"), rate_hz=44_100
)
_REMEDY = (
    "Run `sepgenre separators verify demucs`, and separate again with fewer workers "
    "(--workers 1); or choose another separator."
)


@attrs.frozen(kw_only=True, eq=False)
class DemucsSeparator:
    """Hybrid Transformer Demucs, as `demucs -n htdemucs --shifts 0` separates.

    It hears pairs of channels at 44.1 kHz: mono is doubled and its stems folded back, further
    channels go in pairs. It has no random shift, so the same input gives the same stems.

    Attributes
    ----------
    weights : Path
        Folder of the network's file, which the package checks against the hash in its name.
    python : Path
        The Python of `DEMUCS_ENVIRONMENT`.
    """

    weights: Path
    python: Path
    name: str = attrs.field(default=DEMUCS_NAME, init=False)
    version: str = attrs.field(default=DEMUCS_VERSION, init=False)
    child: ChildProcess = attrs.field(init=False, repr=False)

    @child.default
    def _make_child(self) -> ChildProcess:
        return ChildProcess(
            ChildProgram(
                separator=DEMUCS_NAME,
                python=self.python,
                module=CHILDREN / "demucs_child.py",
                settings={
                    "model": SIGNATURE,
                    "weights": str(self.weights.absolute()),
                    "stems": _NETWORK.stems,
                    "rate_hz": _NETWORK.rate_hz,
                },
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
            the process fails.
        CancelledError
            Where the person asked to stop; the process is killed.
        """
        return _NETWORK.separate(mixture, sample_rate, self._through)

    def _through(self, blocks: Iterable[Audio]) -> Iterator[Audio]:
        return ask_for_stems(self.child, blocks, _NETWORK.stems)
