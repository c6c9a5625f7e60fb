"""A report of many runs: which of them it shows whole, and a line for each of the others."""

from __future__ import annotations

from collections.abc import Sequence

from reports.found import BASE
from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import FEW_RUNS, RunView, badge, words
from simulator.finding import of_kinds

_MOST_BROKEN = 20
_MOST_CAUSES = 3
_COLUMNS = (
    Column("run", "Run"),
    Column("held", "Verdict"),
    Column("sign_ins", "Sign-ins", "number"),
    Column("denied_sign_ins", "Denied", "number"),
    Column("macs_locked_out", "Locked out", "number"),
    Column("exposures", "Untrusted", "number"),
    Column("causes", "Why denied, or let in"),
)
_AS = {"base": "as told", "counter_case": "with its cause removed"}


def shown_whole(views: Sequence[RunView]) -> frozenset[int]:
    """The numbers of the runs that are shown whole: all of a few.

    Of many those that did not hold, those with a Mac that was asked for, and the first as told of each folder of stories;
    where these are few, the first others as well.
    """
    if len(views) <= FEW_RUNS:
        return frozenset(view.number for view in views)
    found = [view.number for view in views if not view.run.held][:_MOST_BROKEN]
    found += [view.number for view in views if view.limits.macs and _has_one_of(view, view.limits.macs)]
    of_folder: dict[str, int] = {}
    for view in views:
        if view.manifest.variant == BASE:
            of_folder.setdefault(view.manifest.path.rpartition("/")[0], view.number)
    whole = {*found, *of_folder.values()}
    others = [view.number for view in views if view.number not in whole]
    return frozenset([*whole, *others[: max(0, FEW_RUNS - len(whole))]])


def _has_one_of(view: RunView, macs: Sequence[str]) -> bool:
    return any(record.subject in macs for record in of_kinds(view.run.records(), "mac.added"))


def variant_words(view: RunView) -> str:
    """What a run is of its story, and its seed."""
    manifest = view.manifest
    return f"{_AS.get(manifest.variant, words(manifest.variant))}, seed {manifest.seed}"


def line(view: RunView) -> tuple[Html | str | int, ...]:
    """A run in a line."""
    figures = (f"{view.figures[column.key]:,.0f}" for column in _COLUMNS if column.kind == "number")
    causes = view.run.root_causes
    more = len(causes) - _MOST_CAUSES
    told = [tag("div", cause.plain) for cause in causes[:_MOST_CAUSES]]
    return (
        join(
            (
                tag("span", view.manifest.story, id=view.id()),
                tag("span", variant_words(view), class_="login"),
            )
        ),
        badge(held=view.run.held),
        *figures,
        join((*told, tag("div", f"and {more:,} more") if more > 0 else None)),
    )


def lines(rows: Sequence[tuple[Html | str | int, ...]]) -> Html:
    """The runs that are not shown whole; nothing where there are none."""
    if not rows:
        return Html("")
    return join(
        (
            tag("h3", "The others, a line each"),
            note(
                f"Shown whole are runs that did not hold, and one of each folder of stories; {len(rows):,} others have a line. "
                "Locked out are Macs that were trusted before, untrusted are sign-ins let in all the same. A run's command, below under "
                "'Repeat it', with --report FILE shows all of it."
            ),
            table("Runs in a line", _COLUMNS, rows, search=True),
        )
    )
