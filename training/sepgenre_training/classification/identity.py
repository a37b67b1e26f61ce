"""Which features a classifier was trained on, and the refusal of all others."""

from __future__ import annotations

import attrs
from attrs import validators

from sepgenre_training.cache import content_key
from sepgenre_training.errors import ClassifierError
from sepgenre_training.features.settings import FeatureSettings
from sepgenre_training.features.task import FEATURES_VERSION
from sepgenre_training.separation.registry import describe_separator


@attrs.frozen(kw_only=True)
class FeatureIdentity:
    """What features are made by; features of two identities must not meet in one network.

    Attributes
    ----------
    separator, separator_version : str
        What made the stems.
    features_version : str
        Of the code that computes mel spectrograms.
    settings : FeatureSettings
        What they are computed with.
    window_s : float
        Length of a segment, in s.
    """

    separator: str = attrs.field(validator=validators.min_len(1))
    separator_version: str
    features_version: str
    settings: FeatureSettings
    window_s: float = attrs.field(validator=[validators.ge(0.5), validators.le(600.0)])

    @property
    def key(self) -> str:
        """A hash of it: equal features, equal key."""
        return content_key(**attrs.asdict(self))

    @property
    def shape(self) -> tuple[int, int]:
        """(n_mels, n_frames) of a segment."""
        n_samples = round(self.window_s * self.settings.sample_rate_hz)
        return self.settings.n_mels, self.settings.n_frames(n_samples)

    def describe(self) -> str:
        """Return it in words, for messages."""
        settings = self.settings
        return (
            f"separator {self.separator} (version {self.separator_version}), segments of "
            f"{self.window_s:g} s, {settings.n_mels} mel bands at {settings.sample_rate_hz} Hz, "
            f"n_fft {settings.n_fft}, hop {settings.hop_length}, floor {settings.floor_db:g} dB, "
            f"features version {self.features_version} (hash {self.key[:8]})"
        )


def identity_here(separator: str, settings: FeatureSettings, window_s: float) -> FeatureIdentity:
    """Return the identity of features that this program would make now.

    Raises
    ------
    SeparationError
        Where the separator is not known here.
    """
    return FeatureIdentity(
        separator=separator,
        separator_version=describe_separator(separator).version,
        features_version=FEATURES_VERSION,
        settings=settings,
        window_s=window_s,
    )


def require_same_features(name: str, own: FeatureIdentity, offered: FeatureIdentity) -> None:
    """Raise where the features offered are not those that the classifier `name` was trained on.

    Raises
    ------
    ClassifierError
        Naming both.
    """
    if own.key == offered.key:
        return
    raise ClassifierError(
        f"Classifier {name!r} was trained on features of {own.describe()}; offered are features "
        f"of {offered.describe()}.",
        remedy="Use features of the former, or train a classifier on the latter "
        "(`sepgenre classifiers train PROJECT`).",
    )
