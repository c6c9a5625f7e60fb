"""An experiment's answer on a terminal: tables and words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from rich.markup import escape
from rich.table import Table

from simulator.clock import utc_text
from simulator.commands.table import console
from simulator.digits import four_digits
from simulator.experiments.answer import Answer, Difference, Number, PlanFound
from simulator.experiments.assumed import Otherwise
from simulator.experiments.deciding import Deciding
from simulator.experiments.effects import Effects
from simulator.experiments.intervals import Interval
from simulator.experiments.model import Limit
from simulator.experiments.why import Why

_MOST_MACS = 10
_MOST_HIT = 5


def print_answer(found: Answer, decided: Mapping[int, Sequence[Deciding]], why: Sequence[Why]) -> None:
    """All that was found, but for what depends on assumptions."""
    out = console()
    out.print(escape(found.question), style="bold")
    out.print(_numbers(found))
    if any(plan.limits for plan in found.plans):
        out.print(_limits(found))
    if any(plan.hit for plan in found.plans):
        out.print(
            "Who is denied: Macs by plan, those denied in most replications first (all of them with --json or --report)."
        )
        out.print(_hit(found))
    if any(one.causes for one in why):
        out.print(
            "Why people are denied: root causes of each plan's replication with the median number of Macs denied."
        )
        out.print(_why(found, why))
    for line in _words(found, decided):
        out.print(escape(line))


def _numbers(found: Answer) -> Table:
    table = Table(
        "plan",
        "measure",
        "mean, with its 95 % interval",
        "a year to come",
        "beside the first plan",
        box=None,
    )
    for column in table.columns:
        column.overflow = "fold"  # a name is never cut short
    for plan in found.plans:
        for number in plan.numbers:
            beside = next((one for one in plan.differences if one.measure == number.measure), None)
            name = escape(plan.name) if number is plan.numbers[0] else ""
            table.add_row(name, number.measure, _mean(number), _ends(number.year), _beside(beside))
    return table


def _limits(found: Answer) -> Table:
    table = Table("plan", "limit", "bad end of a year to come", "", "kept in so many years", box=None)
    for column in table.columns:
        column.overflow = "fold"
    for plan in found.plans:
        for one in plan.limits:
            name = escape(plan.name) if one is plan.limits[0] else ""
            colour = {"holds": "green", "broken": "red"}.get(one.verdict, "yellow")
            table.add_row(
                name,
                limit_told(one.limit),
                _number(one.bad_end),
                f"[{colour}]{one.verdict}[/]",
                _share(one.kept),
            )
    return table


def _hit(found: Answer) -> Table:
    table = Table(
        "plan", "Mac", "denied in", "first, by the median", "app", "why", "minutes kept out then", box=None
    )
    for column in table.columns:
        column.overflow = "fold"
    for plan in found.plans:
        for one in plan.hit[:_MOST_HIT]:
            name = escape(plan.name) if one is plan.hit[0] else ""
            told = one.app, one.reason.replace("_", " "), _number(one.minutes)
            share = f"{one.replications} of {plan.replications}"
            table.add_row(name, escape(one.mac), share, utc_text(one.first_at)[:10], *map(escape, told))
        if len(plan.hit) > _MOST_HIT:
            table.add_row("", f"and {len(plan.hit) - _MOST_HIT:,} more")
    return table


def _why(found: Answer, why: Sequence[Why]) -> Table:
    """Root causes by plan, each counted in one replication."""
    table = Table("plan", "denied because", "Macs", "sign-ins", "what to do", box=None)
    for column in table.columns:
        column.overflow = "fold"
    for one in why:
        for cause in one.causes:
            name = (
                f"{found.plans[one.plan].name} (replication {one.replication})"
                if cause is one.causes[0]
                else ""
            )
            counted = f"{cause.macs:,}", f"{cause.sign_ins:,}"
            table.add_row(escape(name), escape(cause.cause), *counted, escape(cause.remedy))
    return table


def _words(found: Answer, decided: Mapping[int, Sequence[Deciding]]) -> Iterator[str]:
    for plan in found.plans[1:]:
        if plan.moved:
            yield from _moved(found.plans[0], plan, decided[plan.plan])
    yield f"{found.plans[0].replications} replications of each plan, with the same dice in all plans."
    if not found.precise:
        yield "The intervals did not become as narrow as was asked for: that is no pass."
        if found.near_zero:
            yield "A mean may be 0, and no interval is a narrow share of that: ask for '5 % of mean, or 0.5'."
    if found.advised is None or found.confirmed is None:
        yield "No plan was seen to keep all limits."
        return
    first = found.confirmed.numbers[0]
    if len(found.plans) > 2:
        yield "Differences of all plans from the first hold together (Bonferroni)."
    yield f"Advised: {found.plans[found.advised].name}"
    if found.alike:
        yield f"Not told apart from it: {'; '.join(found.alike)}"
    yield f"Played again with other dice: {first.measure} {_told(first.mean)}; " + (
        "all limits hold."
        if found.confirmed.keeps_its_limits
        else "not all limits hold then: do not rely on it."
    )


def _moved(first: PlanFound, plan: PlanFound, decided: Sequence[Deciding]) -> Iterator[str]:
    """The Macs that changed side between two plans, and the event that made the difference where it was looked for."""
    yield (
        f"Macs on which somebody was denied under one of '{first.name}' and '{plan.name}' and never under the other, "
        f"in how many of {plan.replications} replications:"
    )
    for one in plan.moved[:_MOST_MACS]:
        told = [f"spared by '{plan.name}' in {one.spared}"] if one.spared else []
        told += (
            [f"struck by it in {one.struck}" if told else f"struck by '{plan.name}' in {one.struck}"]
            if one.struck
            else []
        )
        yield f"  {one.mac}: {', '.join(told)}; {one.reason.replace('_', ' ')}"
        yield from (_decided(event) for event in decided if event.mac == one.mac)
    if len(plan.moved) > _MOST_MACS:
        yield f"  and {len(plan.moved) - _MOST_MACS} more"


def _decided(event: Deciding) -> str:
    when = utc_text(event.at)
    why = f" Denied because {event.cause}." if event.cause else ""
    return f"    in replication {event.replication} under '{event.in_plan}', {when}: {event.told}{why}"


def print_assumptions(found: Answer, otherwise: Sequence[Otherwise]) -> None:
    """Those on which a conclusion depends, and how many do not matter."""
    out = console()
    decisive = [one for one in otherwise if one.matters(found)]
    if decisive:
        table = Table("if this were so", "advised then", "limits", "the first measure then", box=None)
        for one in decisive:
            name, value = one.alternative
            shift = f"{four_digits(one.shift.estimate, '+')} ({_ends(one.shift)})"
            limits = "\n".join(one.broken)
            table.add_row(f"{name}: {value}", escape(one.advised or "none"), escape(limits), shift)
        out.print(table)
    quiet = len(otherwise) - len(decisive)
    out.print(f"{quiet} of {len(otherwise)} other things that may be true change no conclusion.")


def print_effects(found: Effects) -> None:
    """What each input does, the one that does most first, and pairs that do more together than each alone."""
    out = console()
    table = Table("plan", "input", "low", "high", "the first measure", "change", box=None)
    for one in found.alone:
        measure = f"{_number(one.at_low.estimate)} to {_number(one.at_high.estimate)}"
        table.add_row(
            escape(one.plan),
            escape(short(one.address)),
            escape(one.low),
            escape(one.high),
            measure,
            _change(one.change),
        )
    out.print(table)
    for one in found.alone:
        if one.plan == found.alone[0].plan and one.advised_low != one.advised_high:
            low, high = one.advised_low or "none", one.advised_high or "none"
            out.print(escape(f"{short(one.address)} decides: at {one.low} {low}, at {one.high} {high}."))
    together = [one for one in found.pairs if one.interact]
    for pair in together:
        out.print(
            escape(
                f"{pair.first} and {pair.second} do {_change(pair.beyond)} together beyond what each does."
            )
        )
    out.print(f"{len(found.pairs) - len(together)} of {len(found.pairs)} pairs were not seen to interact.")


def short(address: str) -> str:
    """An input's address in words: whose habit, and which.

    >>> short("fleet.sales.habits.quits_chrome.daily_probability")
    'sales quits_chrome'
    """
    whole = address.removesuffix(".daily_probability").removesuffix(".per_workday")
    return whole.removeprefix("fleet.").replace(".habits.", " ")


def _change(interval: Interval) -> str:
    told = f"{four_digits(interval.estimate, '+')} ({_ends(interval)})"
    return told if not interval.holds(0) else f"{told}, may be chance"


def _told(interval: Interval) -> str:
    return f"{_number(interval.estimate)} ({_ends(interval)})"


def _mean(number: Number) -> str:
    """A mean with its interval's ends, and where the runs are skewed how often such intervals were found to cover."""
    ends = _ends(number.mean)
    name = "" if number.mean.kind == "mean" else f", {number.mean.kind}"
    covers = "" if number.coverage is None else f"; covers {100 * number.coverage:.3g} %"
    return f"{_number(number.mean.estimate)} ({ends}{name}{covers})"


def _share(interval: Interval) -> str:
    return f"{100 * interval.estimate:.3g} % ({100 * interval.low:.3g} to {100 * interval.high:.3g})"


def _ends(interval: Interval) -> str:
    if math.isinf(interval.low) or math.isinf(interval.high):
        return "too few replications"
    return f"{_number(interval.low)} to {_number(interval.high)}"


def _beside(one: Difference | None) -> str:
    return "" if one is None else _change(one.interval)


def limit_told(limit: Limit) -> str:
    """A limit in words."""
    over = "" if limit.quantile_over_days is None else f", {limit.quantile_over_days:g} quantile over days"
    bound = f"at most {limit.at_most:g}" if limit.at_most is not None else f"at least {limit.at_least:g}"
    return f"{limit.measure}{over}: {bound} in {limit.in_}"


def _number(value: float) -> str:
    return "unknown" if math.isinf(value) else four_digits(value)
