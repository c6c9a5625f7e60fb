"""What Okta's public material leaves open: each gap named, with a default and its alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OktaAssumptions:
    """How this fake Okta behaves where nobody outside Okta knows.

    Attributes:
        certificate_bound_to_another_user: what a certificate is worth in another user's hands.
        renewed_certificate: bound to the same user at once, or unbound until its first use.
        old_certificate_after_renewal: stays valid until it expires, or is revoked at once.
        renewal_of_expired: Okta's answer to a proof signed with an expired certificate.
        renewal_of_unbound: Okta's answer where the old certificate was never used (a newer help page says
            that devices not used to open secured apps are not renewed).
        read_only_first_use: an unbound certificate's first use while the cell is read-only.
        expired_unbound_counts: whether an expired unbound certificate counts against the limit.
        test_detects_privileges: whether 'Test API credentials' notices a missing privilege.
        setting_off_trust: what a device condition makes of a device while the setting or feature is off.
        csr_with_stale_signature: a request whose signature does not fit (the real task adds extensions after
            signing, so Okta may well accept it).
    """

    certificate_bound_to_another_user: Literal["untrusted", "trusted"] = "untrusted"
    renewed_certificate: Literal["bound", "unbound"] = "bound"
    old_certificate_after_renewal: Literal["valid", "revoked"] = "valid"
    renewal_of_expired: Literal["accepted", "refused"] = "accepted"
    renewal_of_unbound: Literal["refused", "accepted"] = "refused"
    read_only_first_use: Literal["trusted_unbound", "untrusted"] = "trusted_unbound"
    expired_unbound_counts: Literal["yes", "no"] = "yes"
    test_detects_privileges: Literal["no", "yes"] = "no"
    setting_off_trust: Literal["untrusted", "not_asked"] = "untrusted"
    csr_with_stale_signature: Literal["refused", "accepted"] = "refused"
