"""The two services as a scenario sets them up; every default is the documented set-up."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.scenario.rollout import Rollout
from simulator.scenario.values import CheckInInterval, Duration, Name, Part

Platform = Literal["ios", "android", "mobile_other", "windows", "osx", "desktop_other"]
ClientType = Literal["web", "modern_auth", "active_sync", "legacy"]
TaskVersion = Literal["1.2.0", "1.2.1", "1.3.3"]
TokenPasted = Literal["pasted", "placeholder", "in_parentheses", "without_quotes", "wrong", "removed"]
UrlPasted = Literal["pasted", "placeholder", "in_parentheses", "without_quotes", "removed"]
ManagedChromePolicy = bool | Literal["as_printed", "other_cell", "other_issuer"]


class RuleModel(Part):
    """One app sign-on rule, in the words of the Admin Console's form."""

    name: Name
    access: Literal["allow", "deny"]
    users: list[Name] = []
    groups: list[Name] = []
    excluded_users: list[Name] = []
    excluded_groups: list[Name] = []
    location: Literal["anywhere", "in_zone", "not_in_zone"] = "anywhere"
    zones: list[Name] = []
    clients: list[ClientType] | None = None
    """Office 365 apps only."""
    platforms: list[Platform] = ["ios", "android", "mobile_other", "windows", "osx", "desktop_other"]
    trust: Literal["any", "trusted", "not_trusted"] = "any"
    prompt_for_factor: bool = False
    active: bool = True


RULE_SETS: dict[str, list[dict[str, Any]]] = {
    "trusted_macs_only": [
        {"name": "Trusted Macs", "access": "allow", "platforms": ["osx"], "trust": "trusted"},
        {"name": "Deny everything else", "access": "deny"},
    ],
    "trusted_rule_without_deny": [
        {"name": "Trusted Macs", "access": "allow", "platforms": ["osx"], "trust": "trusted"},
    ],
    "deny_before_trusted": [
        {"name": "Deny everything else", "access": "deny"},
        {"name": "Trusted Macs", "access": "allow", "platforms": ["osx"], "trust": "trusted"},
    ],
    "deny_untrusted_macs": [
        {"name": "Untrusted Macs", "access": "deny", "platforms": ["osx"], "trust": "not_trusted"},
    ],
    "open": [],
}
"""Rule sets by name; each ends in Okta's default rule, which allows."""

RuleSetName = Literal[
    "trusted_macs_only", "trusted_rule_without_deny", "deny_before_trusted", "deny_untrusted_macs", "open"
]
Rules = RuleSetName | list[RuleModel]


class AppModel(Part):
    """An app of the org."""

    name: Name
    protocol: Literal["saml", "ws_fed", "oidc", "swa", "bookmark"] = "saml"
    office365: bool = False
    rules: Rules = "trusted_macs_only"
    session: Duration = "8 hours"
    """How long the app itself keeps people signed in, whatever becomes of them at Okta."""


class Zone(Part):
    """A network zone by its gateways."""

    name: Name
    gateways: list[str]


class DeviceTrustModel(Part):
    """Security > Device Trust."""

    enabled: bool = True
    learn_more_url: str | None = None
    tenant_url: str = "https://acme.jamfcloud.com"
    account: Name = "okta-api"
    """The Jamf Pro account that Okta uses."""


class OktaModel(Part):
    """The Okta org."""

    org: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "acme"
    cell: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "ok3"
    domain: Literal["okta.com", "okta-emea.com"] = "okta.com"
    feature: bool = True
    certificates: Literal["real", "on_demand"] = "real"
    """Whether keys and certificates are made at once, or when somebody reads their bytes; the trace is the same."""
    keys: Literal["p256", "rsa2048"] = "p256"
    """The Macs' keys. The registration task makes RSA-2048; here these come from a small pool, for they take long."""
    device_trust: DeviceTrustModel = DeviceTrustModel()
    latest_task: TaskVersion = "1.2.1"
    """The version of the registration task under Settings > Downloads."""
    zones: list[Zone] = [Zone(name="Office", gateways=["198.51.100.0/24"])]
    apps: list[AppModel] = [AppModel(name="salesforce")]
    users: list[Name] = []
    """Okta users besides the fleet's people, whom rules may name."""
    groups: list[Name] = []
    """Okta groups besides those of the fleet's people, which rules may name."""


class PreviewModel(OktaModel):
    """An Okta Preview org beside the production org, connected to the same Jamf Pro: one of its own, with its own CA."""

    org: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "acme-preview"
    cell: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = "op1"


class AccountModel(Part):
    """A Jamf Pro account. The documented one reads computers, users and accounts."""

    name: Name
    privileges: list[str] | Literal["administrator"] = ["Read Computers", "Read Accounts", "Read User"]


class CriterionModel(Part):
    """One line of a smart group."""

    name: Name
    search_type: Literal["is", "is not", "like", "not like", "before (yyyy-mm-dd)", "after (yyyy-mm-dd)"] = (
        "is"
    )
    value: str
    and_or: Literal["and", "or"] = "and"


class SmartGroupModel(Part):
    """A smart computer group."""

    name: Name
    criteria: list[CriterionModel]


Trigger = Literal["recurring check-in", "enrollmentComplete", "login", "startup"]
Frequency = Literal[
    "Ongoing",
    "Once per computer",
    "Once per user",
    "Once per user per computer",
    "Once per computer per user",
    "Once every day",
    "Once every week",
    "Once every month",
]


class PolicyModel(Part):
    """The policy that runs the registration task; the default is the documented one."""

    name: Name = "Okta Device Trust"
    triggers: list[Trigger] = ["enrollmentComplete", "recurring check-in"]
    frequency: Frequency = "Once per user per computer"
    groups: list[Name] = []
    """Mac groups of the fleet, or smart groups, in scope; all Macs where empty."""
    exclude_groups: list[Name] = []
    limit_to_users: list[Name] = []
    parameters: list[str] = []
    update_inventory: bool = False
    retry_attempts: Annotated[int, Field(ge=-1, le=10)] = -1


class TaskModel(Part):
    """The registration task as the admin put it into Jamf Pro."""

    version: TaskVersion = "1.2.1"
    org_token: TokenPasted = "pasted"  # noqa: S105  # how it was pasted
    org_url: UrlPasted = "pasted"
    whitelist_added: list[str] = []
    """TeamIdentifiers added to the default whitelist."""


class CheckInModel(Part):
    """Settings > Check-in."""

    interval: CheckInInterval = "15 minutes"
    random_delay: Duration = "5 minutes"


class JamfModel(Part):
    """The Jamf Pro server."""

    accounts: list[AccountModel] = [AccountModel(name="okta-api")]
    policy: PolicyModel = PolicyModel()
    task: TaskModel = TaskModel()
    rollout: Rollout = "all_at_once"
    check_in: CheckInModel = CheckInModel()
    smart_groups: list[SmartGroupModel] = []
    extension_attribute: bool = False
    """Whether every inventory reports the state of the certificate ('Okta Device Trust')."""
    inventory: Literal["weekly", "daily"] = "weekly"
    icloud_keychain: Literal["allowed", "disabled"] = "allowed"
    """The recommended profile disables iCloud Keychain syncing."""
    managed_chrome_policy: ManagedChromePolicy = False
    """Whether a profile sets AutoSelectCertificateForUrls, and how; the task writes the user's own otherwise.

    As the help page prints it the value ends in a typographic quotation mark.
    """
