"""Macs in dead ends, counted."""

from __future__ import annotations

from simulator.measures import Window
from simulator.reading import Reading
from simulator.stuck import Stuck, stuck


def _at_end(reading: Reading, window: Window) -> list[Stuck]:
    return stuck(reading, min(window.before, reading.end_at), window.group)


def macs_in_dead_ends(reading: Reading, window: Window) -> float:
    """Macs in management that at the window's end are in a state that the daily task never leaves by itself."""
    return len({one.mac for one in _at_end(reading, window)})


def macs_in_dead_ends_of(reading: Reading, window: Window, cause: str) -> float:
    """Those of them whose dead end is this one."""
    return len({one.mac for one in _at_end(reading, window) if one.word == cause})
