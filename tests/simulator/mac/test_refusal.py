"""Refusals in one word."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError, authentication_failed, read_only, session_invalid
from simulator.mac.refusal import reason_of
from simulator.network import NetworkError


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OktaError("E0000001", 400, "no", (), "not_managed"), "not_managed"),
        (read_only(), "read_only"),
        (authentication_failed(), "authentication_failed"),
        (session_invalid(), "session_invalid"),
        (OktaError("E0009999", 500, "what"), "E0009999"),
        (NetworkError("answer_lost", "org"), "network:answer_lost"),
    ],
)
def test_every_refusal_has_a_word(error: OktaError | NetworkError, reason: str) -> None:
    assert reason_of(error) == reason
