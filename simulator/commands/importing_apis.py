"""``trustlab import jamf`` and ``okta``: what the APIs of both services tell, read only.

Secrets come from the environment or a prompt. They are held for the length of the import, and never written.
"""

from __future__ import annotations

import os
from typing import Any, Final

import click

from simulator.collecting import uncollected
from simulator.commands.answers import wrong
from simulator.commands.importing import Target, prepare, write_estate
from simulator.commands.joining import opened, rules_of, write_joined
from simulator.inventory import rules_file
from simulator.inventory.coverage import Coverage
from simulator.inventory.jamf_api import JamfLogin, JamfRefused, connected, entries
from simulator.inventory.jamf_export import Reading, known_macs
from simulator.inventory.okta_api import OktaReader, OktaRefused
from simulator.inventory.okta_org import (
    Org,
    apps_of,
    joined_with,
    take_members,
    take_users,
    text,
    under_aliases,
    zones_of,
)

CLIENT, CLIENT_SECRET = "JAMF_CLIENT_ID", "JAMF_CLIENT_SECRET"
USER, PASSWORD = "JAMF_USER", "JAMF_PASSWORD"
TOKEN: Final = "OKTA_API_TOKEN"  # noqa: S105
EVERYONE: Final = "Everyone"


@uncollected()
def import_jamf(url: str, target: Target, attributes: tuple[str, ...]) -> None:
    """Read the inventory by Jamf Pro's API and write an estate."""
    key = prepare(target)
    coverage = Coverage(url, "computers")
    try:
        found = [*entries(connected(url, _jamf_login()), coverage, attributes)]
    except JamfRefused as error:
        wrong(f"{url}: {error}.")
    write_estate(known_macs(found, coverage, Reading()), [coverage], target, key)


def _jamf_login() -> JamfLogin:
    if os.environ.get(CLIENT):
        return JamfLogin(os.environ[CLIENT], _secret(CLIENT_SECRET))
    user = os.environ.get(USER) or click.prompt(
        f"Jamf Pro user ({USER}, or {CLIENT} for an API client)", err=True
    )
    return JamfLogin(user, _secret(PASSWORD), is_client=False)


def _secret(variable: str) -> str:
    return os.environ.get(variable) or str(click.prompt(variable, hide_input=True, err=True))


@uncollected()
def import_okta(url: str, into: str, rules: str | None, target: Target) -> None:
    """Read an org's people, groups, apps and zones, and join them into an estate."""
    key, loaded = opened(into, target)
    if loaded is None:  # a target is always named
        wrong("--into: no estate is named.")
    told = rules_of(rules)
    coverage = Coverage(url, "users")
    try:
        reader = OktaReader(url, _secret(TOKEN))
        org = _people(reader, coverage)
        okta = _apps_and_zones(reader, [] if told is None else told.apps, coverage)
    except OktaRefused as error:
        wrong(f"{url}: {error}.")
    if key is not None:
        org = under_aliases(org, key)
        okta["apps"] = rules_file.under_aliases(okta["apps"], key)
    okta |= rules_file.besides(okta["apps"])
    write_joined(loaded, lambda macs: joined_with(macs, org, coverage), coverage, okta)


def _people(reader: OktaReader, coverage: Coverage) -> Org:
    org = Org()
    by_id = take_users(org, reader.all_of("/api/v1/users", limit="200"), coverage)
    gone = reader.all_of("/api/v1/users", limit="200", filter='status eq "DEPROVISIONED"')
    by_id |= take_users(org, (user for user in gone if text(user, "id") not in by_id), coverage)
    groups = 0
    for group in reader.all_of("/api/v1/groups", limit="200"):
        name = text(group, "profile", "name")
        if not name or name == EVERYONE:
            continue
        groups += 1
        members = reader.all_of(f"/api/v1/groups/{text(group, 'id')}/users", limit="200")
        take_members(org, name, members, by_id)
    coverage.note(f"{groups:,} groups besides Everyone were read.")
    return org


def _apps_and_zones(reader: OktaReader, ruled: list[dict[str, Any]], coverage: Coverage) -> dict[str, Any]:
    apps = apps_of(reader.all_of("/api/v1/apps", limit="200"), ruled, coverage)
    zones = zones_of(reader.all_of("/api/v1/zones", limit="200"), coverage)
    policies = [text(one, "name") for one in reader.all_of("/api/v1/policies", type="OKTA_SIGN_ON")]
    coverage.note(
        f"{len(policies):,} sign-on policies of the org itself were seen; a scenario has none, they decide before any app's rules."
    )
    return {"apps": apps, "zones": zones}
