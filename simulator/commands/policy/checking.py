"""``trustlab policy check``: where an untrusted device is let in, by which rule, why, and how to keep it out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from fake_okta.analysis_classes import RequestClass
from fake_okta.policy import DEFAULT_RULE
from simulator.commands.answers import FAILED, HELD
from simulator.commands.policy.reading import read_all
from simulator.commands.table import unwrapped
from simulator.policy_check import CheckedApp, as_data, checked
from simulator.policy_words import hole_words, never_words
from simulator.rule_sets import RuleSet

_LABEL = 9
_MOST = 5


def check(
    paths: Sequence[str], *, estate: str | None, anybody: bool, strict: bool, most: int, as_json: bool
) -> int:
    """Judge the rules of files and answer; the exit code."""
    people_of = read_all([estate])[0] if estate else None
    given = [rules if people_of is None else rules.among(people_of) for rules in read_all(paths)]
    files = [(rules, checked(rules, anybody=anybody, most=most)) for rules in given]
    apps = [one for _, judged in files for one in judged]
    failed = any(one.holes or (strict and one.on_purpose) for one in apps)
    if as_json:
        told = [
            {
                "path": rules.path,
                "rule_set": rules.title,
                "source": rules.source,
                "apps": [*map(as_data, judged)],
            }
            for rules, judged in files
        ]
        click.echo(json.dumps({"closed": not failed, "files": told}, indent=2))
    else:
        _print_all(files)
    return FAILED if failed else HELD


def _print_all(files: Sequence[tuple[RuleSet, Sequence[CheckedApp]]]) -> None:
    screen = unwrapped()
    for rules, judged in files:
        screen.print(f"[bold]{escape(rules.path)}[/]" + (f": {escape(rules.title)}" if rules.title else ""))
        for one in judged:
            _print_app(screen, one)
    _print_sum(screen, [one for _, judged in files for one in judged])


def _print_sum(screen: Console, judged: Sequence[CheckedApp]) -> None:
    holes, meant = sum(len(one.holes) for one in judged), sum(len(one.on_purpose) for one in judged)
    told = f"{_count(holes, 'hole')} in {_count(len(judged), 'app')}."
    screen.print(f"[red]{told}[/]" if holes else f"[green]{told}[/]")
    if meant:
        classes = "1 more class of requests is" if meant == 1 else f"{meant} more classes of requests are"
        text = f"{classes} let in untrusted, as rules say or leave open; --strict counts these too."
        screen.print(f"[yellow]{text}[/]")


def _count(many: int, what: str) -> str:
    return f"{many} {what}{'s' * (many != 1)}"


def _print_app(screen: Console, one: CheckedApp) -> None:
    app = one.app
    kind = f"{app.protocol}, Office 365" if app.office365 else app.protocol
    count = len(one.holes)
    result = f"[red]{_count(count, 'hole')}[/]" if count else "[green]no hole[/]"
    screen.print(f"\n[bold]{escape(app.name)}[/] ({kind}, {_count(len(app.rules), 'rule')}): {result}")
    _print_rows(screen, [*_holes(one), *_others(one)])


def _print_rows(screen: Console, rows: Sequence[tuple[str, str]]) -> None:
    """Labels and texts: wrapped beside their labels in a terminal, a line each where the output is none."""
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in rows:
        if screen.is_terminal:
            table.add_row(label, text)
        else:
            screen.print(f"{Text.from_markup(label).plain:<{_LABEL}}{text}", soft_wrap=True)
    if screen.is_terminal:
        screen.print(table)


def _holes(one: CheckedApp) -> Iterator[tuple[str, str]]:
    for hole in one.holes:
        told = hole_words(hole.cause, office365=one.app.office365)
        yield "[red]hole[/]", f"{escape(told.says)} [dim]({', '.join(told.facts)})[/]"
        for let_in in hole.classes:
            yield "", escape(f"  {one.words(let_in.one, let_in.devices)}: by {_by(one, let_in.one)}")
        yield "", escape(f"  To close it: {told.remedy}")


def _others(one: CheckedApp) -> Iterator[tuple[str, str]]:
    """What is no hole: let in because a rule says so, rules that never match, the default rule, the form's refusals."""
    for let_in in one.on_purpose:
        by = _by(one, let_in.one)
        if DEFAULT_RULE.name in one.deciders(let_in.one):
            by += ", since no rule denies or asks for trust there"
        yield "[yellow]let in[/]", escape(f"{one.words(let_in.one, let_in.devices)}: by {by}")
    if one.locked_out:
        yield "[red]shut[/]", "No trusted Mac gets in."
    for never in one.never:
        yield "[yellow]never[/]", escape(f"'{never.rule.name}' never matches: {never_words(never)}")
    yield from _default(one)
    for text in one.app.refused:
        yield "[yellow]form[/]", escape(f"Okta's form would not save this: {text}")
    if not one.complete:
        yield "", "There are more classes than these; --most looks for more."


def _default(one: CheckedApp) -> Iterator[tuple[str, str]]:
    reached = [one.words(found, "any") for found in one.reaching_default]
    yield "default", f"The default rule is {'reached by' if reached else 'never reached.'}"
    yield from (("", escape(f"  {words}")) for words in reached[:_MOST])
    if len(reached) > _MOST:
        yield "", f"  and {len(reached) - _MOST} more classes of requests"


def _by(one: CheckedApp, found: RequestClass) -> str:
    return " or ".join(f"'{name}'" for name in one.deciders(found))
