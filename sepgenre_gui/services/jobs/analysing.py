"""The analysis of tracks as a job: their waveforms, so that each opens at once."""

from __future__ import annotations

from sepgenre_gui.audio.peaks import Peaks, PeaksTask, build_peaks
from sepgenre_gui.jobs.queue import JobContext
from sepgenre_gui.project.project import Project
from sepgenre_gui.services.jobs.words import count
from sepgenre_training.compute.events import ItemFailed, Progressed

STAGE = "waveforms"


def analyse(project: Project, context: JobContext) -> str:
    """Build the peaks of the tracks that have none in the cache; of those that are gone, nothing.

    What a worker tells of how far a track's peaks have grown is for the window that draws them.
    """
    wanted = set(context.arguments["tracks"])
    tracks = [track for track in project.tracks.list() if track.id in wanted]
    tasks = {
        PeaksTask(
            path=track.path,
            decoder=track.decoder,
            content_hash=track.content_hash,
            n_samples=track.n_samples,
            sample_rate_hz=track.sample_rate_hz,
            n_channels=track.channels,
            cache_root=project.cache.root,
        ): track
        for track in tracks
        if track.path.is_file()
    }
    missing = [task for task in tasks if Peaks.open_cached(task) is None]
    built = 0
    for done, outcome in enumerate(context.pool.run(build_peaks, missing), start=1):
        title = tasks[outcome.task].title
        if outcome.error is None:
            built += 1
        else:
            context.on_event(ItemFailed(stage=STAGE, item=title, reason=str(outcome.error)))
        context.on_event(Progressed(stage=STAGE, done=done, total=len(missing), item=title))
    return f"Read {count(built, 'track')}; {len(tasks) - len(missing)} were read already."
