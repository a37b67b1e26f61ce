"""Exports as jobs: stems of many segments, the mix as it is heard, the segments themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import attrs

from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.exchange.exporting import (
    Exporting,
    ExportPlanTask,
    plan_export,
    replacing,
    write_file,
)
from sepgenre_gui.services.export_segments import ExportSummary
from sepgenre_gui.services.jobs.words import count
from sepgenre_gui.services.stems import export_mix_task, export_stems_tasks, stems_task
from sepgenre_training.audio.files import printable
from sepgenre_training.compute.events import ItemFailed, Progressed
from sepgenre_training.separation.preview.mixdown import mix_down
from sepgenre_training.separation.preview.mixdown_task import Mixdown
from sepgenre_training.separation.preview.stems_export import export_stems

STAGE = "export"


def export_stem_files(project: Project, context: JobContext) -> str:
    """Write stems of many segments, separating first those that have none; others go on."""
    arguments = context.arguments
    folder = Path(arguments["folder"])
    tasks = export_stems_tasks(
        project,
        arguments["segments"],
        lanes=arguments["lanes"],
        stem_format=arguments["format"],
        sample_rate_hz=arguments["sample_rate_hz"],
        bit_depth=arguments["bit_depth"],
        folder=folder,
        separator=arguments["separator"],
        overwrite=arguments["overwrite"],
    )
    n_written = 0
    for done, outcome in enumerate(context.pool.run(export_stems, tasks), start=1):
        item = printable(outcome.task.path.name)
        if outcome.value is not None:
            n_written += len(outcome.value)
            _tell_remarks(context, outcome.value)
        else:
            context.on_event(ItemFailed(stage=STAGE, item=item, reason=str(outcome.error)))
        context.on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=item))
    return f"Wrote {count(n_written, 'file')} to {folder}."


def export_mix(project: Project, context: JobContext) -> str:
    """Write one file of the mix as it is heard."""
    arguments = context.arguments
    track = project.tracks.get(arguments["track"])
    number = arguments["segment"]
    segment = None if number is None else project.segments.get(number)
    task = export_mix_task(
        track,
        [stems_task(project, track, segment, name) for name in arguments["separators"]],
        arguments["gains"],
        Path(arguments["path"]),
        stem_format=arguments["format"],
        sample_rate_hz=arguments["sample_rate_hz"],
        bit_depth=arguments["bit_depth"],
        overwrite=arguments["overwrite"],
    )
    _tell_remarks(context, [context.run_one(mix_down, task, on_event=context.on_event)])
    return f"Wrote {task.path}."


@attrs.frozen(kw_only=True)
class SegmentsExported:
    """What became of an export of segments, however it ended; `in_the_way` are left as before."""

    summary: ExportSummary
    in_the_way: tuple[Path, ...]


def export_segments(project: Project, context: JobContext) -> str:
    """Write segments as a table, as labels, or as sound files; report `SegmentsExported`."""
    arguments = context.arguments
    tracks = arguments["tracks"]
    folder = Path(arguments["folder"])
    plan = ExportPlanTask(
        project_folder=project.folder,
        to=arguments["to"],
        out=folder,
        track_ids=None if tracks is None else frozenset(tracks),
        genre_id=arguments["genre"],
        audio_format=arguments["audio_format"],
        rate_hz=arguments["rate_hz"],
        genre_folders=arguments["genre_folders"],
    )
    tasks = context.run_one(plan_export, plan)
    replaced = arguments.get("replace")
    if replaced is not None:
        tasks = replacing(tasks, {Path(name) for name in replaced})
    exporting = Exporting(tasks)
    try:
        for done, outcome in enumerate(context.pool.run(write_file, tasks), start=1):
            exporting.take(outcome)
            item = printable(outcome.task.path.name)
            context.on_event(Progressed(stage=STAGE, done=done, total=len(tasks), item=item))
    finally:
        summary = exporting.summary()
        context.on_event(SegmentsExported(summary=summary, in_the_way=exporting.in_the_way()))
    for problem in summary.problems:
        item = printable(problem.path.name)
        context.on_event(ItemFailed(stage=STAGE, item=item, reason=problem.reason))
    for remark in summary.remarks:
        context.log(f"{printable(remark.path.name)}: {remark.reason}")
    unchanged = f"; {len(summary.unchanged)} were there already" if summary.unchanged else ""
    return f"Wrote {count(len(summary.written), 'file')} to {folder}{unchanged}."


def _tell_remarks(context: JobContext, written: Sequence[Mixdown]) -> None:
    for mixdown in written:
        if mixdown.remark:
            context.log(f"{printable(mixdown.path.name)}: {mixdown.remark}")
