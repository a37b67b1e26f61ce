"""The separators that a person can choose from, by name."""

from __future__ import annotations

from sepgenre_training.errors import SeparationError
from sepgenre_training.separation.descriptor import SeparatorDescriptor
from sepgenre_training.separation.external.demucs import (
    DEMUCS_ENVIRONMENT,
    DEMUCS_NAME,
    DEMUCS_VERSION,
    HTDEMUCS,
    DemucsSeparator,
)
from sepgenre_training.separation.external.environment import require_environment
from sepgenre_training.separation.external.spleeter_package import (
    SPLEETER_ENVIRONMENT,
    SPLEETER_PACKAGE_NAME,
    SPLEETER_PACKAGE_VERSION,
    SpleeterPackageSeparator,
)
from sepgenre_training.separation.hpss_name import HPSS_NAME, HPSS_VERSION
from sepgenre_training.separation.spleeter.tensors import SPLEETER_NAME, SPLEETER_VERSION
from sepgenre_training.separation.stems import Separator
from sepgenre_training.separation.weights.manifest import SPLEETER_4STEMS


def _create_spleeter() -> Separator:
    from sepgenre_training.separation.weights.store import require_weights

    weights = require_weights(SPLEETER_4STEMS)
    # TensorFlow takes seconds to import; only the process that separates pays.
    from sepgenre_training.separation.spleeter.engine import SpleeterSeparator

    return SpleeterSeparator(weights=weights)


def _create_spleeter_package() -> Separator:
    from sepgenre_training.separation.weights.store import require_weights

    return SpleeterPackageSeparator(
        python=require_environment(SPLEETER_ENVIRONMENT), weights=require_weights(SPLEETER_4STEMS)
    )


def _create_demucs() -> Separator:
    from sepgenre_training.separation.weights.store import require_weights

    return DemucsSeparator(
        python=require_environment(DEMUCS_ENVIRONMENT), weights=require_weights(HTDEMUCS)
    )


def _create_hpss() -> Separator:
    from sepgenre_training.separation.hpss import HpssSeparator

    return HpssSeparator()


_SEPARATORS = (
    SeparatorDescriptor(
        name=SPLEETER_NAME,
        version=SPLEETER_VERSION,
        summary="Spleeter's pretrained 4stems network, as in the paper.",
        latency="0.5 s",
        needs="157 MB of weights",
        packages=("keras", "numpy", "scipy", "soxr", "tensorflow"),
        create=_create_spleeter,
        weights=SPLEETER_4STEMS,
    ),
    SeparatorDescriptor(
        name=SPLEETER_PACKAGE_NAME,
        version=SPLEETER_PACKAGE_VERSION,
        summary="The same network by the real spleeter package: the reference, slower.",
        latency="6 s",
        needs="an environment of 1.4 GB, and the weights of spleeter",
        packages=("numpy", "soxr"),
        create=_create_spleeter_package,
        environment=SPLEETER_ENVIRONMENT,
        weights=SPLEETER_4STEMS,
    ),
    SeparatorDescriptor(
        name=DEMUCS_NAME,
        version=DEMUCS_VERSION,
        summary="Hybrid Transformer Demucs (htdemucs), a newer network, by its own package.",
        latency="20 s",
        needs="an environment of 1 GB (5 GB with CUDA), and 84 MB of weights",
        packages=("numpy", "soxr"),
        create=_create_demucs,
        environment=DEMUCS_ENVIRONMENT,
        weights=HTDEMUCS,
    ),
    SeparatorDescriptor(
        name=HPSS_NAME,
        version=HPSS_VERSION,
        summary="Harmonic/percussive masks, a bass band and a centred voice band: a baseline.",
        latency="0.4 s",
        needs="nothing",
        packages=("numpy", "scipy"),
        create=_create_hpss,
    ),
)


def separators() -> tuple[SeparatorDescriptor, ...]:
    """Return the separators that exist here, in the order in which they are offered."""
    return _SEPARATORS


def describe_separator(name: str) -> SeparatorDescriptor:
    """Return the descriptor of the separator called `name`.

    Raises
    ------
    SeparationError
        Where there is none of that name; the message lists those there are.
    """
    for descriptor in separators():
        if descriptor.name == name:
            return descriptor
    known = ", ".join(repr(descriptor.name) for descriptor in separators())
    raise SeparationError(
        f"There is no separator called {name!r}.", remedy=f"Choose one of: {known}."
    )


def separates_on_gpu(name: str) -> bool:
    """Return whether the separator called `name` computes by TensorFlow, which may use a GPU.

    Raises
    ------
    SeparationError
        Where there is none of that name.
    """
    return "tensorflow" in describe_separator(name).packages


def create_separator(name: str) -> Separator:
    """Load the separator called `name`.

    Raises
    ------
    SeparationError
        Where there is none of that name, or it cannot be loaded.
    """
    return describe_separator(name).create()
