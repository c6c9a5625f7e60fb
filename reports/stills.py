"""Still pictures of the charts, in the places where the page's script draws them: for paper, and where no script runs.

They show what the chart shows first, from the same numbers; a few elements each, coloured as the charts are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from reports.charts import BAD, FAIR, GOOD, QUIET
from reports.markup import Html, join, tag

_WIDTH, _LEFT, _RIGHT = 900, 64, 12
_LINE, _BAR = 26, 14
_NAMES = 230
_MOST_TICKS = 7
_TONES = {"good": GOOD, "bad": BAD, "fair": FAIR, "quiet": QUIET}


class Bar(NamedTuple):
    """A rectangle in a line of a picture: from where to where, in the line's own numbers; a moment where both agree."""

    line: str
    begins: float
    ends: float
    tone: str = "bad"


class Heights(NamedTuple):
    """A series of numbers along time, all of them one step wide, on those of ``below``."""

    name: str
    colour: str
    values: Sequence[float]
    below: Sequence[float] = ()


def columns(panels: Sequence[tuple[Sequence[Heights], int]], dates: Sequence[str]) -> Html:
    """Numbers by day or week: panels of some height, one under the other on one axis of dates."""
    parts: list[Html] = []
    top = 24
    for series, height in panels:
        parts += _panel(series, top, height)
        top += height + 22
    parts += _dates(dates, top - 12)
    legend = {one.name: one.colour for series, _ in panels for one in series}
    return _picture(top + 6, (*_legend(legend), *parts))


def lines(
    bars: Sequence[Bar], ticks: Sequence[tuple[float, str]], last: float, told: Sequence[str] = ()
) -> Html:
    """Named lines with bars in them, from the least number of ``ticks`` to ``last``; ``told`` stands at a line's end."""
    names = [*dict.fromkeys(bar.line for bar in bars)]
    first = ticks[0][0] if ticks else 0.0
    room = _WIDTH - _NAMES - (90 if told else _RIGHT)
    step = room / ((last - first) or 1)
    place = {name: 8 + number * _LINE for number, name in enumerate(names)}
    parts = [_text(_NAMES - 8, top + _BAR - 2, name[:34], end=True) for name, top in place.items()]
    for tone in dict.fromkeys(bar.tone for bar in bars):
        path = "".join(
            _rectangle(
                _NAMES + (bar.begins - first) * step,
                place[bar.line],
                max(2.0, (bar.ends - bar.begins) * step),
                _BAR,
            )
            for bar in bars
            if bar.tone == tone
        )
        parts.append(tag("path", d=path, fill=_TONES[tone]))
    ends = {bar.line: _NAMES + (bar.ends - first) * step for bar in bars}
    parts += [
        _text(ends[name] + 6, place[name] + _BAR - 2, says) for name, says in zip(names, told, strict=False)
    ]
    bottom = 8 + len(names) * _LINE + 12
    parts += [_text(_NAMES + (at - first) * step, bottom, says) for at, says in ticks]
    return _picture(bottom + 8, parts)


def _panel(series: Sequence[Heights], top: int, height: int) -> Iterator[Html]:
    most = max((value + under for one in series for value, under in _on_each_other(one)), default=0) or 1
    room = _WIDTH - _LEFT - _RIGHT
    for one in series:
        step = room / max(1, len(one.values))
        path = "".join(
            _rectangle(
                _LEFT + at * step,
                top + height * (1 - (value + under) / most),
                step,
                height * value / most,
            )
            for at, (value, under) in enumerate(_on_each_other(one))
            if value
        )
        yield tag("path", d=path, fill=one.colour)
    yield tag("path", d=f"M{_LEFT} {top + height}h{room}", stroke="currentColor", class_="axis")
    yield _text(_LEFT - 8, top + 10, f"{most:,.0f}", end=True)
    yield _text(_LEFT - 8, top + height, "0", end=True)


def _on_each_other(one: Heights) -> Iterable[tuple[float, float]]:
    return zip(one.values, one.below or [0] * len(one.values), strict=True)


def _dates(dates: Sequence[str], at: int) -> Iterator[Html]:
    """Some of the dates, under their columns."""
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(dates))
    for place in range(0, len(dates), -(-len(dates) // _MOST_TICKS)):
        yield _text(_LEFT + place * step, at, dates[place])


def _legend(colours: dict[str, str]) -> Iterator[Html]:
    for number, (name, colour) in enumerate(colours.items()):
        left = _LEFT + number * 130
        yield tag("path", d=_rectangle(left, 2, 12, 12), fill=colour)
        yield _text(left + 18, 12, name)


def _rectangle(left: float, top: float, width: float, height: float) -> str:
    return f"M{left:.5g} {top:.4g}h{width:.3g}v{height:.4g}h-{width:.3g}z"


def _text(x: float, y: float, says: str, *, end: bool = False) -> Html:
    return tag("text", says, x=f"{x:.0f}", y=f"{y:.0f}", text_anchor="end" if end else None)


def _picture(height: float, parts: Iterable[Html]) -> Html:
    # The place around it says what it shows, and the table beside it has the numbers.
    return tag(
        "svg",
        join(parts),
        viewBox=f"0 0 {_WIDTH} {height:.0f}",
        class_="still",
        aria_hidden="true",
        font_size="13",
    )
