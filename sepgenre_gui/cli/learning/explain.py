"""`sepgenre explain`: why a network guesses what it guesses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sepgenre_gui.cli.failure import writing
from sepgenre_gui.cli.learning.options import (
    Epochs,
    NetworkName,
    Seed,
    choose_model,
    learning,
)
from sepgenre_gui.cli.options import Json, ProjectPath, SeparatorName, Workers, is_identifier
from sepgenre_gui.cli.output import Output

if TYPE_CHECKING:
    from sepgenre_gui.services.learning.explaining import ExplainedSegment


def explain(
    project: ProjectPath,
    segment: Annotated[int, Parameter(help="The segment's id.", validator=is_identifier)],
    /,
    *,
    network: NetworkName = "3 spec, 2DConv",
    epochs: Epochs = 6,
    genre: Annotated[
        str | None, Parameter(help="The genre to explain; by default the one guessed.")
    ] = None,
    png: Annotated[
        Path | None, Parameter(help="Draw the maps over the mel spectrograms in this file.")
    ] = None,
    wav: Annotated[
        Path | None, Parameter(help="Write only what mattered as sound to this file.")
    ] = None,
    separator: SeparatorName = None,
    seed: Seed = 0,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """Explain what a network guesses of a segment: which stems, bands and moments decided.

    The network is trained on all labelled segments first. Each stem is then taken away as a
    whole, and patch by patch, and the genre's probability is seen to fall.

    Example: `sepgenre explain songs 12 --png why.png --wav why.wav`
    """
    from sepgenre_gui.services.learning.explaining import explain as explain_segment
    from sepgenre_gui.services.learning.explaining import write_wav

    out = Output(json=json)
    model = choose_model(network, epochs)
    with learning(project, model, separator=separator, seed=seed, workers=workers) as (
        opened,
        shared,
    ):
        explained = explain_segment(opened, segment, genre=genre, **shared)
    if png is not None:
        from sepgenre_training.explanation.picture import write_picture
        from sepgenre_training.features.settings import FeatureSettings

        with writing(png):
            write_picture(
                explained.explanation,
                explained.genre.name,
                explained.track.title,
                FeatureSettings(),
                png,
            )
    if wav is not None:
        with writing(wav):
            write_wav(explained.explanation.sound, explained.explanation.sample_rate_hz, wav)
    _show_explanation(out, explained, png, wav)


def _show_explanation(
    out: Output, explained: ExplainedSegment, png: Path | None, wav: Path | None
) -> None:
    why = explained.explanation
    genres = [genre.name for genre in explained.genres]
    out.table(
        ("genre", "probability"),
        [
            (name, f"{probability:.2f}")
            for name, probability in zip(genres, why.probabilities, strict=True)
        ],
        right=("probability",),
    )
    out.table(
        ("stem", "probability falls by", "log-probability falls by"),
        [
            (each.stem, f"{each.probability_drop:+.3f}", f"{each.log_probability_drop:+.3f}")
            for each in why.contributions
        ],
        title=f"Without the stem, for {explained.genre.name}:",
        right=("probability falls by", "log-probability falls by"),
    )
    heard = ", this song among them, so the guess proves nothing" if why.heard_song else ""
    out.say(f"By {why.model}, trained on {why.n_trained} segments{heard}.")
    out.say(
        f"Check: the map has rank correlation {why.randomised_correlation:+.2f} with that of the "
        "network with random weights; near 0, it shows what was learned."
    )
    for path in (png, wav):
        if path is not None:
            out.say(f"Wrote {path}.")
    out.data(
        {
            "segment": explained.segment.id,
            "genre": explained.genre.name,
            "probabilities": dict(zip(genres, why.probabilities, strict=True)),
            "contributions": why.contributions,
            "model": why.model,
            "trained_on": why.n_trained,
            "heard_song": why.heard_song,
            "randomised_correlation": why.randomised_correlation,
            "separator": explained.separator,
            "png": png,
            "wav": wav,
        }
    )
