"""Numbers as people read them: four digits that count, never an exponent."""

from __future__ import annotations


def four_digits(value: float, sign: str = "") -> str:
    """A number with four digits that count; a whole one from a thousand on. ``sign`` "+" tells the sign of all.

    >>> four_digits(0.12345), four_digits(2031.7), four_digits(31415926, "+")
    ('0.1234', '2,032', '+31,415,926')
    """
    return f"{value:{sign},.0f}" if abs(value) >= 1000 else f"{value:{sign}.4g}"
