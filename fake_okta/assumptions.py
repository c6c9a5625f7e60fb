"""What Okta's public material leaves open: each gap named, with a default and its alternatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OktaAssumptions:
    """How this fake Okta behaves where nobody outside Okta knows. What follows 'Unknown:' says why nobody does.

    Attributes:
        certificate_bound_to_another_user: what a certificate is worth in another user's hands. Unknown: the help
            page says that shared terminals are not supported, and not what becomes of the second user.
        renewed_certificate: bound to the same user at once, or unbound until its first use. Unknown: binding is
            documented for a first use alone, and renewal without a word about it.
        old_certificate_after_renewal: stays valid until it expires, or is revoked at once. Unknown: the page
            has browsers present the expired certificate, which fits both; no list of revocations is public.
        renewal_of_expired: Okta's answer to a proof signed with an expired certificate. Unknown: the task tries
            after expiry as well, and what Okta answers is written nowhere.
        renewal_of_unbound: Okta's answer where the old certificate was never used. Unknown: a newer help page
            says that devices not used to open secured apps are not renewed, and not at which step.
        read_only_first_use: an unbound certificate's first use while the cell is read-only. Unknown: sign-in
            goes on in read-only mode and writing does not; whether a binding is awaited is not said.
        expired_unbound_counts: whether an expired unbound certificate counts against the limit. Unknown: the
            limit is documented by its number; Okta's own way out revokes all, so they may well stay.
        test_detects_privileges: whether 'Test API credentials' notices a missing privilege. Unknown: it succeeds
            where a connection is established, and what it asks of Jamf Pro is not public.
        setting_off_trust: what a device condition makes of a device while the setting or feature is off.
            Unknown: the page calls it an inconsistent state, and a newer one says only that no message is shown.
        csr_with_stale_signature: a request whose signature does not fit. Unknown: the real task adds extensions
            after signing, so Okta may well accept it, or never have met one.
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
