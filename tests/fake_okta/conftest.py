"""Estates as fixtures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_okta.assumptions import OktaAssumptions
from tests.fake_okta.estate import Estate


@pytest.fixture(scope="session")
def new_estate() -> Callable[..., Estate]:
    """Makes estates: ``new_estate(renewal_of_expired="refused", seed=b"...", org="acme")``."""

    def make(seed: bytes = b"tests", org: str = "acme", **assumptions: object) -> Estate:
        return Estate(OktaAssumptions(**assumptions), seed, org)  # type: ignore[arg-type]

    return make


@pytest.fixture
def estate(new_estate: Callable[..., Estate]) -> Estate:
    """An org with Device Trust enabled."""
    return new_estate().enabled()
