"""RSQL, the language of the Jamf Pro API's ``filter``: comparisons with ``;`` or ``and``, ``,`` or ``or``, in parentheses.

Text is compared without regard to case, ``*`` stands for any text. A filter that names an unknown field, or compares
with what is no value of its field, cannot be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal

from lark import Lark, Transformer, UnexpectedInput, v_args

from fake_jamf.wildcard import matches
from fake_jamf.wire_text import Unreadable

_GRAMMAR = r"""
?start: alternatives
alternatives: conjunction ((COMMA | OR) conjunction)*
conjunction: _term ((SEMICOLON | AND) _term)*
_term: comparison | "(" alternatives ")"
comparison: SELECTOR OPERATOR _arguments
_arguments: value | "(" value (COMMA value)* ")"
value: PLAIN | QUOTED
SELECTOR: /[A-Za-z_][A-Za-z0-9_.-]*/
OPERATOR: /==|!=|>=|<=|>|<|=[a-z]+=/
PLAIN: /[^"'();,<>=!~\s]+/
QUOTED: /"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/
COMMA: ","
SEMICOLON: ";"
AND.2: /\s+and\s+/
OR.2: /\s+or\s+/
%ignore /\s+/
"""

_DEEPEST = 20
"""Parentheses within parentheses that a filter may have: it is evaluated by recursion."""

_WORDS = {"=gt=": ">", "=ge=": ">=", "=lt=": "<", "=le=": "<="}
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    ">": lambda found, wanted: found > wanted,
    ">=": lambda found, wanted: found >= wanted,
    "<": lambda found, wanted: found < wanted,
    "<=": lambda found, wanted: found <= wanted,
}

Predicate = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """What a filter may name: the kind of its values, and how a record has it; a tuple means any of its values."""

    kind: Literal["text", "number", "truth", "time"]
    of: Callable[[Any], Any]


def predicate(filter_text: str, fields: Mapping[str, Field]) -> Predicate:
    """What a filter says of a record. Raises ``Unreadable``."""
    if _depth(filter_text) > _DEEPEST:
        raise Unreadable("the filter has too many parentheses")
    try:
        said = _parser().parse(filter_text)
    except UnexpectedInput as wrong:
        raise Unreadable(
            f"the filter cannot be read at character {max(wrong.pos_in_stream or 0, 0) + 1}"
        ) from None
    return _compiled(said, fields)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", transformer=_Shaped())


@v_args(inline=True)
class _Shaped(Transformer[Any, Any]):
    """The parse tree as nested tuples, made from the leaves up."""

    def value(self, token: Any) -> str:
        said = str(token)
        return re.sub(r"\\(.)", r"\1", said[1:-1]) if token.type == "QUOTED" else said

    def comparison(self, selector: Any, operator: Any, *arguments: Any) -> Any:
        values = tuple(one for one in arguments if type(one) is str)
        return ("compare", str(selector), str(operator), values)

    def conjunction(self, *parts: Any) -> Any:
        return ("all", [part for part in parts if isinstance(part, tuple)])

    def alternatives(self, *parts: Any) -> Any:
        return ("any", [part for part in parts if isinstance(part, tuple)])


def _depth(filter_text: str) -> int:
    depth = deepest = 0
    for character in filter_text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest


def _compiled(said: Any, fields: Mapping[str, Field]) -> Predicate:
    match said:
        case ("compare", selector, operator, values):
            return _comparison(selector, _WORDS.get(operator, operator), values, fields)
        case ("all", parts):
            conditions = [_compiled(part, fields) for part in parts]
            return lambda record: all(condition(record) for condition in conditions)
    conditions = [_compiled(part, fields) for part in said[1]]
    return lambda record: any(condition(record) for condition in conditions)


def _comparison(
    selector: str, operator: str, values: tuple[str, ...], fields: Mapping[str, Field]
) -> Predicate:
    field = fields.get(selector)
    if field is None:
        raise Unreadable(f"the filter names {selector}, by which nothing can be filtered")
    if operator in ("=in=", "=out="):
        conditions = [_equal(field, value) for value in values]
        wanted = operator == "=in="
        return lambda record: any(condition(record) for condition in conditions) is wanted
    if len(values) != 1:
        raise Unreadable(f"{operator} compares with one value")
    if operator in ("==", "!="):
        condition, equal = _equal(field, values[0]), operator == "=="
        return lambda record: condition(record) is equal
    if operator not in _ORDERS:
        raise Unreadable(f"the filter has no operator {operator}")
    order, bound = _ORDERS[operator], _value(field, values[0])
    return lambda record: any(
        found is not None and order(_folded(found), bound) for found in _found(field, record)
    )


def _equal(field: Field, value: str) -> Predicate:
    if field.kind == "text" and "*" in value:
        return lambda record: any(
            found is not None and matches(value, found) for found in _found(field, record)
        )
    wanted = _value(field, value)
    return lambda record: any(
        found is not None and _folded(found) == wanted for found in _found(field, record)
    )


def _found(field: Field, record: Any) -> tuple[Any, ...]:
    found = field.of(record)
    return found if isinstance(found, tuple) else (found,)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _value(field: Field, said: str) -> Any:
    try:
        match field.kind:
            case "number":
                return int(said)
            case "truth":
                return {"true": True, "false": False}[said.lower()]
            case "time":
                moment = datetime.fromisoformat(said)
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, KeyError, OverflowError):
        raise Unreadable(f"{said!r} is no {field.kind}") from None
    return said.casefold()
