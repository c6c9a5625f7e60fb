"""A browser that holds what it would not choose today, or would choose otherwise soon: and the one act that tells.

In an estate with much going on, something else nearly always lets go of it first.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.swarm.fleet import Cast, Raw
from simulator.swarm.moments import MINUTES_A_DAY, OFTEN, Span, pick, text

_TRUSTED_ONLY = ("trusted_macs_only", "deny_untrusted_macs")
_ANEW: tuple[Raw, ...] = ({"do": "delete_keychain"}, {"do": "push_task"})
_REVOKED: tuple[Raw, ...] = ({"do": "open_app"}, {"do": "revoke_device_certificates"}, *_ANEW)
"""Chrome goes on presenting what it presented first, and that is revoked by now; a new certificate is there."""
_LETS_GO: tuple[Raw, ...] = (
    {"do": "quit"},
    {"do": "restart"},
    {"do": "shut_down"},
    {"do": "upgrade_macos", "macos": "11.6"},
)
_CLOCKS = ("-2 hours", "-60 days")
"""By these a certificate of today is not valid yet."""
_WITHOUT_MEMORY = ("safari", "firefox", "slack")
"""They choose anew each time, so that each change of certificates shows at the next sign-in."""
_OPENS_OFTEN = {"opens_apps": "often", "quits_chrome": "never"}


@st.composite
def held(draw: st.DrawFn, raw: Raw, cast: Cast, span: Span) -> Raw:
    """The same estate with the acts on one Mac, whose people open apps often, of an app for trusted devices alone."""
    mac = draw(pick(*cast.people))
    kind = draw(pick("let go", "let go", "set right", "renewed"))
    client = "chrome" if kind == "let go" else draw(pick(*_WITHOUT_MEMORY))
    more: Raw = {"habits": _OPENS_OFTEN, "apps": [*dict.fromkeys([client, *cast.clients[mac]])]}
    if kind == "renewed":
        more["at_start"] = {"certificate": "there", "issued_ago": "330 days"}
    first, *others = raw["okta"]["apps"]
    apps = [{**first, "rules": draw(pick(*_TRUSTED_ONLY))}, *others]
    acts = draw(_acts(kind, mac, first["name"], client, span))
    return {
        **raw,
        "fleet": [{**group, **more} if _has(group, mac) else group for group in raw["fleet"]],
        "okta": {**raw["okta"], "apps": apps},
        "faults": raw["faults"] if draw(OFTEN) else [],
        "timeline": [*(raw["timeline"] if draw(OFTEN) else []), *acts],
    }


def _has(group: Raw, mac: str) -> bool:
    name = mac.rpartition("-")[0] if group.get("count", 1) > 1 else mac
    return bool(name == group["name"])


@st.composite
def _acts(draw: st.DrawFn, kind: str, mac: str, app: str, client: str, span: Span) -> list[Raw]:
    """One after the other in the working hours of a day."""
    if kind == "renewed":
        return []
    if kind == "let go":
        acts = (*_REVOKED, draw(pick(*_LETS_GO)))
    else:
        by = draw(pick(*_CLOCKS))
        acts = ({"do": "set_clock", "by": by}, *_ANEW, {"do": "set_clock", "by": "0 seconds"})
    begins, apart = draw(pick(1, 2, 5)) * MINUTES_A_DAY + 600, draw(pick(45, 20, 75))
    moments = [span.within(begins + apart * number) for number in range(len(acts))]
    details: dict[str, dict[str, Any]] = {
        "open_app": {"app": app, "client": client},
        "quit": {"client": client},
        "shut_down": {"until": text(span.after(moments[-1], 30))},
    }
    return [
        {"at": text(at), **act, "mac": mac, **details.get(act["do"], {})}
        for at, act in zip(moments, acts, strict=True)
    ]
