"""`sepgenre suspects`: segments whose genre is contradicted by models that have not heard them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from sepgenre_gui.cli.failure import writing
from sepgenre_gui.cli.learning.options import (
    Epochs,
    ModelName,
    Seed,
    choose_model,
    learning,
)
from sepgenre_gui.cli.options import Json, ProjectPath, SeparatorName, Workers, is_identifier
from sepgenre_gui.cli.output import Output
from sepgenre_gui.cli.times import format_time

if TYPE_CHECKING:
    from sepgenre_gui.services.learning.suspects import SuspectList


def suspects(
    project: ProjectPath,
    /,
    *,
    network: ModelName = "reference",
    epochs: Epochs = 6,
    keep: Annotated[
        list[int] | None,
        Parameter(
            negative="",
            help="The id of a segment whose genre is right: it is not listed again; may be "
            "repeated.",
            validator=is_identifier,
        ),
    ] = None,
    csv: Annotated[Path | None, Parameter(help="Write the list to this file, too.")] = None,
    separator: SeparatorName = None,
    seed: Seed = 0,
    workers: Workers = None,
    json: Json = False,
) -> None:
    """List segments whose genre is suspicious, the worst first.

    Each is guessed by models that have not heard its song; where these contradict the genre, it is
    listed, the more they do the earlier. As many as are estimated to be wrong (confident learning)
    are marked. Correct one with `sepgenre segments PROJECT genre ID NAME`, or keep it with
    --keep ID.

    Example: `sepgenre suspects songs --csv suspects.csv`
    """
    from sepgenre_gui.services.edits import keep_labels
    from sepgenre_gui.services.learning.suspects import find_suspicious_labels, write_suspects

    out = Output(json=json)
    model = choose_model(network, epochs)
    with learning(project, model, separator=separator, seed=seed, workers=workers) as (
        opened,
        shared,
    ):
        keep_labels(opened, keep or ())
        found = find_suspicious_labels(opened, **shared)
    if csv is not None:
        with writing(csv):
            write_suspects(found.suspects, csv)
    _show_suspects(out, found, csv)


def _show_suspects(out: Output, found: SuspectList, csv: Path | None) -> None:
    out.problems("Left out", found.problems)
    out.table(
        ("segment", "track", "start", "genre", "probability", "likely", "its probability", "wrong"),
        [
            (
                each.segment.id,
                each.track.title,
                format_time(each.start_s),
                each.given.name,
                f"{each.quality:.2f}",
                each.likely.name,
                f"{each.likely_probability:.2f}",
                "likely" if each.is_likely_wrong else "perhaps",
            )
            for each in found.suspects
        ],
        right=("segment", "probability", "its probability"),
    )
    likely = f"; {found.n_likely} most likely are wrong" if found.n_likely else ""
    kept = f"; {found.n_kept} more you have kept" if found.n_kept else ""
    out.say(
        f"{len(found.suspects)} of {found.n_labels} labels are contradicted, by {found.model}"
        f"{likely}{kept}."
    )
    out.say(f"Held out by song, the model agrees with {found.agreement:.0%} of the labels.")
    if found.is_chance:
        out.say(
            "That may be by lot: the list says little. Try a --network, or label more songs; it "
            "may be that these genres cannot be told apart by sound."
        )
    elif found.is_weak:
        out.say(
            "That is little: most of the list may be right. Hear the first few, try a --network, "
            "or label more songs."
        )
    if found.left_out:
        out.say(
            f"Nothing can be said of {found.left_out} segments: theirs is the only song of its "
            "genre. Label another song of it."
        )
    if csv is not None:
        out.say(f"Written to {csv}.")
    out.data(
        {
            "suspects": [
                {
                    "segment": each.segment.id,
                    "path": each.track.path,
                    "title": each.track.title,
                    "start_s": each.start_s,
                    "genre": each.given.name,
                    "likely_genre": each.likely.name,
                    "quality": each.quality,
                    "likely_probability": each.likely_probability,
                    "likely_wrong": each.is_likely_wrong,
                }
                for each in found.suspects
            ],
            "labels": found.n_labels,
            "agreement": found.agreement,
            "agreement_is_chance": found.is_chance,
            "kept": found.n_kept,
            "left_out": found.left_out,
            "model": found.model,
            "separator": found.separator,
            "problems": found.problems,
            "csv": csv,
        }
    )
