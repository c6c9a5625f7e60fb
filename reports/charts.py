"""What the charts look like: one specification a kind, made by Altair without data.

The page's script fills in the data from the table beside each chart. Colours of text, axes and grid come from the
page's style sheet, so that a chart follows light, dark and print by itself; the colours of data are told apart by
people who see colours otherwise (blue and vermilion, never red and green), and every series is named in words.
"""

from __future__ import annotations

from functools import cache
from typing import Any

GOOD, BAD, FAIR, QUIET, TEAL = "#2f80c8", "#d9622b", "#c79a1e", "#8a94a3", "#4aa3a3"
_LINE = 30
"""Height of a line; the page multiplies it by the number of different values of the field named as ``line``."""
_DAY_LATER = "+datum.{} + {} * 86400000"
CONFIG = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 500,
        "tickSize": 4,
        "labelPadding": 5,
    },
    "legend": {
        "orient": "top",
        "labelFontSize": 12,
        "title": None,
        "symbolType": "square",
        "labelLimit": 420,
    },
    "header": {"labelFontSize": 12, "title": None},
    "bar": {"binSpacing": 0},
}


def _data() -> Any:
    import altair as alt

    return alt.NamedData(name="rows")


def _tips(*fields: tuple[str, str]) -> list[Any]:
    import altair as alt

    return [
        alt.Tooltip(f"{field}:{'Q' if field == 'value' else 'N'}", title=title) for field, title in fields
    ]


def _along_time(field: str, **more: Any) -> Any:
    """A place on an axis of local time, which the page hands over as if it were UTC."""
    import altair as alt

    scale = alt.Scale(type="utc", **more.pop("scale", {}))
    return alt.X(
        f"{field}:T",
        scale=scale,
        axis=alt.Axis(grid=False, labelFlush=True, labelOverlap="greedy", tickCount=12),
        **more,
    )


def _fit_width() -> Any:
    import altair as alt

    return alt.AutoSizeParams(type="fit-x", contains="padding")


def _sign_ins() -> Any:
    """Allowed and denied by day above; below, the denied ones alone, where a span can be marked to look closer."""
    import altair as alt

    brush = alt.selection_interval(name="span", encodings=["x"])
    outcome = alt.Color(
        "series:N", scale=alt.Scale(domain=["allowed", "denied"], range=[GOOD, BAD]), legend=alt.Legend()
    )
    closer = (
        alt.Chart()
        .mark_rect()
        .encode(
            x=_along_time("day", scale={"domain": brush}, title=None),
            x2="day_end:T",
            y=alt.Y("low:Q", title="sign-ins a day", axis=alt.Axis(tickMinStep=1)),
            y2="high:Q",
            color=outcome,
            tooltip=_tips(("day_text", "day"), ("series", "outcome"), ("value", "sign-ins")),
        )
        .transform_stack(stack="value", as_=["low", "high"], groupby=["day"], sort=[alt.SortField("series")])
        .transform_calculate(day_end=_DAY_LATER.format("day", 1))
        .properties(height=220)
    )
    whole = (
        alt.Chart()
        .mark_rect(color=BAD)
        .encode(
            x=_along_time("day", title="drag here to look closer, click to see all"),
            x2="day_end:T",
            y=alt.Y("value:Q", title="denied", axis=alt.Axis(tickMinStep=1, tickCount=2)),
            y2=alt.datum(0),
        )
        .transform_filter("datum.series == 'denied'")
        .transform_calculate(day_end=_DAY_LATER.format("day", 1))
        .properties(height=46)
        .add_params(brush)
    )
    return alt.vconcat(closer, whole, data=_data(), spacing=14)


def _causes() -> Any:
    """How many sign-ins each cause denied, the most first."""
    import altair as alt

    base = alt.Chart(_data()).encode(
        y=alt.Y("cause:N", sort=None, title=None, axis=alt.Axis(labelLimit=320, ticks=False, domain=False)),
        x=alt.X("denied:Q", title="denied sign-ins", axis=alt.Axis(tickMinStep=1, tickCount=8)),
    )
    bars = base.mark_bar(color=BAD, height=18, cornerRadiusEnd=2).encode(
        tooltip=_tips(("cause", "cause"), ("denied", "denied sign-ins"), ("macs", "Macs"))
    )
    return (
        bars + base.mark_text(align="left", dx=6).encode(text=alt.Text("denied:Q", format=","))
    ).properties(height=_LINE, autosize=_fit_width(), usermeta={"line": "cause"})


def _certificates() -> Any:
    """Issued, renewed and expiring by week, one under the other on one axis of time."""
    import altair as alt

    order = ["issued", "renewed", "expiring"]
    colours = alt.Scale(domain=order, range=[GOOD, TEAL, FAIR])
    return (
        alt.Chart(_data())
        .mark_rect()
        .encode(
            x=_along_time("week", title=None),
            x2="week_end:T",
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            y2=alt.datum(0),
            row=alt.Row("series:N", sort=order, header=alt.Header(labelAnchor="start", labelOrient="top")),
            color=alt.Color("series:N", scale=colours, legend=None),
            tooltip=_tips(("week_text", "week from"), ("series", "certificates"), ("value", "how many")),
        )
        .transform_calculate(week_end=_DAY_LATER.format("week", 7))
        .properties(height=64, spacing=6)
        .resolve_scale(y="independent")
    )


def _timeline() -> Any:
    """One Mac's life: spans as bars, moments as ticks, one line a matter; drag and zoom along time."""
    import altair as alt

    zoom = alt.selection_interval(name="zoom", bind="scales", encodings=["x"], zoom="wheel![event.altKey]")
    tone = alt.Color(
        "tone:N",
        scale=alt.Scale(domain=["good", "bad", "fair", "quiet"], range=[GOOD, BAD, FAIR, QUIET]),
        legend=None,
    )
    tips = _tips(("from_text", "from"), ("until_text", "until"), ("lane", "what"), ("told", "told"))
    lane = alt.Y(
        "lane:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, ticks=False, domain=False, grid=True)
    )
    base = alt.Chart(_data()).encode(y=lane, color=tone, tooltip=tips)
    spans = (
        base.mark_bar(height=14, cornerRadius=2)
        .encode(x=_along_time("from", title=None), x2="until:T")
        .transform_filter("isValid(datum.until)")
    )
    moments = (
        base.mark_tick(thickness=2.5, size=20, opacity=1)
        .encode(x=_along_time("from", title=None))
        .transform_filter("!isValid(datum.until)")
    )
    return (
        (spans + moments)
        .properties(height=_LINE, autosize=_fit_width(), usermeta={"line": "lane"})
        .add_params(zoom)
    )


@cache
def specifications() -> dict[str, object]:
    """Every kind of chart by name, as Vega-Lite."""
    makers = {"sign_ins": _sign_ins, "causes": _causes, "certificates": _certificates, "timeline": _timeline}
    return {name: {**make().to_dict(), "config": CONFIG} for name, make in makers.items()}
