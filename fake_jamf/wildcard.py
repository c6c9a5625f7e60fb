"""Text with ``*`` for any text, as filters and searches have it; matched in linear time whatever the pattern."""

from __future__ import annotations


def matches(pattern: str, text: str) -> bool:
    """Whether a text is such as the pattern says, upper or lower case."""
    first, *rest = pattern.casefold().split("*")
    folded = text.casefold()
    if not rest:
        return folded == first
    *middle, last = rest
    if len(folded) < len(first) + len(last) or not (folded.startswith(first) and folded.endswith(last)):
        return False
    at, end = len(first), len(folded) - len(last)
    for part in middle:
        found = folded.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
