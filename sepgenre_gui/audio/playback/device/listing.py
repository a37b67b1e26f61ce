"""The devices that play, as PortAudio lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import attrs

from sepgenre_gui.audio.playback.status import PlaybackError


@attrs.frozen(kw_only=True)
class OutputDevice:
    """A device that plays. `name` is unique in a list, and what a person chooses by."""

    name: str
    index: int
    rate_hz: int
    channels: int
    latency_s: float
    is_default: bool


class PortAudio(Protocol):
    """What is used of the module `sounddevice`."""

    PortAudioError: type[Exception]
    OutputStream: Callable[..., Any]
    query_devices: Callable[[], Any]
    query_hostapis: Callable[[], Any]
    default: Any
    _initialize: Callable[[], None]
    _terminate: Callable[[], None]


def load_portaudio() -> PortAudio:
    """Import sounddevice.

    Raises
    ------
    PlaybackError
        Where the PortAudio library is missing or does not start. A later call tries again.
    """
    try:
        import sounddevice
    except (OSError, ImportError) as error:
        raise PlaybackError(
            f"There is no sound: the library PortAudio is not installed ({error}).",
            remedy="Install it (on Debian: apt-get install libportaudio2), then press play again.",
        ) from error
    except Exception as error:  # PortAudioError cannot be named before the import has succeeded
        raise PlaybackError(
            f"There is no sound: the library PortAudio does not start ({error}).",
            remedy="Check the system's sound settings, then press play again.",
        ) from error
    portaudio: PortAudio = sounddevice
    return portaudio


def list_devices(portaudio: PortAudio) -> tuple[OutputDevice, ...]:
    """Return the devices that play; inputs are left out."""
    default = portaudio.default.device[1]
    hostapis = portaudio.query_hostapis()
    found: list[OutputDevice] = []
    names: set[str] = set()
    for index, info in enumerate(portaudio.query_devices()):
        if info["max_output_channels"] < 1:
            continue
        name = f"{info['name']} ({hostapis[info['hostapi']]['name']})"
        if name in names:
            name = f"{name} #{index}"
        names.add(name)
        device = OutputDevice(
            name=name,
            index=index,
            rate_hz=round(info["default_samplerate"]),
            channels=info["max_output_channels"],
            latency_s=info["default_low_output_latency"],
            is_default=index == default,
        )
        found.append(device)
    return tuple(found)


def error_code(error: Exception) -> int | None:
    """Return PortAudio's error code, the second of the exception's arguments."""
    return error.args[1] if len(error.args) > 1 else None


def refusal(what: str, error: Exception) -> PlaybackError:
    """Return the error to raise where `what` is refused by PortAudio's `error`."""
    return PlaybackError(
        f"{what} cannot be used: {str(error.args[0] if error.args else error).strip()}.",
        remedy="Check that no other program holds it, or choose another device.",
    )
