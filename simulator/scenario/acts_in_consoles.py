"""What a scenario lets administrators do at a moment in the two consoles: one model a verb, told apart by ``do``."""

from __future__ import annotations

from typing import Literal

from simulator.scenario.acts_on_macs import Act, Org
from simulator.scenario.services import (
    Frequency,
    ManagedChromePolicy,
    Rules,
    TaskVersion,
    TokenPasted,
    Trigger,
    UrlPasted,
)
from simulator.scenario.values import Duration, Name


class JamfComputerAct(Act):
    """Take a Mac out of management, back in, or delete its record."""

    do: Literal["unmanage", "manage", "delete_computer"]
    mac: Name
    one_every: Duration | None = None
    """The Macs of a group one after another, so far apart; all at once where left out."""


class FlushPolicyLog(Act):
    """Flush the task's policy log, for one Mac, a group or all."""

    do: Literal["flush_policy_log"]
    mac: Name | None = None


class PushTask(Act):
    """Run the task once more by a policy of its own (Once per computer): a re-push, or an uninstall."""

    do: Literal["push_task"]
    mac: Name | None = None
    parameter: Literal["", "verbose", "uninstall"] = ""
    org: Org = "production"
    """Whose task it is."""


class EditPolicy(Act):
    """Change the task's policy; what is left out stays. An empty list of groups is all Macs."""

    do: Literal["edit_policy"]
    groups: list[Name] | None = None
    exclude_groups: list[Name] | None = None
    limit_to_users: list[Name] | None = None
    frequency: Frequency | None = None
    triggers: list[Trigger] | None = None
    enabled: bool | None = None


class SetProfile(Act):
    """Configuration profiles: change what they set; Macs in management get them at once."""

    do: Literal["set_profile"]
    icloud_keychain: Literal["allowed", "disabled"] | None = None
    managed_chrome_policy: ManagedChromePolicy | None = None


class SetJamfPassword(Act):
    """Change a Jamf Pro account's password, with or without telling Okta."""

    do: Literal["set_jamf_password"]
    account: Name = "okta-api"
    tell_okta: bool = False


class UserAct(Act):
    """An Okta user's life cycle, or 'Revoke Trust Certificate'."""

    do: Literal[
        "create_user",
        "activate_user",
        "deactivate_user",
        "suspend_user",
        "unsuspend_user",
        "revoke_user_certificates",
    ]
    person: Name


class RevokeDeviceCertificates(Act):
    """Revoke every certificate of a device by Okta's internal call: the way out of the enrollment limit."""

    do: Literal["revoke_device_certificates"]
    mac: Name


class ResetSecretKey(Act):
    """Reset macOS Secret Key, with or without pasting the new one into the script in Jamf Pro."""

    do: Literal["reset_secret_key"]
    update_script: bool = False


class WizardAct(Act):
    """Security > Device Trust: enable the setting, edit it, or press 'Test API credentials'; what is left out stays."""

    do: Literal["enable_device_trust", "edit_device_trust", "test_api_credentials"]
    tenant_url: str | None = None
    account: Name | None = None
    """The Jamf Pro account that Okta is to use."""
    password: Literal["right", "mistyped"] = "right"  # noqa: S105  # how it was entered
    learn_more_url: str | None = None
    """Empty takes it away."""


class SettingAct(Act):
    """Switch the Device Trust setting off, or the org's feature off or on."""

    do: Literal["disable_device_trust", "enable_feature", "disable_feature"]


class SetPrivileges(Act):
    """Give a Jamf Pro account other privileges."""

    do: Literal["set_privileges"]
    account: Name = "okta-api"
    privileges: list[str] | Literal["administrator"]


class EditTask(Act):
    """Edit the registration task in Jamf Pro, secret key included; what is left out stays."""

    do: Literal["edit_task"]
    version: TaskVersion | None = None
    org_token: TokenPasted | None = None
    org_url: UrlPasted | None = None
    whitelist_added: list[str] | None = None


class LatestTask(Act):
    """Settings > Downloads: compare Jamf Pro's script with the latest task, or put that in its place."""

    do: Literal["check_task_version", "download_task"]


class SetRules(Act):
    """Replace an app's sign-on rules."""

    do: Literal["set_rules"]
    app: Name
    rules: Rules


class ReadPolicyLog(Act):
    """Policies > Logs, or the computer's own: whether the task has run there, and what it printed.

    Of a group, the reason is what all its Macs have in common, or ``mixed``.
    """

    do: Literal["read_policy_log"]
    mac: Name
    by: Literal["policy", "computer"] = "policy"
