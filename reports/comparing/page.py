"""The page of a comparison: its head line, its contents, its sections."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from reports.comparing import advice, days, hit, inputs, moved, plans, why
from reports.comparing.pictures import specifications
from reports.document import document
from reports.markup import Html, join, tag
from reports.view import badge


class Section(NamedTuple):
    """A section of the comparison; it is left out where it has nothing to say."""

    id: str
    title: str
    build: Callable[[Mapping[str, Any]], Html]


SECTIONS = (
    Section("advice", "What to take, and the limits", advice.build),
    Section("plans", "The plans beside each other", plans.build),
    Section("days", "Day by day", days.build),
    Section("hit", "Who is denied", hit.build),
    Section("why", "Why people are denied", why.build),
    Section("depends", "What the answer depends on", inputs.build),
    Section("moved", "Macs that came out otherwise", moved.build),
)


def render(answer: Mapping[str, Any]) -> str:
    """The report of an answer as HTML."""
    shown = [(section, content) for section in SECTIONS if (content := section.build(answer))]
    main = tag("main", *(_section(section, content) for section, content in shown), id="main")
    links = (tag("li", tag("a", section.title, href=f"#{section.id}")) for section, _ in shown)
    contents = tag("div", tag("ul", *links), class_="page")
    body = join(
        (
            tag("a", "Skip to the report", href="#main", class_="skip"),
            tag("div", _header(answer), class_="page"),
            tag("nav", contents, class_="contents", aria_label="Contents"),
            tag("div", main, class_="page"),
        )
    )
    return document(answer["question"], body, specifications())


def _section(section: Section, content: Html) -> Html:
    return tag("section", tag("h2", section.title), content, id=section.id, aria_label=section.title)


def _header(answer: Mapping[str, Any]) -> Html:
    confirmed = answer["confirmed"]
    held = (
        answer["precise"]
        and confirmed is not None
        and all(one["verdict"] == "holds" for one in confirmed["limits"])
    )
    plans_ = len(answer["plans"])
    return tag(
        "header",
        tag("p", badge(held=held, yes="a plan keeps all limits", no="no plan is known to keep all limits")),
        tag("h1", answer["question"]),
        tag(
            "p",
            f"{plans_:,} plan{'' if plans_ == 1 else 's'}, {answer['plans'][0]['replications']:,} replications each.",
        ),
        class_="top",
    )
