"""Real tables, readable without a script; a chart is drawn from the table beside it, so the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from reports.later import later
from reports.markup import Child, Html, join, tag, text

_LONG = 60
"""A table with more lines than this scrolls by itself."""
_ENDLESS = 200
"""A table with more lines than this becomes elements when it comes into sight."""
_CLASSES = {"text": None, "number": "n", "time": "t"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: what charts call it.
        title: what people read.
        kind: how it is set and read: a number, a time (YYYY-MM-DD, or with HH:MM), or text.
        series: the column is one of several series of numbers, which a chart stacks or compares.
    """

    key: str
    title: str
    kind: Literal["text", "number", "time"] = "text"
    series: bool = False


def _cell(column: Column, value: Child) -> Html:
    if isinstance(value, int | float):
        value = f"{value:,}"
    return tag("td", value, class_=_CLASSES[column.kind])


def _row(columns: Sequence[Column], row: Sequence[Child]) -> Html:
    cells = (_cell(column, value) for column, value in zip(columns, row, strict=True))
    return join((tag("tr", *cells), "\n"))


def _head(columns: Sequence[Column]) -> Html:
    cells = (
        tag(
            "th",
            column.title,
            scope="col",
            class_=_CLASSES[column.kind],
            data_key=column.key,
            data_kind=None if column.kind == "text" else column.kind,
            data_series=column.series,
        )
        for column in columns
    )
    return tag("thead", tag("tr", *cells))


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Child]],
    *,
    id_: str | None = None,
    search: bool = False,
) -> Html:
    """A table; a long one scrolls in a frame of its own, and with ``search`` it can be sorted and searched."""
    lines = [_row(columns, row) for row in rows]
    body = join(lines)
    whole = tag(
        "table",
        tag("caption", caption, class_="unseen"),
        _head(columns),
        tag("tbody", body),
        id=id_,
        data_search=search,
    )
    framed = tag(
        "div",
        whole,
        class_="frame long" if len(lines) > _LONG else "frame",
        tabindex="0",
        role="region",
        aria_label=caption,
    )
    return later(framed) if len(lines) > _ENDLESS else framed


def chart(kind: str, label: str, source: str, still: Html | None = None) -> Html:
    """A place for a chart of that kind, drawn from the table whose id is ``source``; ``still`` is there until it is."""
    return tag(
        "div", still, class_="chart", data_chart=kind, data_source=source, role="img", aria_label=label
    )


def beside(summary: str, content: Html) -> Html:
    """Content that is folded away under a line of text."""
    return tag("details", tag("summary", summary), later(content), class_="beside")


def note(words: str) -> Html:
    """A remark in a paragraph of its own."""
    return tag("p", text(words), class_="note")
