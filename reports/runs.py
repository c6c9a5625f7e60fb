"""The runs of a report: each in a folded part, or one alone, or of many some whole and the others in a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from reports.brief import line, lines, shown_whole, variant_words
from reports.found import Found, found_in
from reports.later import later
from reports.markup import Html, join, tag
from reports.sections import OF_EACH_RUN
from reports.sections.verdicts import stories
from reports.view import RunView, badge
from simulator.collecting import uncollected
from simulator.sign_off import SignOff


class Keeper(NamedTuple):
    """Takes down what each run has to say to whoever signs."""

    found: list[Found]
    sign_off: SignOff

    def keep(self, view: RunView, at_hand: RunView, sections: frozenset[str]) -> None:
        """``at_hand`` is the run with its trace as it was read, ``view`` without."""
        self.found.append(found_in(at_hand, sections, self.sign_off.limits)._replace(view=view))


def runs(views: Sequence[RunView], keeper: Keeper) -> Html:
    """Every run; what each has to say to whoever signs is kept, since its trace is forgotten then."""
    if len(views) == 1:
        return tag("div", _run(views[0], "h3", keeper), id=views[0].id())
    whole = shown_whole(views)
    parts: list[Html] = []
    rows: list[tuple[Html | str | int, ...]] = []
    for told in stories(views):
        first = [view for view in told if view.number in whole]
        if first:
            parts.append(_story(first, keeper))
        rows += [_in_a_line(view, keeper) for view in told if view.number not in whole]
    return join((*parts, lines(rows)))


def _story(views: Sequence[RunView], keeper: Keeper) -> Html:
    """A story's runs, one folded part each, so that fifty of them can be looked through."""
    folded = tag("div", *(_folded(view, keeper) for view in views), class_="card")
    return tag("div", tag("h3", views[0].manifest.story), folded, class_="story")


def _folded(view: RunView, keeper: Keeper) -> Html:
    summary = tag("summary", badge(held=view.run.held), f" {variant_words(view)}")
    inside = tag("div", later(_run(view, "h4", keeper)), class_="inside")
    return tag("details", summary, inside, class_="run", id=view.id())


def _run(view: RunView, heading: str, keeper: Keeper) -> Html:
    """All that is to be said of one run, whose trace is forgotten afterwards: a report may be of hundreds."""
    at_hand = replace(view)
    with uncollected():
        built = ((section, section.build(at_hand)) for section in OF_EACH_RUN)
        parts = [(section, content) for section, content in built if content]
        keeper.keep(view, at_hand, frozenset(section.id for section, _ in parts))
    return join(
        tag("div", tag(heading, section.title), content, id=view.id(section.id)) for section, content in parts
    )


def _in_a_line(view: RunView, keeper: Keeper) -> tuple[Html | str | int, ...]:
    """A run without its sections: nothing of it can be linked to but its line."""
    at_hand = replace(view, limits=replace(view.limits, timelines=0))
    keeper.keep(view, at_hand, frozenset())
    return line(at_hand)
