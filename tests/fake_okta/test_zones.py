"""Network zones."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError
from fake_okta.zones import Zones


def test_an_address_lies_in_every_zone_with_a_gateway_that_holds_it() -> None:
    zones = Zones()
    zones.create("office", ("10.0.0.0/8", "2001:db8::/32"))
    assert zones.holding("10.1.2.3") == {"office"}
    zones.create("branch", ("10.1.0.0/16",))
    assert zones.holding("10.1.2.3") == {"office", "branch"}
    assert zones.holding("2001:db8::1") == {"office"}
    assert zones.holding("192.0.2.1") == zones.holding("no address") == frozenset()


def test_a_wrong_zone_is_refused_with_all_its_mistakes() -> None:
    zones = Zones()
    with pytest.raises(OktaError) as caught:
        zones.create("ALL_ZONES", ("10.0.0.1/8", "moon"))
    assert len(caught.value.causes) == 3
    assert not zones.names
