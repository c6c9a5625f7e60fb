"""Why an enrollment or a renewal is refused: a machine reason each, and the error that Okta answers with.

Which error belongs to which reason is not public, but for the sentence of the limit, the code of read-only
mode, and that of a missing feature; the others are this fake's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from fake_okta.certificates import LIMIT_REACHED
from fake_okta.devicetrust import NOT_ENABLED
from fake_okta.errors import (
    OktaError,
    feature_missing,
    read_only,
    request_not_valid,
    token_invalid,
    validation_failed,
)

Reason = Literal[
    "read_only",
    "feature_missing",
    "setting_disabled",
    "org_token_invalid",
    "csr_invalid",
    "not_managed",
    "computer_unknown",
    "jamf_unauthorized",
    "jamf_forbidden",
    "jamf_unreachable",
    "enrollment_limit",
    "proof_invalid",
    "certificate_unknown",
    "certificate_revoked",
    "certificate_expired",
    "certificate_unbound",
]

_FIELD_AND_CAUSE: Final[Mapping[Reason, tuple[str, str]]] = {
    "csr_invalid": ("csr", "The certificate signing request is not valid"),
    "not_managed": ("device", "Jamf Pro does not manage this device"),
    "computer_unknown": ("device", "Jamf Pro does not know this device"),
    "jamf_unauthorized": ("device", "Jamf Pro refused the configured credentials"),
    "jamf_forbidden": ("device", "The configured Jamf Pro account lacks a privilege"),
    "jamf_unreachable": ("device", "Jamf Pro could not be reached"),
    "enrollment_limit": ("device", LIMIT_REACHED),
    "certificate_unknown": ("deviceRenewalToken", "This org did not issue the certificate"),
    "certificate_revoked": ("deviceRenewalToken", "The certificate is revoked"),
    "certificate_expired": ("deviceRenewalToken", "The certificate has expired"),
    "certificate_unbound": ("deviceRenewalToken", "The certificate was never used"),
}


class Refused(Exception):
    """Okta's No to an enrollment or renewal, on its way to the log and then, as an error, to the caller."""

    def __init__(self, reason: Reason, because: str = "") -> None:
        super().__init__(reason, because)
        self.reason = reason
        self.because = because

    def error(self) -> OktaError:
        """What the caller is told; the error carries the reason as its ``cause_code``."""
        told = self._told()
        return OktaError(told.code, told.status, told.summary, told.causes, self.reason)

    def _told(self) -> OktaError:
        if self.reason == "read_only":
            return read_only()
        if self.reason == "feature_missing":
            return feature_missing()
        if self.reason == "setting_disabled":
            return request_not_valid(NOT_ENABLED)
        if self.reason in ("org_token_invalid", "proof_invalid"):
            return token_invalid()
        field, cause = _FIELD_AND_CAUSE[self.reason]
        return validation_failed(field, f"{cause}: {self.because}" if self.because else cause)
