"""Where the API of this fake is another one than Okta's on purpose, or by a guess. ``ENDPOINTS.md`` shows them.

Keys are the beginnings of addresses, values are sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

AT: Final[Mapping[str, str]] = {
    "/api/internal": "Statuses and codes of refusals are a guess but for the limit's sentence and read-only mode."
    "",
    "/api/v1/internal": "Of a key only `kid` is known; the other fields, and the empty answer to a revocation, are ours.",
    "/admin/access": "The address is the console's; to programs JSON with an API token, to browsers a page."
    " Okta's console is a host of its own; here the org's first user signs in to it on the org's.",
    "/admin/app": "The address is the console's; JSON for programs, a page for browsers.",
    "/admin/policy": "The address is the console's; JSON with an API token instead of a form with a session; people by"
    " login, groups and zones by name; `priority` moves a rule.",
    "/api/v1/authn": "Passwords only: no second factor, no lockout, no password that expires.",
    "/api/v1/sessions": "A token begins a session, a name with a password does not. Two idle hours end every session,"
    " whatever a policy's rule says.",
    "/api/v1/users": "The default profile only; no e-mail is sent; `reactivate` and `sendEmail` do nothing. No imported"
    " or hashed passwords. `search` takes neither `ne` nor `ew`.",
    "/api/v1/apps": "Settings are kept and told again, and no protocol reads them. A deactivated person keeps no app.",
    "/api/v1/policies": "OKTA_SIGN_ON alone; other types of a Classic org are empty lists. Whether a rule allows, and"
    " from which zone, is played; factors and session lengths are kept only.",
    "/api/v1/zones": "IP zones only.",
    "/api/v1/org/zones": "The Admin Console's other name for zones.",
    "/api/v1/logs": "Times are whole seconds. Text in filters is compared in its case; of `after` and `since` in one"
    " request, `after` counts. No thirty seconds' time-out.",
    "/app": "`/app/{label}/sso`, and JSON where Okta redirects, are ours. At `/app/{name}/{id}/sso/saml` an app may ask (SAML 2.0 by"
    " redirect or POST): its ID and RelayState come back, and no signature or other wish of the request is looked at. Response and"
    " assertion are both signed, by ECDSA with SHA-256 where Okta has RSA.",
    "/trustlab": "Ours alone: how org, browser and mutual TLS host pass a sign-in on is not public.",
}

EVERYWHERE: Final = (
    "A token has the role that it was made with; Okta's has that of its maker at the time of the call.",
    (
        "Rate limits count by endpoint and minute of the org's clock; concurrency is not limited. Addresses of the"
        " registration task and of browsers count nothing."
    ),
    "Without credentials the answer is E0000005, as the published catalogue has it, with 403.",
    "A wrong Content-Type or Accept is E0000021 with 400, the catalogue's status; a body of more than 256 KiB is 413.",
    "No OAuth: a Bearer token is nobody's.",
)
