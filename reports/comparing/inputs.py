"""What the answer depends on: what each uncertain input does (a tornado), pairs of them, and named assumptions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.comparing.numbers import change, number, words
from reports.comparing.pictures import picture
from reports.markup import Html, join, tag
from reports.table import Column, beside, note, table

_ALONE = (
    Column("input", "Input"),
    Column("low", "Held low at"),
    Column("high", "Held high at"),
    Column("at_low", "There, low", "number"),
    Column("at_high", "There, high", "number"),
    Column("change", "Change"),
    Column("advised", "Advised, low and high"),
)
_PAIRS = (Column("first", "Input"), Column("second", "And"), Column("beyond", "Together beyond each alone"))
_ASSUMPTIONS = (
    Column("assumption", "If this were so"),
    Column("advised", "Advised then"),
    Column("limits", "Limits"),
    Column("shift", "The first measure then"),
)


def build(answer: Mapping[str, Any]) -> Html:
    """The section; nothing where neither was asked for."""
    return join((*_inputs(answer), *_assumptions(answer)))


def _inputs(answer: Mapping[str, Any]) -> Iterator[Html]:
    found = answer.get("inputs")
    if found is None:
        return
    measure = words(next(iter(answer["plans"][0]["measures"])))
    yield note(
        f"Each input is held low and high, with the others in the middle and the same dice: {measure}."
    )
    for index, plan in enumerate(dict.fromkeys(one["plan"] for one in found["alone"])):
        rows = [
            (
                one["input"],
                one["low"],
                one["high"],
                f"{one['at_low']['estimate']:.6g}",
                f"{one['at_high']['estimate']:.6g}",
                change(one["change"]),
                _advice(one),
            )
            for one in found["alone"]
            if one["plan"] == plan
        ]
        source, label = f"tornado-{index}", f"What each input does to {measure}: {plan}"
        yield tag("h3", plan)
        yield picture("tornado", label, source, _ALONE, rows)
        yield table(label, _ALONE, rows, id_=source)
    pairs = [(*one["inputs"], change(one["beyond"])) for one in found["pairs"]]
    if pairs:
        interact = sum(one["interact"] for one in found["pairs"])
        summary = f"In pairs: {interact} of {len(pairs)} do together what neither does alone"
        yield beside(summary, table("Pairs of inputs", _PAIRS, pairs))


def _advice(one: Mapping[str, Any]) -> str:
    low, high = one["advised_low"] or "none", one["advised_high"] or "none"
    return low if low == high else f"{low}; {high}"


def _assumptions(answer: Mapping[str, Any]) -> Iterator[Html]:
    found = answer.get("assumptions")
    if found is None:
        return
    rows = [
        (
            f"{one['assumption']}: {one['value']}",
            one["advised"] or "none",
            join(tag("div", limit) for limit in one["limits"]),
            f"{number(one['shift']['estimate'])}",
        )
        for one in found
        if one["matters"]
    ]
    yield tag("h3", "Named assumptions")
    if rows:
        yield table("Assumptions on which a conclusion depends", _ASSUMPTIONS, rows)
    yield note(
        f"{len(found) - len(rows):,} of {len(found):,} other things that may be true change no conclusion."
    )
