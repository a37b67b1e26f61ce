"""What the diagnostics page says of playback: the device, and what was heard with gaps."""

from __future__ import annotations

from sepgenre_gui.audio.playback.status import Diagnostics, PlaybackProblem


def describe_sound(found: Diagnostics, problem: PlaybackProblem | None) -> tuple[str, ...]:
    """Return lines for the diagnostics page.

    Parameters
    ----------
    found : Diagnostics
        Of the player, as of now; its counts are those since the project was opened.
    problem : PlaybackProblem or None
        The trouble at hand.
    """
    lines = [
        f"Sound: {_stream(found)}",
        f"Underruns: {found.underruns} reported by the device, "
        f"{found.gaps} because decoding was late",
        f"Longest wait between two requests of the device: {_ms(found.longest_wait_s)}",
        f"Decoded ahead: {found.ahead_s:.1f} s",
    ]
    if problem is not None:
        lines.append(f"Trouble: {problem.message}")
    return tuple(lines)


def _stream(found: Diagnostics) -> str:
    if found.device is None or found.rate_hz is None:
        return "no device is open; one is opened when something is played"
    text = f"{found.device}, {found.rate_hz} Hz"
    if found.source_rate_hz not in (None, found.rate_hz):
        text += f" (resampled from {found.source_rate_hz} Hz)"
    latency = "unknown" if found.latency_s is None else _ms(found.latency_s)
    return f"{text}, latency {latency}, {found.block_frames} frames a request"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
