"""The command line's ``trustlab policy``. Nothing heavy is imported before a command is called."""

from __future__ import annotations

import sys
from typing import Any

import click

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
_PLATFORMS = ["osx", "windows", "ios", "android", "mobile_other", "desktop_other"]
_CLIENTS = ["web", "modern_auth", "active_sync", "legacy"]
_ESTATE = click.option(
    "--estate", metavar="FILE", help="A scenario or rules whose people and zones are reckoned with."
)
_MOST = click.option(
    "--most", type=click.IntRange(min=1), default=20, show_default=True, help="Classes of each sort, at most."
)


@click.group()
def policy() -> None:
    """Judge sign-on rules: what they let in, what a change of them flips, how they decide on one sign-in.

    A FILE holds rules ('rules:' of one app, or 'apps:', each with its 'rules:'), or is a scenario.
    """


@policy.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_ESTATE
@click.option("--anybody", is_flag=True, help="For anybody in any groups, whoever the file says there is.")
@click.option("--strict", is_flag=True, help="Whatever lets an untrusted device in counts as a hole.")
@_MOST
@_JSON
def check(
    files: tuple[str, ...],
    estate: str | None,
    anybody: bool,  # noqa: FBT001
    strict: bool,  # noqa: FBT001
    most: int,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Name the holes: every class of request in which an untrusted device is let in, by which rule, and why.

    Exit code: 1 where there is a hole.
    """
    from simulator.commands.policy.checking import check as judge

    sys.exit(judge(files, estate=estate, anybody=anybody, strict=strict, most=most, as_json=as_json))


@policy.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@_ESTATE
@_MOST
@_JSON
def diff(before: str, after: str, estate: str | None, most: int, as_json: bool) -> None:  # noqa: FBT001
    """Say what a change of rules newly denies and newly allows, and which people of the estate it hits.

    Exit code: 1 where anything flips.
    """
    from simulator.commands.policy.comparing import diff as compare

    sys.exit(compare(before, after, estate, most=most, as_json=as_json))


@policy.command()
@click.argument("file", metavar="FILE")
@click.option("--app", help="Which app, where there are several.")
@click.option("--user", help="The login of who signs in.")
@click.option(
    "--group", "groups", multiple=True, help="A group of theirs, besides those in FILE; repeatable."
)
@click.option("--zone", "zones", multiple=True, help="A network zone that they are in; repeatable.")
@click.option("--client", type=click.Choice(_CLIENTS), default="web", show_default=True)
@click.option("--platform", type=click.Choice(_PLATFORMS), default="osx", show_default=True)
@click.option("--trust", type=click.Choice(["trusted", "untrusted"]), default="untrusted", show_default=True)
@_JSON
def ask(
    file: str,
    app: str | None,
    user: str | None,
    groups: tuple[str, ...],
    zones: tuple[str, ...],
    client: Any,
    platform: Any,
    trust: str,
    as_json: bool,  # noqa: FBT001
) -> None:
    """Ask the rules about one sign-in: which decides, and of every other the first condition that does not hold.

    Exit code: 1 where the sign-in is denied.
    """
    from simulator.commands.policy.asking import SignIn
    from simulator.commands.policy.asking import ask as answer

    sign_in = SignIn(app, user, groups, zones, client, platform, trusted=trust == "trusted")
    sys.exit(answer(file, sign_in, as_json=as_json))


@policy.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--app", help="Which app, where there are several.")
@_JSON
def table(files: tuple[str, ...], app: str | None, as_json: bool) -> None:  # noqa: FBT001
    """Print what comes of each client, platform and trust, by which rule: of several files side by side."""
    from simulator.commands.policy.tabling import table as show

    sys.exit(show(files, app, as_json=as_json))
