"""The ledger: every fact, where it is from, the stories that show it and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.markup import Html, join, tag
from reports.sections.verdicts import stories
from reports.table import Column, note, table
from reports.view import RunView, words
from simulator.facts import FACTS, SOURCES
from simulator.ledger import SAYS, Played, Row, ledger
from simulator.limitations import NOT_COVERED

_COLUMNS = (
    Column("fact", "Fact"),
    Column("says", "What it says"),
    Column("source", "From"),
    Column("verdict", "In the model"),
    Column("stories", "Stories, each with its counter-case"),
)
_NOT_COVERED = (
    Column("says", "What is documented"),
    Column("source", "From"),
    Column("instead", "What the model does"),
    Column("facts", "Facts that it touches"),
)
_LOOKS = {"shown": "badge good", "not shown": "badge bad"}


def build(views: Sequence[RunView]) -> Html:
    """The section; nothing where no story names a fact."""
    told = {views_[0].manifest.path: views_ for views_ in stories(views)}
    rows = ledger(
        ((path, views_[0].manifest.shows) for path, views_ in told.items()),
        (Played(view.manifest.path, view.manifest.variant, view.run.held) for view in views),
    )
    named = [row for row in rows if row.stories]
    if not named:
        return Html("")
    return join(
        (
            note(
                "A fact is shown in the model where a story holds and comes out otherwise once its cause is removed. "
                "It proves nothing about the real services."
            ),
            table("Facts and stories", _COLUMNS, [_row(row, told) for row in named], search=True),
            *_left_out([row for row in rows if not row.stories]),
            tag("h3", "Documented and not covered"),
            table(
                "Documented and not covered",
                _NOT_COVERED,
                [(one.says, one.source, one.instead, ", ".join(one.facts)) for one in NOT_COVERED],
            ),
            note("Sources: " + "; ".join(f"{word} = {meaning}" for word, meaning in SOURCES.items()) + "."),
        )
    )


def _row(row: Row, told: dict[str, list[RunView]]) -> tuple[Html | str, ...]:
    """A fact with its stories, and what came of each where that is not the same of all."""
    differ = len({verdict for _, verdict in row.stories}) > 1
    links = join(
        tag("div", tag("a", told[path][0].manifest.story, href=f"#{told[path][0].id()}"), said)
        for path, said in ((path, f": {SAYS[verdict]}" if differ else "") for path, verdict in row.stories)
    )
    return (
        tag("code", row.fact.id, class_="fact"),
        row.fact.says,
        _source(row),
        tag("span", SAYS[row.verdict], class_=_LOOKS.get(row.verdict, "badge quiet")),
        links,
    )


def _source(row: Row) -> Html | str:
    """Where a fact is from, and what is assumed beside it."""
    if not row.fact.assumed:
        return row.fact.source
    return join((row.fact.source, tag("div", "assumed: ", ", ".join(map(words, row.fact.assumed)))))


def _left_out(rows: Sequence[Row]) -> Iterator[Html]:
    """The facts that no story of the report names."""
    if not rows:
        yield note(f"All {len(FACTS)} facts are named by a story of this report.")
        return
    yield note(f"{len(rows)} of {len(FACTS)} facts are named by no story of this report:")
    told = [(tag("code", row.fact.id, class_="fact"), row.fact.says, _source(row)) for row in rows]
    yield table("Facts without a story here", _COLUMNS[:3], told, search=True)
