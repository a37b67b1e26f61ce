"""The methods paragraph: what a paper says of the run, from its configuration and provenance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sepgenre_training.experiment.config import ExperimentConfig, GroupRule
from sepgenre_training.experiment.results import RunRecord
from sepgenre_training.networks.config import Head, Standardisation
from sepgenre_training.networks.names import NETWORKS
from sepgenre_training.report.selection import networks_fitted
from sepgenre_training.report.summary import counted

REFERENCES = {
    "Mersy and Kuan 2020": "M. Mersy and J. Kuan, “Source Separation and Depthwise Separable "
    "Convolutions for Computer Audition”, AAAI-21 student abstract, arXiv 2012.03359 (2020).",
    "Hennequin et al. 2020": "R. Hennequin, A. Khlif, F. Voituret and M. Moussallam, “Spleeter: a "
    "fast and efficient music source separation tool with pre-trained models”, Journal of Open "
    "Source Software 5 (50), 2154 (2020).",
    "Rouard et al. 2023": "S. Rouard, F. Massa and A. Défossez, “Hybrid Transformers for Music "
    "Source Separation”, ICASSP 2023.",
    "Fitzgerald 2010": "D. Fitzgerald, “Harmonic/percussive separation using median filtering”, "
    "DAFx 2010.",
    "Driedger et al. 2014": "J. Driedger, M. Müller and S. Disch, “Extending harmonic-percussive "
    "separation of audio signals”, ISMIR 2014.",
    "McFee et al. 2015": "B. McFee, C. Raffel, D. Liang, D. P. W. Ellis, M. McVicar, E. Battenberg "
    "and O. Nieto, “librosa: Audio and Music Signal Analysis in Python”, SciPy 2015, 18\N{EN DASH}"
    "24.",
    "Chollet 2017": "F. Chollet, “Xception: Deep Learning with Depthwise Separable Convolutions”, "
    "CVPR 2017.",
    "Kingma and Ba 2015": "D. P. Kingma and J. Ba, “Adam: A Method for Stochastic Optimization”, "
    "ICLR 2015.",
    "Abadi et al. 2016": "M. Abadi et al., “TensorFlow: A System for Large-Scale Machine "
    "Learning”, OSDI 2016, 265\N{EN DASH}283.",
    "Pedregosa et al. 2011": "F. Pedregosa et al., “Scikit-learn: Machine Learning in Python”, "
    "Journal of Machine Learning Research 12 (2011), 2825\N{EN DASH}2830.",
    "Nadeau and Bengio 2003": "C. Nadeau and Y. Bengio, “Inference for the Generalization Error”, "
    "Machine Learning 52 (2003), 239\N{EN DASH}281.",
    "Holm 1979": "S. Holm, “A Simple Sequentially Rejective Multiple Test Procedure”, Scandinavian "
    "Journal of Statistics 6 (1979), 65\N{EN DASH}70.",
}
"""By the way in which the text cites them, in the order in which it does."""

_SEPARATORS = {
    "spleeter": "the pretrained 4stems network of Spleeter, expressed anew in Keras (Hennequin et "
    "al. 2020)",
    "spleeter-package": "the 4stems network of the spleeter package (Hennequin et al. 2020)",
    "demucs": "Hybrid Transformer Demucs (Rouard et al. 2023)",
    "hpss": "soft masks from harmonic/percussive median filtering (Fitzgerald 2010; Driedger et "
    "al. 2014), a bass band and a centre-panned voice band",
}
_GROUPS: dict[GroupRule, str] = {
    "artist": "all songs of an artist on one side (songs without a known artist by themselves)",
    "song": "all segments of a song on one side",
    "none": "segment by segment, so that segments of one song may stand on both sides",
}
_HEADS: dict[Head, str] = {
    "flatten": "",
    "time_average": "an average over time, ",
    "global_average": "an average over time and bands, ",
}
_STANDARDISED: dict[Standardisation, str] = {"band": "band by band", "channel": "as a whole"}
_OPTIMISERS = {
    "adam": "Adam (Kingma and Ba 2015)",
    "rmsprop": "RMSprop",
    "sgd": "stochastic gradient descent",
}


def methods_paragraph(record: RunRecord) -> str:
    """Return a few sentences for a paper: data, separator, features, networks, tests.

    Citations such as ``(Holm 1979)`` are those of `references`. What the record does not tell is
    left out, and a trial that has not finished is not counted.
    """
    sentences = (
        *_data(record),
        *_features(record.config),
        *_networks(record),
        *_training(record),
        *_splits(record),
        *_statistics(record),
    )
    return " ".join(sentences)


def references(record: RunRecord) -> tuple[str, ...]:
    """Return the works that `methods_paragraph` cites, complete, in its order."""
    text = methods_paragraph(record)
    return tuple(work for citation, work in REFERENCES.items() if citation in text)


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _data(record: RunRecord) -> Iterator[str]:
    genres = ", ".join(record.genres)
    yield "The experiment is that of Mersy and Kuan 2020."
    yield (
        f"The data are {counted(len(record.segment_genres), 'segment')} of music in "
        f"{counted(len(record.genres), 'genre')} ({genres})."
    )
    separator = record.provenance.get("separator", "")
    name = separator.replace(",", " ").split()[0] if separator.strip() else ""
    if any(NETWORKS[network].tensor != "full_mix" for network in record.config.networks):
        means = _SEPARATORS.get(name, "a separator that the record does not name")
        told = f" [{separator}]" if separator else ""
        yield f"Each segment was separated into bass, drums, other and vocals by {means}{told}."


def _features(config: ExperimentConfig) -> Iterator[str]:
    settings = config.features
    floor = f"{settings.floor_db:g}".replace("-", "\N{MINUS SIGN}")
    yield (
        f"Mel spectrograms of {settings.n_mels} bands (window {settings.n_fft} and hop "
        f"{settings.hop_length} samples at {settings.sample_rate_hz:,} Hz, power in dB re full "
        f"scale with a floor of {floor} dB) were computed with librosa (McFee et al. 2015) and "
        f"standardised {_STANDARDISED[config.training.standardisation]} by the statistics of the "
        "training side."
    )


def _networks(record: RunRecord) -> Iterator[str]:
    config = record.config
    network = config.network
    specs = [NETWORKS[name] for name in config.networks]
    yield (
        f"We trained {counted(len(specs), 'convolutional network')}: "
        f"{'; '.join(config.networks)}. Each has two blocks of convolution "
        f"({network.filters[0]} and {network.filters[1]} filters, kernels of "
        f"{network.kernel_size[0]} x {network.kernel_size[1]}), batch normalisation, ReLU and max "
        f"pooling ({network.pool_size[0]} x {network.pool_size[1]}), {_HEADS[network.head]}"
        f"dropout ({network.dropout:g}) and a fully connected layer."
    )
    if any(spec.tensor == "stems" for spec in specs):
        yield (
            "Networks named “3 spec” see the spectrograms of bass, drums and other stacked like "
            "the channels of an image."
        )
    if any(spec.separable for spec in specs):
        yield "Those named “DW” convolve depthwise separably (Chollet 2017)."
    if any(spec.without for spec in specs):
        yield "“Without” a stem, its channel is left out."
    if any(spec.shuffled for spec in specs):
        yield (
            "Where a stem is “shuffled”, its spectrograms are dealt out anew among the segments of "
            "each side of the split."
        )


def _training(record: RunRecord) -> Iterator[str]:
    config = record.config
    training, network = config.training, config.network
    packages = [
        f"{title} {version}"
        for title, version in (
            ("TensorFlow", record.provenance.get("version of tensorflow")),
            ("Keras", record.provenance.get("version of keras")),
        )
        if version
    ]
    weights = "balanced" if training.class_weights == "balanced" else "no"
    yield (
        f"They were trained for {counted(config.epochs, 'epoch')} with "
        f"{_OPTIMISERS[training.optimizer]}, learning rate {training.learning_rate:g}, batches of "
        f"{training.batch_size}, penalties L1 {network.l1:g} and L2 {network.l2:g}, and {weights} "
        f"class weights, in {_listed(packages) if packages else 'TensorFlow'} "
        "(Abadi et al. 2016)."
    )


def _splits(record: RunRecord) -> Iterator[str]:
    config, split = record.config, record.config.split
    how = "stratified by genre, " if split.stratified else ""
    yield (
        f"In each of {counted(len(record.trials), 'trial')} the data were split anew at random "
        f"(scikit-learn, Pedregosa et al. 2011), {how}{_GROUPS[split.group]}: "
        f"{100 * split.test_fraction:g} % for testing."
    )
    if config.protocol == "paper":
        yield (
            "As in the paper, the epoch with the lowest test loss was chosen, which makes the "
            "scores somewhat too good."
        )
    else:
        yield (
            f"{100 * split.validation_fraction:g} % of the rest was kept apart, and the epoch with "
            "the lowest loss on it was chosen."
        )


def _statistics(record: RunRecord) -> Iterator[str]:
    others = len(networks_fitted(record)) - 1
    if others < 1:
        return
    adjusted = ", with the adjustment for several comparisons (Holm 1979)" if others > 1 else ""
    yield (
        f"Macro F1 was compared with that of “{record.config.baseline}” by the corrected resampled "
        f"t-test (Nadeau and Bengio 2003), which allows for trials that share songs{adjusted}."
    )
    if record.config.protocol == "paper":
        yield "The naive paired t-test, as published, is given beside it; it over-claims."
