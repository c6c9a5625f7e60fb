"""Filters as text: the grammar of ``filter`` and ``search``, and Okta's words for what does not parse.

Source: 'Filter' and 'System Log query', Okta developer documentation: SCIM's operators, ``and``, ``or``, ``not``, round
brackets and no square ones; operators in any case.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Final

from lark import Lark, Token, Transformer, UnexpectedInput
from lark.exceptions import VisitError

from fake_okta.errors import OktaError, invalid_filter
from fake_okta.management.filters import OPERATORS, Both, Either, Filter, Not, Term

DEEPEST: Final = 40
"""How deep brackets and ``not`` may be nested."""

_GRAMMAR: Final = r"""
    ?start: either
    ?either: both (_OR both)*
    ?both: one (_AND one)*
    ?one: _NOT "(" either ")" -> negated
        | "(" either ")"
        | comparison
    comparison: NAME NAME value?
    ?value: STRING -> text
        | NUMBER   -> number
        | WORD     -> word

    _OR.3: /or(?=[\s(])/i
    _AND.3: /and(?=[\s(])/i
    _NOT.3: /not(?=[\s(])/i
    WORD.2: /(true|false|null)(?=[\s)]|$)/i
    NAME: /[A-Za-z_][A-Za-z0-9_.:\-]*/
    STRING: /"(\\.|[^"\\])*"/s
    NUMBER: /-?[0-9]{1,18}(\.[0-9]{1,18})?/
    %ignore /\s+/
"""
_WORDS: Final = {"true": True, "false": False, "null": None}
_TEXTS: Final = re.compile(r'"(\\.|[^"\\])*"', re.DOTALL)
_LISTED: Final = "eq,co,sw,pr,gt,ge,lt,le"


class _Wrong(Exception):
    """What is wrong with a filter, in Okta's words."""


class _Build(Transformer[Token, Filter]):
    """Terms and their combinations, as they are parsed."""

    def text(self, parts: list[Token]) -> tuple[Any]:
        try:
            return (str(json.loads(str(parts[0]), strict=False)),)
        except ValueError:
            raise _Wrong(f"Invalid string literal at position {parts[0].start_pos}") from None

    def number(self, parts: list[Token]) -> tuple[Any]:
        written = str(parts[0])
        return (float(written) if "." in written else int(written),)

    def word(self, parts: list[Token]) -> tuple[Any]:
        return (_WORDS[parts[0].lower()],)

    def comparison(self, parts: list[Any]) -> Filter:
        path, operator, *values = parts
        named = operator.lower()
        if named not in OPERATORS:
            raise _Wrong(
                f"Unrecognized attribute operator '{operator}' at position {operator.start_pos}."
                f" Expected: {_LISTED}"
            )
        if (named == "pr") == bool(values):
            raise _Wrong(f"Operator '{operator}' at position {operator.start_pos} {_WANTS[named == 'pr']}")
        return Term(str(path), named, values[0][0] if values else None)

    def negated(self, parts: list[Filter]) -> Filter:
        return Not(parts[0])

    def both(self, parts: list[Filter]) -> Filter:
        return Both(tuple(parts))

    def either(self, parts: list[Filter]) -> Filter:
        return Either(tuple(parts))


_WANTS: Final = {True: "takes no value", False: "needs a value"}


def parse(written: str) -> Filter:
    """A filter; raises E0000053 for what is none."""
    depth = 0
    for letter in _TEXTS.sub("", written):
        depth += (letter == "(") - (letter == ")")
        if depth > DEEPEST:
            raise _invalid(written, f"More than {DEEPEST} brackets are open")
    try:
        return _parser().parse(written)  # type: ignore[return-value]  # the transformer builds filters, not trees
    except UnexpectedInput as wrong:
        position = wrong.pos_in_stream if wrong.pos_in_stream is not None else len(written)
        raise _invalid(written, f"Unexpected input at position {max(0, position)}") from None
    except (VisitError, _Wrong) as wrong:
        found = wrong.orig_exc if isinstance(wrong, VisitError) else wrong
        raise _invalid(written, str(found)) from None


def _invalid(written: str, why: str) -> OktaError:
    return invalid_filter(f"Invalid filter '{written}': {why}")


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_Build())
