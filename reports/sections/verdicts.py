"""Every story with its facts and seeds, as told and with its cause removed: held or not, and what came instead."""

from __future__ import annotations

from collections.abc import Sequence

from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import RunView, badge, words

_BASE, _COUNTER_CASE = "base", "counter_case"
_COLUMNS = (
    Column("story", "Story"),
    Column("facts", "Shows"),
    Column("base", "As told"),
    Column("counter", "Cause removed"),
    Column("others", "Other variants"),
    Column("seeds", "Seeds"),
)


def stories(views: Sequence[RunView]) -> list[list[RunView]]:
    """Runs of the same story together, in the order in which they came."""
    found: dict[tuple[str, str], list[RunView]] = {}
    for view in views:
        found.setdefault((view.manifest.path, view.manifest.story), []).append(view)
    return list(found.values())


def _outcome(views: Sequence[RunView]) -> Html:
    """One badge for the runs of a variant, each linked."""
    if not views:
        return tag("span", "none", class_="badge quiet")
    held = all(view.run.held for view in views)
    broken = [view for view in views if not view.run.held]
    links = join(
        tag("span", " ", tag("a", f"seed {view.manifest.seed}", href=f"#{view.id()}")) for view in broken
    )
    return tag("span", badge(held=held), links)


def _row(views: Sequence[RunView]) -> tuple[Html | str, ...]:
    first = views[0]
    by_variant = {
        name: [view for view in views if view.manifest.variant == name] for name in _variants(views)
    }
    others = [view for view in views if view.manifest.variant not in {_BASE, _COUNTER_CASE}]
    return (
        tag("a", first.manifest.story, href=f"#{first.id()}"),
        join(
            tag("span", tag("span", fact, class_="fact"), " ", class_="facts")
            for fact in first.manifest.shows
        ),
        _outcome(by_variant.get(_BASE, [])),
        _outcome(by_variant.get(_COUNTER_CASE, [])),
        _outcome(others) if others else "",
        ", ".join(str(seed) for seed in sorted({view.manifest.seed for view in views})),
    )


def _variants(views: Sequence[RunView]) -> list[str]:
    return list(dict.fromkeys(view.manifest.variant for view in views))


def _missed(view: RunView) -> Html:
    """What did not hold in one run, in words."""
    lines = join(
        tag("div", tag("dt", "expected"), tag("dd", one.expected), tag("dt", "came"), tag("dd", one.came))
        for one in view.run.verdicts
        if not one.held
    )
    manifest = view.manifest
    title = f"{manifest.story} ({words(manifest.variant)}, seed {manifest.seed})"
    return join((tag("h4", tag("a", title, href=f"#{view.id()}")), tag("dl", lines, class_="missed")))


def summary(views: Sequence[RunView]) -> str:
    """The whole answer in a line."""
    told = stories(views)
    held = sum(all(view.run.held for view in story) for story in told)
    runs = "1 run" if len(views) == 1 else f"{len(views)} runs"
    if held == len(told):
        what = "The story holds" if held == 1 else f"All {held} stories hold"
        return f"{what}, in {runs}."
    if len(told) == 1:
        return f"The story does not hold, in {runs}."
    return f"{held} of {len(told)} stories hold, in {runs}."


def build(views: Sequence[RunView]) -> Html:
    """The section."""
    broken = [view for view in views if not view.run.held]
    parts = [tag("p", summary(views), " Held means: shown in the model, no more.", class_="lead")]
    if broken:
        parts += [
            tag("h3", "What did not hold"),
            *(_missed(view) for view in broken),
            tag("h3", "All stories"),
        ]
    parts.append(table("Stories and their verdicts", _COLUMNS, [_row(story) for story in stories(views)]))
    without = sum(
        not any(view.manifest.variant == _COUNTER_CASE for view in story) for story in stories(views)
    )
    if without:
        parts.append(
            note(f"Without a run in which the cause is removed: {without}. Such a story shows nothing alone.")
        )
    return join(parts)
