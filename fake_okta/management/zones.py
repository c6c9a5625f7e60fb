"""The Network Zones API: IP zones; this org has no dynamic ones.

Source: 'Zones API', Okta developer documentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fake_okta.errors import forbidden
from fake_okta.management import messages_apps as api
from fake_okta.management.filters import matcher
from fake_okta.management.paging import Page, numbered_page, size
from fake_okta.management.records import Field, check_filter, values_of
from fake_okta.management.tokens import Caller
from fake_okta.org import Org
from fake_okta.syslog import Target
from fake_okta.zones import Zone

MOST: Final = 200

FIELDS: Final[Mapping[str, Field]] = {
    "id": lambda zone: zone.id,
    "usage": lambda zone: "POLICY",
    "system": lambda zone: False,
    "name": lambda zone: zone.name,
    "status": lambda zone: "ACTIVE" if zone.active else "INACTIVE",
}


def zone_record(zone: Zone) -> api.ZoneRecord:
    """A zone as the API tells of it."""
    return api.ZoneRecord(
        zone.id, zone.name, zone.active, zone.created, zone.updated, zone.written, zone.proxies, zone.number
    )


class ZoneOperations:
    """The operations on network zones."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def listed(self, message: api.ListZones, caller: Caller) -> Page[api.ZoneRecord]:
        """A page of zones. Raises E0000053, E0000029 or E0000001 for what cannot be asked."""
        found = [zone_record(zone) for zone in self._org.zones.all()]
        if message.filter is not None:
            check_filter(message.filter, FIELDS)
            wanted = matcher(message.filter, case_exact=False)
            found = [one for one in found if wanted(values_of(FIELDS, one))]
        count = size(message.limit, MOST, MOST)
        return numbered_page("zone", found, lambda one: one.number, message.after, count)

    def add(self, message: api.AddZone, caller: Caller) -> api.ZoneRecord:
        """A new zone; raises E0000001 with a cause for each mistake."""
        zone = self._org.zones.create(
            message.name, message.gateways, self._org.now(), proxies=message.proxies
        )
        self._log(caller, "zone.create", zone)
        return zone_record(zone)

    def read(self, message: api.ReadZone, caller: Caller) -> api.ZoneRecord:
        """One zone; raises E0000007."""
        return zone_record(self._org.zones.find(message.zone))

    def replace(self, message: api.ReplaceZone, caller: Caller) -> api.ZoneRecord:
        """Another name and other addresses; raises E0000007 or E0000001. Rules go on to mean this zone."""
        zone = self._org.zones.find(message.zone)
        old = zone.name
        self._org.zones.change(zone, message.name, message.gateways, self._org.now(), message.proxies)
        self._org.apps.rename_zone(old, zone.name)
        self._log(caller, "zone.update", zone)
        return zone_record(zone)

    def delete(self, message: api.DeleteZone, caller: Caller) -> None:
        """Delete a zone; raises E0000007, or E0000006 where a rule asks for it."""
        zone = self._org.zones.find(message.zone)
        asked_for = any(
            zone.id in (*rule.included, *rule.excluded)
            for policy in self._org.sign_on_policies.policies
            for rule in policy.rules
        )
        if asked_for or self._org.apps.rules_in_zone(zone.name):
            raise forbidden()
        self._org.zones.remove(zone)
        self._log(caller, "zone.delete", zone)

    def switch(self, message: api.SwitchZone, caller: Caller) -> api.ZoneRecord:
        """Activate or deactivate a zone; raises E0000007."""
        zone = self._org.zones.find(message.zone)
        self._org.zones.switch(zone, self._org.now(), active=message.operation == "activate")
        self._log(caller, f"zone.{message.operation}", zone)
        return zone_record(zone)

    def _log(self, caller: Caller, event_type: str, zone: Zone) -> None:
        target = Target(zone.id, "NetworkZone", zone.name)
        self._org.log.append(event_type, actor=caller.actor, targets=(target,), details={"zone": zone.name})
