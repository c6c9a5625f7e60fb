"""Charts of the comparison: drawn by the page's script from the table beside them, and as still pictures without one."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from functools import cache
from typing import Any

from reports.charts import BAD, CONFIG, FAIR, GOOD, QUIET
from reports.markup import Child, Html, join, tag
from reports.table import Column, chart

_PLANS = [GOOD, BAD, FAIR, "#6a5acd"]
_STILL_WIDTH = 900


def picture(
    kind: str, label: str, source: str, columns: Sequence[Column], rows: Sequence[Sequence[Child]]
) -> Html:
    """A chart of the table ``source``, and the same as a still picture where no script runs."""
    return join((chart(kind, label, source), tag("noscript", _still(kind, columns, rows))))


def _still(kind: str, columns: Sequence[Column], rows: Sequence[Sequence[Child]]) -> Html:
    import vl_convert

    spec = copy.deepcopy(specifications()[kind])
    data = [
        {column.key: _plain(column, value) for column, value in zip(columns, row, strict=True)}
        for row in rows
    ]
    line = spec.get("usermeta", {}).get("line")
    if line:
        spec["height"] *= len({row[line] for row in data})
    spec["width"] = _STILL_WIDTH
    spec["datasets"] = {"rows": data}
    return Html(vl_convert.vegalite_to_svg(spec))  # whose texts Vega has escaped


def _plain(column: Column, value: Child) -> Any:
    if column.kind == "number":
        return float(str(value).replace(",", ""))
    return f"{value}T00:00:00Z" if column.kind == "time" else str(value)


def _data() -> Any:
    import altair as alt

    return alt.NamedData(name="rows")


def _bands() -> Any:
    import altair as alt

    plan = alt.Color("plan:N", sort=None, scale=alt.Scale(range=_PLANS), legend=alt.Legend(orient="top"))
    day = alt.X("day:T", scale=alt.Scale(type="utc"), title=None, axis=alt.Axis(grid=False, tickCount=12))
    base = alt.Chart(_data()).encode(x=day, color=plan)
    band = base.mark_area(opacity=0.25, interpolate="step-after").encode(
        y=alt.Y("low:Q", title="mean of a day"), y2="high:Q"
    )
    tips = [
        alt.Tooltip(f"{name}:{kind}")
        for name, kind in (("plan", "N"), ("mean", "Q"), ("low", "Q"), ("high", "Q"))
    ]
    line = base.mark_line(strokeWidth=1.5, interpolate="step-after").encode(y="mean:Q", tooltip=tips)
    return (band + line).properties(height=260)


def _difference() -> Any:
    import altair as alt

    base = alt.Chart(_data()).encode(
        y=alt.Y("plan:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False)),
        color=alt.Color("chance:N", scale=alt.Scale(domain=["no", "yes"], range=[GOOD, QUIET]), legend=None),
    )
    reach = base.mark_rule(strokeWidth=3).encode(
        x=alt.X("low:Q", title="more than in the first plan, 95 % interval; grey may be chance"), x2="high:Q"
    )
    dot = base.mark_point(filled=True, size=70, opacity=1).encode(x="estimate:Q")
    zero = alt.Chart(_data()).mark_rule(strokeDash=[4, 3]).encode(x=alt.datum(0))
    return (reach + dot + zero).properties(height=34, usermeta={"line": "plan"})


def _tornado() -> Any:
    import altair as alt

    base = alt.Chart(_data()).encode(
        y=alt.Y("input:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False))
    )
    bar = base.mark_bar(height=18, color=QUIET).encode(
        x=alt.X(
            "at_low:Q", title="the first measure: low in blue, high in vermilion", scale=alt.Scale(zero=False)
        ),
        x2="at_high:Q",
    )
    low = base.mark_tick(thickness=4, size=22, color=GOOD).encode(x="at_low:Q", tooltip=["low:N", "at_low:Q"])
    high = base.mark_tick(thickness=4, size=22, color=BAD).encode(
        x="at_high:Q", tooltip=["high:N", "at_high:Q"]
    )
    return (bar + low + high).properties(height=34, usermeta={"line": "input"})


@cache
def specifications() -> dict[str, Any]:
    """Every kind of chart of the comparison by name, as Vega-Lite."""
    makers = {"bands": _bands, "difference": _difference, "tornado": _tornado}
    return {name: {**make().to_dict(), "config": CONFIG} for name, make in makers.items()}
