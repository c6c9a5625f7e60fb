"""What stands in a request's query, by the names of the message's fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from fake_okta.errors import OktaError, validation_failed
from fake_okta.management.filters import moment
from fake_okta.rest.scim import parse

MOST_PARAMETERS: Final = 200

_DATE_FORMAT: Final = (
    "The date format in your query is not recognized. Please enter dates using ISO8601 string format."
)


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query, of several of one name the first; raises E0000001 for more than 200."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise validation_failed("query", f"query: more than {MOST_PARAMETERS} parameters") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        found.setdefault(name, value)
    return found


def _text(name: str, written: str) -> str:
    return written


def _limit(name: str, written: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", written.strip(), re.ASCII):
        raise validation_failed(name, f"{name}: must be a whole number")
    return int(written)


def _date(name: str, written: str) -> float:
    found = moment(written)
    if found is None:
        raise _bad_date(name)
    return found


def _bad_date(name: str) -> OktaError:
    causes = (f"'{name}': {_DATE_FORMAT}", f"'{name}': must be a valid date-time or empty.")
    return validation_failed(" ".join(causes), *causes)


def _truth(name: str, written: str) -> bool:
    if written.lower() not in ("true", "false"):
        raise validation_failed(name, f"{name}: must be true or false")
    return written.lower() == "true"


PARSERS: Final[Mapping[str, Callable[[str, str], Any]]] = {
    "q": _text,
    "filter": lambda _, written: parse(written),
    "search": lambda _, written: parse(written),
    "sort_by": _text,
    "sort_order": _text,
    "limit": _limit,
    "after": _text,
    "since": _date,
    "until": _date,
    "type": _text,
    "status": _text,
    "activate": _truth,
}
"""How each parameter is read; a blank one counts as none."""
