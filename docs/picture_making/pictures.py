"""The pictures: what is opened for each, how it looks, and what is done before it is taken."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen(kw_only=True)
class Picture:
    """One picture.

    Attributes
    ----------
    project : str or None
        Which of `projects.MAKERS` is opened; None: the start page.
    theme, scale : str
        ``"light"`` or ``"dark"``; what a pixel is multiplied by.
    keys : tuple of str
        Pressed first.
    waits_for : str
        What must have been computed: ``"growth"`` of the waveform, ``"beats"``, ``"tiles"`` of
        the spectrogram, ``"stems"``; nothing where it is empty.
    settles_s : float
        How long the window lives after that, in s.
    scene, shown : str
        Which of `scenes.SCENES` is played, and what of it is shown.
    """

    project: str | None
    theme: str = "light"
    scale: str = "1"
    keys: tuple[str, ...] = ()
    waits_for: str = "beats"
    settles_s: float = 0.5
    scene: str = ""
    shown: str = ""


def _experiment(shown: str, theme: str = "light", scale: str = "1") -> Picture:
    return Picture(
        project="lab", theme=theme, scale=scale, waits_for="", keys=("Ctrl+3",),
        scene="experiment", shown=shown,
    )  # fmt: skip


def _classify(shown: str, theme: str = "light", scale: str = "1") -> Picture:
    return Picture(
        project="clubs", theme=theme, scale=scale, waits_for="", keys=("Ctrl+4",),
        scene="classify", shown=shown, settles_s=3.0,
    )  # fmt: skip


def _review(shown: str, theme: str = "light", scale: str = "1") -> Picture:
    return Picture(
        project="review", theme=theme, scale=scale, waits_for="", keys=("Ctrl+5",),
        scene="review", shown=shown,
    )  # fmt: skip


PICTURES: Mapping[str, Picture] = {
    "start": Picture(project=None, waits_for=""),
    "empty": Picture(project="empty", waits_for=""),
    "loading": Picture(project="long", waits_for="growth", settles_s=0.2),
    "curated": Picture(project="songs", keys=("1", "Ctrl+Up", "Z"), settles_s=4.0),
    "spectrogram": Picture(project="songs", keys=("W", "Z"), waits_for="tiles", settles_s=5.0),
    "dark": Picture(project="songs", theme="dark", keys=("Z",), settles_s=4.0),
    "scale-200": Picture(project="songs", scale="2", keys=("Z",), settles_s=4.0),
    "error": Picture(project="missing", waits_for="", settles_s=2.0),
    "keys": Picture(project="songs", keys=("?",)),
    "palette": Picture(project="songs", keys=("Ctrl+K",)),
    "stems": Picture(project="songs", keys=("U", "S, 1"), waits_for="stems", settles_s=3.0),
    "stems-dark": Picture(
        project="songs", theme="dark", keys=("U", "W"), waits_for="stems", settles_s=6.0
    ),
    "jobs": Picture(project="songs", waits_for="beats", scene="jobs"),
    "jobs-dark": Picture(project="songs", theme="dark", waits_for="beats", scene="jobs"),
    "cluster": Picture(
        project="empty", waits_for="", scene="cluster", shown="tls://studio-server:8786"
    ),
    "experiment-before": _experiment("before"),
    "experiment-before-dark": _experiment("before", "dark"),
    "experiment-before-200": _experiment("before", scale="2"),
    "experiment-after": _experiment("Table 1"),
    "experiment-after-dark": _experiment("Confusion", "dark"),
    "experiment-after-200": _experiment("Tests", scale="2"),
    # Last of the lab: they leave its run unfinished.
    "experiment-during": _experiment("during"),
    "experiment-during-dark": _experiment("during", "dark"),
    "experiment-during-200": _experiment("during", scale="2"),
    "classify": _classify("mix"),
    "classify-200": _classify("mix", scale="2"),
    "classify-reliability": _classify("reliability"),
    "classify-dark": _classify("work", "dark"),
    "review": _review("queue"),
    "review-dark": _review("suspects", "dark"),
    "review-200": _review("queue", scale="2"),
    "review-explain": _review("explain"),
}
