"""Why a service said no, in one machine-readable word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fake_okta.errors import OktaError
from simulator.network import NetworkError

_OF_CODE: Final[Mapping[str, str]] = {
    "E0000004": "authentication_failed",
    "E0000005": "session_invalid",
    "E0000007": "not_found",
    "E0000010": "read_only",
    "E0000015": "feature_missing",
}


def reason_of(error: OktaError | NetworkError) -> str:
    """Give the word by which the trace tells a refusal or a lost way from others."""
    if isinstance(error, NetworkError):
        return f"network:{error.trouble}"
    return error.cause_code or _OF_CODE.get(error.code, error.code)
