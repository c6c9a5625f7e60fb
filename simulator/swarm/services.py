"""The two services of a drawn estate: apps, the setting, the policy, the task, check-ins, assumptions."""

from __future__ import annotations

from hypothesis import strategies as st

from simulator.assumptions import all_assumptions
from simulator.swarm.fleet import Cast, Raw, some
from simulator.swarm.moments import OFTEN, RARELY, SOMETIMES, Span, pick
from simulator.swarm.rules import rules

_FOR_SHORT_RUNS = ("Ongoing", "Once every day")
_FREQUENCIES = ("Once per computer", "Once per user", "Once every week", "Once every month", "Once every day")
_SHORT_DAYS = 60


@st.composite
def okta(draw: st.DrawFn, cast: Cast) -> Raw:
    """The org; the cast learns its apps."""
    raw: Raw = draw(some(cell=pick("ok1", "ok14"), domain=pick("okta-emea.com")))
    if draw(RARELY):
        raw |= draw(pick({"feature": False}, {"device_trust": {"enabled": False}}))
        cast.in_force = False
    if draw(RARELY):
        raw["zones"] = [{"name": "Office", "gateways": ["203.0.113.0/24"]}]
    if not cast.okta_groups and draw(OFTEN):
        raw["groups"] = cast.okta_groups = ["Sales"]
    cast.apps.append("salesforce")
    app: Raw = {"name": "salesforce", "rules": draw(rules(cast, trust=cast.in_force))}
    apps = [app]
    if draw(SOMETIMES):
        office365 = draw(OFTEN)
        kind: Raw = {"protocol": "ws_fed", "office365": True} if office365 else {}
        cast.apps.append("mail" if office365 else "wiki")
        given = draw(rules(cast, office365=office365, trust=cast.in_force))
        apps.append({"name": cast.apps[-1], **kind, "rules": given})
    return raw | {"apps": apps}


@st.composite
def _policies(draw: st.DrawFn, cast: Cast, span: Span) -> Raw:
    """The task's policy."""
    often = _FOR_SHORT_RUNS if span.days <= _SHORT_DAYS else ()
    raw: Raw = draw(
        some(
            frequency=pick(*often, *_FREQUENCIES, *often),
            triggers=pick(["recurring check-in"], ["enrollmentComplete"], ["recurring check-in", "login"]),
            parameters=pick(["verbose"]),
            update_inventory=pick(True),
        )
    )
    if raw.get("frequency") == "Once per computer":
        raw["retry_attempts"] = draw(pick(-1, 2))
    if draw(SOMETIMES):
        raw |= draw(scopes(cast))
    return raw


def scopes(cast: Cast) -> st.SearchStrategy[Raw]:
    """Which Macs and accounts a policy of Jamf Pro reaches."""
    account = next(iter(cast.people))
    return pick(
        {"groups": [cast.groups[0]]},
        {"exclude_groups": [cast.groups[-1]]},
        {"limit_to_users": (cast.accounts[account] or [account])[:1]},
    ).map(dict)


@st.composite
def jamf(draw: st.DrawFn, cast: Cast, span: Span) -> Raw:
    """Jamf Pro's server."""
    raw: Raw = draw(
        some(
            policy=_policies(cast, span),
            task=some(
                version=pick("1.2.0", "1.3.3"),
                org_token=pick(
                    "pasted", "pasted", "placeholder", "in_parentheses", "without_quotes", "wrong"
                ),
                whitelist_added=pick(["M932RC5J66"]),
            ),
            rollout=pick({"macs_a_day": 1}),
            icloud_keychain=pick("disabled"),
            managed_chrome_policy=pick(True),
        )
    )
    # A year in which check-ins are few can be played whole, and be compared.
    if draw(OFTEN if span.days > _SHORT_DAYS else SOMETIMES):
        intervals = ("1 hour",) if span.days > _SHORT_DAYS else ("30 minutes", "1 hour", "5 minutes")
        raw["check_in"] = {"interval": draw(pick(*intervals))}
    if draw(RARELY):
        raw["accounts"] = [draw(_accounts())]
    if draw(RARELY):
        raw |= {"extension_attribute": True, "inventory": draw(pick("weekly", "daily"))}
    if raw.get("extension_attribute") and draw(OFTEN):
        raw |= _smart(raw.get("policy", {}))
    return raw


def _smart(policy: Raw) -> Raw:
    """The task again and again for those without a certificate: the documented smart group."""
    criterion = {"name": "Okta Device Trust", "value": "none"}
    group = {"name": "Without a certificate", "criteria": [criterion]}
    wanted = {key: value for key, value in policy.items() if key not in {"exclude_groups", "retry_attempts"}}
    return {
        "smart_groups": [group],
        "policy": {**wanted, "frequency": "Once every day", "groups": [group["name"]]},
    }


@st.composite
def _accounts(draw: st.DrawFn) -> Raw:
    """Okta's account in Jamf Pro."""
    lacking = ["Read Computers", "Read User"]
    return {"name": "okta-api", "privileges": draw(pick("administrator", lacking))}


@st.composite
def assumptions(draw: st.DrawFn) -> dict[str, str]:
    """Alternatives of some named assumptions."""
    rows = [(row.name, value) for row in all_assumptions() for value in row.alternatives]
    chosen = draw(st.lists(pick(*rows), max_size=4, unique_by=lambda row: str(row[0])))
    return dict(chosen)
