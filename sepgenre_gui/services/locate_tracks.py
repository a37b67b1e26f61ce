"""Finding moved audio: where the content of tracks is now that their paths have lost."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path

import attrs

from sepgenre_gui.project.project import Project
from sepgenre_gui.project.track import FileState, Track
from sepgenre_gui.services.check_tracks import LostTrack, find_absent, find_missing, is_there
from sepgenre_training.audio.files import content_hash, printable
from sepgenre_training.compute.events import Progressed
from sepgenre_training.compute.pool import WorkerPool, in_order
from sepgenre_training.datasets.entry import Problem
from sepgenre_training.datasets.walking import absolute, walk_audio
from sepgenre_training.errors import DatasetError, ProjectError
from sepgenre_training.exchange.identification import (
    Condition,
    IdentificationTask,
    Sought,
    identify_file,
)
from sepgenre_training.exchange.naming import name_key
from sepgenre_training.experiment.events import Event

SEARCHING_STAGE = "search audio"

_SHOWN_DIGITS = 12
_BATCH_PER_WORKER = 8
# Candidates that are looked at before it is asked whether any is still sought.


@attrs.frozen(kw_only=True)
class Relocation:
    """A track that was found again: `track` has its new path."""

    track: Track
    old_path: Path


@attrs.frozen(kw_only=True)
class SearchSummary:
    """What a search found.

    Attributes
    ----------
    found : tuple of Relocation
        Tracks whose audio was found, stored with their new paths.
    lost : tuple of LostTrack
        Those that were looked for and not found.
    problems : tuple of Problem
        Files and folders that could not be looked into, and found files whose place belongs to
        another track.
    """

    found: tuple[Relocation, ...]
    lost: tuple[LostTrack, ...]
    problems: tuple[Problem, ...]


def locate(
    project: Project,
    track_id: int,
    new_path: Path,
    *,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> SearchSummary:
    """Tell that the file of track `track_id` is at `new_path` now, and find its siblings there.

    Siblings are the tracks below the same old folder that have no file any more. Each is looked
    for at the same place below the corresponding new folder, and taken where its content is the
    same: where ``old/House/a.wav`` became ``new/House/a.wav``, ``old/Techno/b.wav`` is looked for
    at ``new/Techno/b.wav``. All paths change as one edit.

    Raises
    ------
    AudioError
        Where `new_path` cannot be read.
    ProjectError
        Where there is no such track, or `new_path` has another content or belongs to another
        track. Then nothing is changed.
    """
    track = project.tracks.get(track_id)
    new_path = _real(absolute(new_path))
    (outcome,) = pool.run(content_hash, [new_path])
    if outcome.error is not None:
        raise outcome.error
    if outcome.value != track.content_hash:
        raise _other_content(project, track, new_path, str(outcome.value))
    siblings = {path: sibling for sibling, path in _siblings(project, track, new_path)}
    found, problems = {track.id: new_path}, []
    tasks = [IdentificationTask(path=path, sought=None) for path in siblings if is_there(path)]
    for path, digest, problem in _identify(tasks, pool, on_event, done=0, total=len(tasks)):
        problems += [problem] if problem is not None else []
        if digest == siblings[path].content_hash:
            found[siblings[path].id] = path
    relocations, refused = _store(project, found)
    if track.id not in {relocation.track.id for relocation in relocations}:
        raise ProjectError(refused[0].reason)
    lost = (
        LostTrack(
            track=sibling,
            condition=Condition.MISSING,
            reason=f"The file at {printable(path)} has another content, so it is not taken."
            if is_there(path)
            else f"The file is not at {printable(path)} either.",
        )
        for path, sibling in siblings.items()
        if sibling.id not in found
    )
    return SearchSummary(found=relocations, lost=tuple(lost), problems=(*problems, *refused))


def search_folder(
    project: Project,
    folder: Path,
    *,
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> SearchSummary:
    """Look for the content of all missing, changed and unreadable tracks in and below `folder`.

    Files of the same name are looked at first, and of the others those whose rate, channels and
    length fit. The search ends when all are found. All paths change as one edit.

    Raises
    ------
    DatasetError
        Where `folder` is no folder.
    """
    if not folder.is_dir():
        raise DatasetError(
            f"{printable(folder)}: is no folder in which audio could be searched.",
            remedy="Choose a folder; for one file, name the track: --track ID FILE.",
        )
    lost = find_missing(project, pool=pool, on_event=on_event)
    sought = {each.track.content_hash: each.track for each in lost}
    present = {track.path for track in project.tracks.list()} - {each.track.path for each in lost}
    walk = walk_audio(absolute(folder)) if sought else None
    candidates = [path for path in map(_real, walk.files if walk else ()) if path not in present]
    found: dict[int, Path] = {}
    problems = list(walk.problems if walk else ())
    for path, digest, problem in _search(candidates, sought, pool, on_event):
        problems += [problem] if problem is not None else []
        if digest in sought:
            found[sought.pop(digest).id] = path
    relocations, refused = _store(project, found)
    located = {relocation.track.id for relocation in relocations}
    return SearchSummary(
        found=relocations,
        lost=tuple(
            _with_namesake(each, candidates) for each in lost if each.track.id not in located
        ),
        problems=(*problems, *refused),
    )


def _with_namesake(lost: LostTrack, candidates: Sequence[Path]) -> LostTrack:
    """Return `lost` with a word about a file that has its name, but is not its audio."""
    name = name_key(lost.track.path.name)
    namesake = next((path for path in candidates if name_key(path.name) == name), None)
    if namesake in (None, lost.track.path):
        return lost
    hint = f"{namesake} has its name, but another content."
    return attrs.evolve(lost, reason=f"{lost.reason} {hint}")


_Identified = tuple[Path, str | None, Problem | None]


def _search(
    candidates: Sequence[Path],
    sought: Mapping[str, Track],
    pool: WorkerPool,
    on_event: Callable[[Event], None],
) -> Iterator[_Identified]:
    """Yield `candidates` with their hashes, until nothing is `sought` any more."""
    names = {name_key(track.path.name) for track in sought.values()}
    namesakes = [path for path in candidates if name_key(path.name) in names]
    others = [path for path in candidates if name_key(path.name) not in names]
    size = _BATCH_PER_WORKER * pool.n_workers
    batches = [namesakes, *(others[start : start + size] for start in range(0, len(others), size))]
    done = 0
    for number, batch in enumerate(batches):
        if not sought:
            break
        heads = None if number == 0 else _heads(sought.values())
        tasks = [IdentificationTask(path=path, sought=heads) for path in batch]
        yield from _identify(tasks, pool, on_event, done=done, total=len(candidates))
        done += len(batch)


def _heads(tracks: Collection[Track]) -> frozenset[Sought]:
    return frozenset(
        Sought(
            decoder=track.decoder,
            sample_rate_hz=track.sample_rate_hz,
            channels=track.channels,
            n_samples=track.n_samples,
        )
        for track in tracks
    )


def _identify(
    tasks: Sequence[IdentificationTask],
    pool: WorkerPool,
    on_event: Callable[[Event], None],
    *,
    done: int,
    total: int,
) -> Iterator[_Identified]:
    outcomes = in_order(pool.run(identify_file, tasks))
    for number, outcome in enumerate(outcomes, start=done + 1):
        path, error = outcome.task.path, outcome.error
        problem = None if error is None else Problem.from_error(path, error)
        yield path, outcome.value, problem
        on_event(Progressed(stage=SEARCHING_STAGE, done=number, total=total, item=path.name))


def _siblings(project: Project, track: Track, new_path: Path) -> list[tuple[Track, Path]]:
    """Return the absent tracks below the old folder, each with its place below the new one."""
    pairs = zip(reversed(track.path.parts[1:]), reversed(new_path.parts[1:]), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    # A file that was renamed shares not even its name, and then the two folders correspond.
    depth = max(shared, 1) - 1
    old_folder, new_folder = track.path.parents[depth], new_path.parents[depth]
    return [
        (absent, new_folder / absent.path.relative_to(old_folder))
        for absent in find_absent(project)
        if absent.id != track.id and absent.path.is_relative_to(old_folder)
    ]


def _store(
    project: Project, found: Mapping[int, Path]
) -> tuple[tuple[Relocation, ...], list[Problem]]:
    """Store the paths in `found` by track, as one edit, but for those that others keep."""
    tracks = {track.id: track for track in project.tracks.list()}
    holders = {track.path: track for track in tracks.values()}
    movable = dict(found)
    problems: list[Problem] = []
    while blocked := {
        identifier: path
        for identifier, path in movable.items()
        if path in holders and holders[path].id not in movable
    }:
        for identifier, path in blocked.items():
            del movable[identifier]
            problems.append(Problem(path=path, reason=_taken(tracks[identifier], holders[path])))
    with project.transaction():
        # Files may have exchanged their names, and no two tracks may share a path for a moment.
        for identifier in movable:
            path = tracks[identifier].path
            if path in movable.values():
                project.tracks.set_path(identifier, path.with_name(f".{path.name}.{identifier}"))
        project.tracks.set_file_states(dict.fromkeys(movable, FileState.THERE))
        moved = [
            Relocation(
                track=project.tracks.set_path(identifier, path), old_path=tracks[identifier].path
            )
            for identifier, path in sorted(movable.items())
        ]
    return tuple(moved), problems


def _taken(track: Track, holder: Track) -> str:
    return (
        f"It is the audio of track {track.id} ({track.title}), but the place belongs to track "
        f"{holder.id} ({holder.title}), whose own audio is not there any more. Locate or remove "
        f"track {holder.id} first."
    )


def _other_content(project: Project, track: Track, path: Path, digest: str) -> ProjectError:
    owner = project.tracks.find_by_hash(digest)
    whose = "" if owner is None else f" It is the audio of track {owner.id} ({owner.title})."
    return ProjectError(
        f"{printable(path)}: is not the audio of track {track.id} ({track.title}). The content of "
        f"this file has the hash {digest[:_SHOWN_DIGITS]}, that of the file from which the "
        f"track's segments were cut had {track.content_hash[:_SHOWN_DIGITS]}.{whose}",
        remedy="Choose the very file that was added, whatever its name is now; for a new version, "
        "remove the track and import it.",
    )


def _real(path: Path) -> Path:
    # As tracks are stored on import, so that importing the folder finds them.
    return Path(os.path.realpath(path))
