"""htdemucs by the demucs package, in its child process; from a file, never from the network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def load(settings: Any) -> Callable[[Any], Any]:
    """Return the separation by the network whose file is in the folder `settings["weights"]`.

    The package checks the file against the hash in its name. The function takes
    ``{"mixture": float32 [shape=(2, samples)]}`` at 44.1 kHz and returns the four stems in that
    shape.
    """
    import torch  # type: ignore[import-not-found]
    from demucs.apply import apply_model  # type: ignore[import-not-found]
    from demucs.pretrained import get_model  # type: ignore[import-not-found]

    # With a folder, the package looks nowhere else.
    model = get_model(settings["model"], repo=Path(settings["weights"]))
    if tuple(model.sources) != tuple(settings["stems"]) or model.samplerate != settings["rate_hz"]:
        raise RuntimeError(f"the network gives {model.sources} at {model.samplerate} Hz")

    def separate(arrays: Any) -> Any:
        mixture = torch.from_numpy(arrays["mixture"].copy())
        # As the package's own command does, which divides by zero where nothing sounds.
        reference = mixture.mean(0)
        mean = reference.mean()
        scale = reference.std(unbiased=False)
        scale = scale if scale > 0.0 else torch.ones(())
        with torch.no_grad():
            # No random shift: the same input gives the same stems.
            found = apply_model(
                model, ((mixture - mean) / scale)[None], device="cpu", shifts=0, split=True
            )[0]
        found = found * scale + mean
        return {name: stem.numpy() for name, stem in zip(model.sources, found)}  # noqa: B905

    return separate
