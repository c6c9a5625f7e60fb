"""Filters as data, and what they match.

Source: 'Filter' and 'Search', Okta developer documentation: SCIM's operators without grouping of values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

Values = Callable[[str], Iterable[Any]]
"""The values that an object has at a path: none, one or several."""

OPERATORS: Final = ("eq", "co", "sw", "pr", "gt", "ge", "lt", "le", "ew", "ne")


@dataclass(frozen=True, slots=True)
class Term:
    """``path operator value``; the operator in lower case, the value None for ``pr``."""

    path: str
    operator: str
    value: str | float | bool | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a filter."""

    inner: Filter


@dataclass(frozen=True, slots=True)
class Both:
    """All of these."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Any of these."""

    parts: tuple[Filter, ...]


Filter = Term | Not | Both | Either


def terms_of(given: Filter) -> Iterator[Term]:
    """Every comparison in a filter."""
    match given:
        case Term():
            yield given
        case Not(inner):
            yield from terms_of(inner)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from terms_of(part)


def matcher(given: Filter, *, case_exact: bool) -> Callable[[Values], bool]:
    """A function that says whether an object, by its values, matches.

    ``case_exact``: whether text must be written in the same case.
    """
    match given:
        case Term(path, operator, value):
            compare = _comparison(operator, value, case_exact=case_exact)
            return lambda values: compare(values(path))
        case Not(inner):
            wrong = matcher(inner, case_exact=case_exact)
            return lambda values: not wrong(values)
        case Both(parts):
            all_of = [matcher(part, case_exact=case_exact) for part in parts]
            return lambda values: all(one(values) for one in all_of)
        case Either(parts):
            any_of = [matcher(part, case_exact=case_exact) for part in parts]
            return lambda values: any(one(values) for one in any_of)


def moment(written: Any) -> float | None:
    """The epoch second that an ISO 8601 text names; None where it is none. Without a zone it is UTC."""
    if not isinstance(written, str) or len(written) < len("2025-01-06"):
        return None
    try:
        read = datetime.fromisoformat(written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _comparison(operator: str, wanted: Any, *, case_exact: bool) -> Callable[[Iterable[Any]], bool]:
    if operator == "pr":
        return lambda found: any(value is not None and value != "" for value in found)
    equal = _equality(wanted, case_exact=case_exact)
    if operator == "eq":
        return lambda found: any(equal(value) for value in found)
    if operator == "ne":
        return lambda found: not any(equal(value) for value in found)
    if operator in ("sw", "ew", "co"):
        within = _part(operator, _folded(wanted, case_exact=case_exact))
        return lambda found: any(
            within(_folded(value, case_exact=case_exact)) for value in found if value is not None
        )
    ordered = _order(operator, wanted)
    return lambda found: any(ordered(value) for value in found)


def _equality(wanted: Any, *, case_exact: bool) -> Callable[[Any], bool]:
    if isinstance(wanted, str):
        folded, at = _folded(wanted, case_exact=case_exact), moment(wanted)
        return lambda value: (
            isinstance(value, str)
            and (_folded(value, case_exact=case_exact) == folded or (at is not None and moment(value) == at))
        )
    return lambda value: (
        (type(value) is bool is type(wanted) and value == wanted)
        or (not isinstance(value, bool) and not isinstance(wanted, bool) and value == wanted)
    )


def _part(operator: str, wanted: str) -> Callable[[str], bool]:
    if operator == "sw":
        return lambda value: value.startswith(wanted)
    return (lambda value: value.endswith(wanted)) if operator == "ew" else (lambda value: wanted in value)


def _order(operator: str, wanted: Any) -> Callable[[Any], bool]:
    at = moment(wanted)

    def compared(value: Any) -> bool:
        left, right = value, wanted
        if at is not None and (other := moment(value)) is not None:
            left, right = other, at
        if (
            isinstance(left, bool)
            or isinstance(right, bool)
            or (isinstance(left, str) != isinstance(right, str) or left is None or right is None)
        ):
            return False
        below, same = left < right, left == right
        return bool(
            {"lt": below, "le": below or same, "gt": not below and not same, "ge": not below}[operator]
        )

    return compared


def _folded(value: Any, *, case_exact: bool) -> str:
    written = value if isinstance(value, str) else str(value)
    return written if case_exact else written.casefold()
