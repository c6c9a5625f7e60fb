"""An estate for each test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_okta.assumptions import OktaAssumptions
from tests.simulator.mac.estate import Estate


@pytest.fixture
def estate() -> Estate:
    """A real Okta and Jamf Pro, Device Trust enabled, the documented rules."""
    return Estate()


@pytest.fixture
def new_estate() -> Callable[..., Estate]:
    """Makes estates: ``new_estate(org="beta", renewal_of_expired="refused")``."""

    def make(org: str = "acme", **assumptions: str) -> Estate:
        return Estate(OktaAssumptions(**assumptions), org)  # type: ignore[arg-type]

    return make
