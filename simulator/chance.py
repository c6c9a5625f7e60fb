"""Chance that is addressed, not drawn in sequence: the same address gives the same number, whenever it is asked.

An address is (seed, replication, entity, purpose, index). One BLAKE2b digest turns the first four into a key;
an integer mix (SplitMix64's finaliser) turns key and index into a uniform number. So adding a Mac, a fault or a
question moves nobody else's dice, and any day of any habit can be looked up without playing the days before.
Distributions are made from the one uniform by inverse transform, so that they agree on every build.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
_TO_UNIT = 2.0**-53

Entity = tuple[str, int]
"""A group's name and the index in it, never a padded name: renaming the display changes nobody's dice."""


def dice_key(seed: int, replication: int, entity: Entity, purpose: str) -> int:
    """The 64-bit key of a stream of dice; keep it where a stream is asked often (the digest costs 1 µs)."""
    text = f"{seed}|{replication}|{entity[0]}|{entity[1]}|{purpose}"
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def uniform(key: int, index: int) -> float:
    """A number in [0, 1) for the stream ``key`` at ``index`` (a day, an attempt, 0)."""
    z = (key + (index + 1) * _GOLDEN) & _MASK
    z = ((z ^ (z >> 30)) * _MIX_1) & _MASK
    z = ((z ^ (z >> 27)) * _MIX_2) & _MASK
    return ((z ^ (z >> 31)) >> 11) * _TO_UNIT


def fallen(key: int, first: int, count: int, probability: float) -> list[float]:
    """The numbers of :func:`uniform` at ``count`` indices from ``first`` on that are below ``probability``, in their order.

    >>> fallen(7, 3, 20, 0.3) == [u for u in (uniform(7, index) for index in range(3, 23)) if u < 0.3]
    True
    """
    found = []
    at = key + (first + 1) * _GOLDEN
    # uniform() itself, without a call for each: a fleet draws 50 numbers a Mac-year here.
    for _ in range(count):
        z = at & _MASK
        z = ((z ^ (z >> 30)) * _MIX_1) & _MASK
        z = ((z ^ (z >> 27)) * _MIX_2) & _MASK
        u = ((z ^ (z >> 31)) >> 11) * _TO_UNIT
        if u < probability:
            found.append(u)
        at += _GOLDEN
    return found


def uniforms(key: int | NDArray[np.uint64], indices: NDArray[np.int64]) -> NDArray[np.float64]:
    """The same numbers as :func:`uniform`, for many indices at once (int64 in, float64 out, same shape).

    Several keys are an array that fits the indices.
    """
    import numpy as np

    z = np.uint64(key) + (indices.astype(np.uint64) + np.uint64(1)) * np.uint64(_GOLDEN)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(_MIX_1)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(_MIX_2)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) * _TO_UNIT


def falls_below(key: int, probability: float, count: int) -> list[int]:
    """The indices from 0 to ``count`` - 1 at which :func:`uniform` is below ``probability``; half the time of asking all.

    >>> falls_below(7, 0.02, 300) == [index for index in range(300) if uniform(7, index) < 0.02]
    True
    """
    import numpy as np

    z = _golden_multiples(count) + np.uint64(key)
    z ^= z >> np.uint64(30)
    z *= np.uint64(_MIX_1)
    z ^= z >> np.uint64(27)
    z *= np.uint64(_MIX_2)
    z ^= z >> np.uint64(31)
    # A uniform number is a multiple of 2**-53, so the whole numbers compare as the uniform ones would.
    fallen = (z >> np.uint64(11)) < np.uint64(math.ceil(probability / _TO_UNIT))
    return fallen.nonzero()[0].tolist()


@cache
def _golden_multiples(count: int) -> NDArray[np.uint64]:
    import numpy as np

    return np.arange(1, count + 1, dtype=np.uint64) * np.uint64(_GOLDEN)


def dice(seed: int, replication: int, entity: Entity, purpose: str, index: int) -> float:
    """A number in [0, 1) at a whole address.

    >>> dice(1, 0, ("sales", 7), "chrome restart", 3) == dice(1, 0, ("sales", 7), "chrome restart", 3)
    True
    """
    return uniform(dice_key(seed, replication, entity, purpose), index)


def octets(seed: int, replication: int, entity: Entity, purpose: str, count: int) -> bytes:
    """``count`` (at most 64) bytes at an address: key material, serial numbers, identifiers."""
    text = f"{seed}|{replication}|{entity[0]}|{entity[1]}|{purpose}"
    return hashlib.blake2b(text.encode(), digest_size=count).digest()


def exponential(u: float, mean: float) -> float:
    """Inverse transform: exponential with ``mean`` from a uniform ``u``."""
    return -mean * math.log1p(-u)


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Inverse transform: triangular distribution on [low, high] with its top at ``mode``."""
    if high <= low:
        return low
    split = (mode - low) / (high - low)
    if u < split:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - mode))


def interpolated(u: float, quantiles: Sequence[float]) -> float:
    """Inverse transform: what stands at ``u`` of the way through values at equal steps of the probability.

    >>> interpolated(0.25, [0.0, 1.0, 5.0])
    0.5
    """
    place = u * (len(quantiles) - 1)
    below = min(int(place), len(quantiles) - 2)
    return quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below])
