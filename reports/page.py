"""The body of the page: its head line, its contents, the sections about all runs, and each run in a folded part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from reports.charts import specifications
from reports.document import document
from reports.found import Found
from reports.markup import Html, join, tag
from reports.outcome import Outcome, outcome_of
from reports.runs import Keeper
from reports.runs import runs as each_run
from reports.sections import (
    AFTER_ALL_FOUND,
    AFTER_RUNS,
    BEFORE_RUNS,
    OF_ALL_FOUND,
    Section,
    entrances,
)
from reports.sections.verdicts import summary
from reports.view import Limits, RunView, badge, limits_for
from simulator.saved import SavedRun
from simulator.sign_off import SignOff

_About = TypeVar("_About")
_TITLE = "What Device Trust does to these Macs"


def render(
    runs: Sequence[SavedRun],
    title: str | None = None,
    limits: Limits | None = None,
    sign_off: SignOff | None = None,
) -> tuple[str, Outcome]:
    """The report as HTML, and what came of it."""
    sign_off = sign_off or SignOff()
    limits = limits or limits_for(len(runs))
    views = [RunView(run, number, limits) for number, run in enumerate(runs, start=1)]
    title = title or (runs[0].manifest.story if len(runs) == 1 else _TITLE)
    found: list[Found] = []
    played = each_run(views, Keeper(found, sign_off))
    outcome = outcome_of(found, sign_off)
    shown = [
        *_sections(OF_ALL_FOUND, outcome),
        *_sections(BEFORE_RUNS, views),
        (("runs", "The story, played" if len(runs) == 1 else "Each story, played"), played),
        *_sections(AFTER_ALL_FOUND, outcome),
        *_sections(AFTER_RUNS, views),
    ]
    main = tag("main", *(_section(id_, name, content) for (id_, name), content in shown), id="main")
    body = join(
        (
            tag("a", "Skip to the report", href="#main", class_="skip"),
            tag("div", _header(title, views), entrances.build(outcome), class_="page"),
            _contents([heading for heading, _ in shown]),
            tag("div", main, class_="page"),
        )
    )
    return document(title, body, specifications()), outcome


def _sections(sections: Sequence[Section[_About]], about: _About) -> list[tuple[tuple[str, str], Html]]:
    """The sections that have something to say."""
    built = (((section.id, section.title), section.build(about)) for section in sections)
    return [(heading, content) for heading, content in built if content]


def _section(id_: str, title: str, content: Html) -> Html:
    return tag("section", tag("h2", title), content, id=id_, aria_label=title)


def _header(title: str, views: Sequence[RunView]) -> Html:
    held = all(view.run.held for view in views)
    return tag(
        "header",
        tag("h1", title),
        tag(
            "p",
            badge(held=held, yes="everything expected came", no="something did not come as expected"),
            " ",
            summary(views),
        ),
        tag(
            "noscript",
            tag(
                "p",
                "Without JavaScript charts are still pictures; their numbers stand in the tables beside them.",
            ),
        ),
        class_="top",
    )


def _contents(headings: Sequence[tuple[str, str]]) -> Html:
    links = (tag("li", tag("a", _short(name), href=f"#{id_}")) for id_, name in headings)
    return tag("nav", tag("div", tag("ul", *links), class_="page"), class_="contents", aria_label="Contents")


def _short(name: str) -> str:
    """The first words of a heading, so that the contents stay on one line."""
    return name.partition(",")[0].partition(" and ")[0]
