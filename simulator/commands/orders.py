"""``trustlab orders``: play every order of some admin steps, and tell which are safe."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from functools import partial
from typing import Any

import click
from rich.markup import escape
from rich.table import Table

from simulator.commands.answers import FAILED, HELD, wrong
from simulator.commands.progress import Bar
from simulator.commands.table import console
from simulator.orders import Played, played, ranked
from simulator.orders_file import Orders, Plan, read_orders
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.telling import refusal_text


def run(path: str, processes: int | None, *, as_json: bool) -> int:
    """Play what a file asks for and answer; the exit code."""
    try:
        orders = read_orders(path)
    except ScenarioMistakes as mistakes:
        wrong(str(mistakes))
    found = ranked(_play(orders, processes))
    unmet = unmet_by(orders, found)
    if as_json:
        click.echo(json.dumps(as_data(orders, found, unmet), indent=2))
    else:
        _print(orders, found, unmet)
    return FAILED if unmet or not any(one.safe for one in found) else HELD


def _play(orders: Orders, processes: int | None) -> list[Played]:
    plans = orders.plans()
    found = []
    with Bar(len(plans)) as bar, closing(_each(orders, plans, processes or _processes(plans))) as each:
        try:
            for one in each:
                found.append(one)
                bar.step()
        except Exception as error:
            if refused := refusal_text(orders.path, error):
                wrong(refused)
            raise
    return found


def _processes(plans: Sequence[Plan]) -> int:
    return 1 if len(plans) < 24 else os.cpu_count() or 1


def _each(orders: Orders, plans: Sequence[Plan], processes: int) -> Generator[Played, None, None]:
    one = partial(played, orders)
    if processes == 1 or len(plans) == 1:
        yield from map(one, plans)
        return
    pool = ProcessPoolExecutor(min(processes, len(plans)))
    try:
        yield from pool.map(one, plans)
    finally:
        pool.shutdown(cancel_futures=True)


def unmet_by(orders: Orders, found: Sequence[Played]) -> list[str]:
    """What the file expects and did not come, in words."""
    expected = orders.model.expect
    if expected is None:
        return []
    unmet = []
    safe = {one.plan.order for one in found if one.safe}
    if expected.safe is not None and safe != {tuple(order) for order in expected.safe}:
        unmet.append(f"the safe orders are {'; '.join(sorted(map(_order, safe))) or 'none'}")
    shortest = next((one.plan.order for one in found if one.safe), ())
    if expected.shortest is not None and shortest != tuple(expected.shortest):
        unmet.append(f"the shortest safe order is {_order(shortest) or 'none'}")
    return unmet


def _order(order: Sequence[str]) -> str:
    return ", ".join(order)


def lasted(seconds: int) -> str:
    """A length of time in words, in its two largest units.

    >>> lasted(93_600), lasted(840), lasted(0)
    ('1 day 2 h', '14 min', '-')
    """
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3600)
    parts = [
        (days, f"{days} day{'s' * (days > 1)}"),
        (hours, f"{hours} h"),
        (rest // 60, f"{rest // 60} min"),
    ]
    told = [text for count, text in parts if count]
    return " ".join(told[:2]) or ("-" if not seconds else f"{seconds} s")


def _print(orders: Orders, found: Sequence[Played], unmet: Sequence[str]) -> None:
    screen = console()
    screen.print(f"{escape(orders.path)}: {escape(orders.model.orders)}")
    several = len({one.plan.apart_s for one in found}) > 1
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in (
        "order",
        *(["apart"] if several else []),
        "result",
        "locked out",
        "denied",
        "let in",
        "why",
    ):
        table.add_column(heading, overflow="fold", justify="right" if heading == "denied" else "left")
    for one in found:
        table.add_row(*_row(one, several=several))
    screen.print(table)
    screen.print(
        f"The Macs try every {lasted(_every_s(orders, found))}, and a minute after each step and each act of the timeline;"
        " what is over between two tries is not seen."
    )
    safe = [one for one in found if one.safe]
    screen.print(f"{len(safe)} of {len(found)} are safe.")
    if safe:
        first = safe[0].plan
        told = f"{escape(_order(first.order))}, {lasted(first.apart_s)} apart"
        screen.print(f"The shortest safe one: {told}; settled after {lasted(safe[0].settled_s)}.")
    for text in unmet:
        screen.print(f"[red]not as expected:[/] {escape(text)}.")


def _every_s(orders: Orders, found: Sequence[Played]) -> int:
    return max(orders.every_s(one.plan) for one in found)


def _row(one: Played, *, several: bool) -> list[str]:
    colour = "green" if one.safe else "red"
    apart = [lasted(one.plan.apart_s)] if several else []
    result = f"[{colour}]{one.result}[/]"
    lengths = [lasted(one.locked_out_s), f"{one.denied:,}", lasted(one.let_in_s)]
    return [escape(_order(one.plan.order)), *apart, result, *lengths, escape(one.why())]


def as_data(orders: Orders, found: Sequence[Played], unmet: Sequence[str]) -> dict[str, Any]:
    """The answer for programs."""
    safe = [one for one in found if one.safe]
    return {
        "path": orders.path,
        "orders": orders.model.orders,
        "shows": orders.model.shows,
        "held": not unmet,
        "unmet": [*unmet],
        "probe_every_s": _every_s(orders, found),
        "shortest_safe": _plan(safe[0]) if safe else None,
        "played": [_plan(one) for one in found],
    }


def _plan(one: Played) -> dict[str, Any]:
    return {
        "order": [*one.plan.order],
        "apart_s": one.plan.apart_s,
        "result": one.result,
        "locked_out_s": one.locked_out_s,
        "sign_ins_denied": one.denied,
        "let_in_s": one.let_in_s,
        "settled_s": one.settled_s,
        "causes": [*one.causes],
        "refused": [*one.refused],
    }
