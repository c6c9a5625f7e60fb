"""``trustlab import`` on the command line. Nothing heavy is imported before a command is called."""

from __future__ import annotations

from typing import Any

import click


@click.group(name="import")
def import_() -> None:
    """Make an estate file from real inventory: read-only, what cannot be read is listed, nothing is guessed."""


_OUT = click.option(
    "-o",
    "--output",
    "out",
    default="estate.yaml",
    show_default=True,
    metavar="FILE",
    help="The estate; its table of Macs is written beside it (FILE with .macs.csv).",
)
_FORCE = click.option("--force", is_flag=True, help="Replace files that are there.")
_PSEUDONYMISE = click.option(
    "--pseudonymise",
    is_flag=True,
    help="Aliases for names and numbers; the key is TRUSTLAB_PSEUDONYM_KEY, or is asked for.",
)


@import_.command(name="jamf-csv")
@click.argument("file", metavar="FILE")
@_OUT
@_FORCE
@_PSEUDONYMISE
@click.option("--encoding", metavar="NAME", help="Where neither a byte order mark nor UTF-8 tells it.")
@click.option(
    "--delimiter", type=click.Choice(["comma", "semicolon", "tab", "pipe"]), help="Found where left out."
)
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How 03/04/2026 is meant, where the file itself does not tell.",
)
@click.option("--zone", metavar="ZONE", help="Of dates without a zone; UTC where left out.")
@click.option(
    "--attribute",
    "attributes",
    multiple=True,
    metavar="HEADER",
    help="An extension attribute about the certificate; found by its name or values where left out. Repeatable.",
)
@click.option(
    "--at-night",
    is_flag=True,
    help="It was exported at night, when nobody works: which Macs had just checked in tells which do not sleep.",
)
@click.option(
    "--night",
    "nights",
    multiple=True,
    metavar="FILE",
    help="The same inventory exported on another night: a Mac is what it was on more of them. Repeatable.",
)
def jamf_csv(file: str, out: str, force: bool, pseudonymise: bool, **options: Any) -> None:  # noqa: FBT001
    """Read Jamf Pro's inventory export."""
    from simulator.commands.importing import Target, import_jamf_csv

    import_jamf_csv(file, Target(out, force, pseudonymise), options)


_INTO = click.option(
    "--into", metavar="ESTATE", help="Join it into this estate file, instead of writing one of its own."
)
_RULES = click.option(
    "--rules",
    metavar="FILE",
    help="Apps with their rules, as in a scenario's 'okta:': Okta has no API for them.",
)


@import_.command(name="okta-log")
@click.argument("file", metavar="FILE")
@_INTO
@_RULES
@click.option(
    "--habits",
    is_flag=True,
    help="Take from the log how often people open apps and when they work, and tell how well that fits.",
)
@_OUT
@_FORCE
@_PSEUDONYMISE
def okta_log(
    file: str,
    into: str | None,
    rules: str | None,
    habits: bool,  # noqa: FBT001
    out: str,
    force: bool,  # noqa: FBT001
    pseudonymise: bool,  # noqa: FBT001
) -> None:
    """Read a System Log export: JSON as its API answers, an array or one event a line."""
    from simulator.commands.importing import Target
    from simulator.commands.joining import import_okta_log

    import_okta_log(file, into, Target(out, force, pseudonymise), rules, habits=habits)


@import_.command(name="jamf")
@click.option("--url", required=True, metavar="URL", help="Of the server, https://acme.jamfcloud.com.")
@_OUT
@_FORCE
@_PSEUDONYMISE
@click.option(
    "--attribute",
    "attributes",
    multiple=True,
    metavar="NAME",
    help="An extension attribute about the certificate; found where left out. Repeatable.",
)
def jamf(url: str, out: str, force: bool, pseudonymise: bool, attributes: tuple[str, ...]) -> None:  # noqa: FBT001
    """Read the inventory by Jamf Pro's API: needs the privilege Read Computers, and trustlab[jamf].

    JAMF_CLIENT_ID and JAMF_CLIENT_SECRET, or JAMF_USER and JAMF_PASSWORD, are taken from the environment or asked for.
    """
    from simulator.commands.importing import Target
    from simulator.commands.importing_apis import import_jamf

    import_jamf(url, Target(out, force, pseudonymise), attributes)


@import_.command(name="okta")
@click.option("--url", required=True, metavar="URL", help="Of the org, https://acme.okta.com.")
@click.option("--into", required=True, metavar="ESTATE", help="The estate file that it is joined into.")
@_RULES
@_PSEUDONYMISE
def okta(url: str, into: str, rules: str | None, pseudonymise: bool) -> None:  # noqa: FBT001
    """Read an org's users, groups, apps, zones and sign-on policies; rules of apps come from a file.

    OKTA_API_TOKEN, of a read-only administrator, is taken from the environment or asked for.
    """
    from simulator.commands.importing import Target
    from simulator.commands.importing_apis import import_okta

    import_okta(url, into, rules, Target(into, pseudonymise=pseudonymise))
