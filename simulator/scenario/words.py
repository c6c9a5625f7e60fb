"""The words for what a value should have been and what it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.scenario.mistakes import quote
from simulator.scenario.shape import keys_of, parts_by_name, required_of
from simulator.scenario.tree import MappingNode, Node, SequenceNode

_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a smaller number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list of numbers",
    "dict_type": "keys with values",
}
_PATTERNS = {
    r"^\d+(\.\d+){0,2}$": "a version such as 10.14.6",
    r"^\d{4}-\d{2}-\d{2}$": "a date such as 2025-12-24",
    r"^[a-z0-9-]+$": "small letters, digits and hyphens only",
}
_LIMITS = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
}


def is_about_type(kind: str) -> bool:
    """Whether an error says that a value is of another kind altogether, not merely out of its limits."""
    return kind in _WANTED or kind in ("literal_error", "model_type", "model_attributes_type")


def literals(context: Mapping[str, Any]) -> list[str]:
    """The fixed words that a literal error would have accepted."""
    expected = str(context.get("expected", ""))
    return re.findall(r"'([^']*)'", expected)


def join(words: Iterable[str]) -> str:
    """'a', 'a or b', 'a, b or c', each once."""
    each = [*dict.fromkeys(words)]
    return " or ".join([", ".join(each[:-1]), each[-1]] if len(each) > 1 else each)


def wanted(kind: str, context: Mapping[str, Any]) -> str:
    """What a place wants, from one of pydantic's errors about the kind of value."""
    if kind == "literal_error":
        return join(f"'{word}'" for word in literals(context))
    if kind in ("model_type", "model_attributes_type"):
        return _mapping(str(context.get("class_name", "")))
    return _WANTED.get(kind, "something else")


def found_words(node: Node) -> str:
    """What stands there, in words."""
    if isinstance(node, MappingNode):
        return "keys with values" if node.entries else "an empty mapping"
    if isinstance(node, SequenceNode):
        return f"a list of {len(node.items)}" if node.items else "an empty list"
    return "nothing" if node.plain() is None else quote(node.text)


def what_is_wrong(node: Node, kind: str, context: Mapping[str, Any], message: str) -> str:
    """One error about one value, in plain words."""
    if is_about_type(kind):
        return f"wanted {wanted(kind, context)}; found {found_words(node)}"
    if kind in _LIMITS:
        return f"wanted {_LIMITS[kind].format_map(_tidy(context))}; found {found_words(node)}"
    if kind == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return f"wanted {_PATTERNS.get(pattern, f'text like {pattern}')}; found {found_words(node)}"
    if kind in ("too_short", "too_long", "string_too_short", "string_too_long"):
        return _length(node, kind, context)
    return message.removeprefix("Value error, ").rstrip(".")


def _length(node: Node, kind: str, context: Mapping[str, Any]) -> str:
    limit = context.get("min_length", context.get("max_length"))
    bound = "at least" if kind.endswith("short") else "at most"
    things = "characters" if kind.startswith("string") else "entries"
    return f"wanted {bound} {limit} {things if limit != 1 else things.replace('ies', 'y').rstrip('s')}; found {found_words(node)}"


def _tidy(context: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: f"{value:,}" if isinstance(value, int) else f"{value:g}"
        for key, value in context.items()
        if isinstance(value, int | float)
    }


def _mapping(class_name: str) -> str:
    part = parts_by_name().get(class_name)
    if part is None:
        return "keys with values"
    keys = required_of(part) or keys_of(part)[:3]
    return f"a mapping with {join(keys) if not required_of(part) else ' and '.join(keys)}"
