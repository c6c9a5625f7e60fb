"""Network zones."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError
from fake_okta.ids import Ids
from fake_okta.zones import Zones


def test_an_address_lies_in_every_zone_with_a_gateway_that_holds_it() -> None:
    zones = Zones(Ids(b"zones"))
    zones.create("office", ("10.0.0.0/8", "2001:db8::/32"), 0)
    assert zones.holding("10.1.2.3") == {"office"}
    zones.create("branch", ("10.1.0.0/16",), 0)
    assert zones.holding("10.1.2.3") == {"office", "branch"}
    assert zones.holding("2001:db8::1") == {"office"}
    assert zones.holding("192.0.2.1") == zones.holding("no address") == frozenset()


def test_a_wrong_zone_is_refused_with_all_its_mistakes() -> None:
    zones = Zones(Ids(b"zones"))
    with pytest.raises(OktaError) as caught:
        zones.create("ALL_ZONES", ("10.0.0.1/8", "moon"), 0)
    assert len(caught.value.causes) == 3
    assert not zones.names


def test_a_range_holds_its_ends_and_all_between_and_only_addresses_of_its_version() -> None:
    zones = Zones(Ids(b"zones"))
    zones.create("range", ("192.0.2.10 - 192.0.2.20", "::5-::7"), 0)
    inside = ("192.0.2.10", "192.0.2.15", "192.0.2.20", "::5", "::7")
    outside = ("192.0.2.9", "192.0.2.21", "::4", "::8", "0.0.0.6", "::c000:20f")
    assert {zones.holding(address) for address in inside} == {frozenset({"range"})}
    assert {zones.holding(address) for address in outside} == {frozenset()}


@pytest.mark.parametrize("gateway", ["192.0.2.9-192.0.2.8", "192.0.2.1-::9", "192.0.2.1-"])
def test_a_range_that_runs_backwards_or_mixes_versions_is_refused(gateway: str) -> None:
    with pytest.raises(OktaError, match="E0000001") as caught:
        Zones(Ids(b"zones")).create("range", (gateway,), 0)
    (cause,) = caught.value.causes
    assert cause.startswith("gateways: ")


def test_of_a_wrong_range_it_is_told_which_it_was() -> None:
    with pytest.raises(OktaError) as caught:
        Zones(Ids(b"zones")).create("range", ("192.0.2.1", "192.0.2.9-192.0.2.8"), 0)
    assert caught.value.causes == ("gateways: 192.0.2.9-192.0.2.8 is no range of addresses",)


def test_a_range_of_one_address_is_one() -> None:
    zones = Zones(Ids(b"zones"))
    zones.create("one", ("192.0.2.9-192.0.2.9",), 0)
    assert zones.holding("192.0.2.9") == {"one"}


@pytest.mark.parametrize("name", ["", " ", "ALL_ZONES", "office"])
def test_a_name_that_is_empty_reserved_or_taken_is_refused(name: str) -> None:
    zones = Zones(Ids(b"zones"))
    zones.create("office", (), 0)
    with pytest.raises(OktaError, match="empty, reserved or taken"):
        zones.create(name, (), 0)


def test_a_zone_stands_as_it_was_written_with_id_number_and_time() -> None:
    zones = Zones(Ids(b"zones"))
    office = zones.create("office", ("192.0.2.1-192.0.2.9",), 7, proxies=("10.0.0.0/8",), active=False)
    branch = zones.create("branch", ("10.1.0.0/16",), 8)
    assert (office.written, office.proxies, office.active) == (
        ("192.0.2.1-192.0.2.9",),
        ("10.0.0.0/8",),
        False,
    )
    assert (office.created, office.updated, branch.created, branch.active) == (7, 7, 8, True)
    assert (office.number, branch.number) == (1, 2)
    assert {one.id[:3] for one in (office, branch)} == {"nzo"}
    assert {len(one.id) for one in (office, branch)} == {20}
    assert office.id != branch.id
    assert [*zones.all()] == [office, branch]
    assert zones.find(branch.id) is branch
    with pytest.raises(OktaError) as refused:
        zones.find("nzo-none")
    assert refused.value.summary == "Not found: Resource not found: nzo-none (NetworkZone)"


def test_what_an_address_lies_in_follows_every_change_of_the_zones() -> None:
    zones = Zones(Ids(b"zones"))
    office = zones.create("office", ("192.0.2.0/24",), 0)
    assert zones.holding("192.0.2.1") == {"office"}
    zones.switch(office, 9, active=False)
    assert (zones.holding("192.0.2.1"), office.updated) == (frozenset(), 9)
    zones.switch(office, 10, active=True)
    zones.change(office, "campus", ("198.51.100.0/24",), 11, ("10.0.0.1/32",))
    assert (zones.holding("192.0.2.1"), zones.holding("198.51.100.1")) == (frozenset(), {"campus"})
    assert (office.written, office.proxies, office.updated) == (("198.51.100.0/24",), ("10.0.0.1/32",), 11)
    zones.change(office, "campus", ("192.0.2.0/24",), 12)  # its own name is free for it
    assert zones.holding("192.0.2.1") == {"campus"}
    zones.remove(office)
    assert (zones.holding("192.0.2.1"), [*zones.all()]) == (frozenset(), [])
