"""What an administrator edits, in the console or through the API: each with its privilege and change line."""

from __future__ import annotations

from fake_jamf import checkin, scope
from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.errors import bad_request
from fake_jamf.messages import (
    ChangePassword,
    Credentials,
    DeleteComputer,
    FlushPolicyLog,
    SetAccount,
    SetCheckInSettings,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SetProfile,
    SetScript,
    SetSmartGroup,
    SetStaticGroup,
)


class Console:
    """Carries out edits. Each needs 'Create ...' for what is new, 'Update ...' for what is there."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_account(self, message: SetAccount, credentials: Credentials) -> None:
        """Create or replace an account. Raises BAD_REQUEST (no name or password)."""
        existed = message.username in self._database.accounts
        by = self._editor(credentials, "Accounts", existed=existed)
        self._database.accounts.set(
            message.username, message.password, message.privileges, enabled=message.enabled
        )
        self._changed("account", message.username, by, existed=existed)

    def change_password(self, message: ChangePassword, credentials: Credentials) -> None:
        """Change a password; tokens issued before stay good. Raises NOT_FOUND, BAD_REQUEST (no password)."""
        by = self._database.access.account(credentials, "Update Accounts")
        self._database.accounts.change_password(message.username, message.password)
        self._changed("account", message.username, by, existed=True, reason="password")

    def set_script(self, message: SetScript, credentials: Credentials) -> None:
        """Create or replace a script."""
        existed = message.name in self._database.scripts
        by = self._editor(credentials, "Scripts", existed=existed)
        self._database.scripts.set(message.name, message.contents)
        self._changed("script", message.name, by, existed=existed)

    def set_policy(self, message: SetPolicy, credentials: Credentials) -> int:
        """Create or replace a policy; its log stays. Raises BAD_REQUEST (an unknown script, for example)."""
        policy = message.policy
        existed = policy.name in self._database.policies
        by = self._editor(credentials, "Policies", existed=existed)
        self._database.scripts.check(policy.scripts)
        scope.check(policy.scope, self._database.groups)
        policy_id = self._database.policies.set(policy)
        self._changed("policy", policy.name, by, existed=existed)
        return policy_id

    def set_smart_group(self, message: SetSmartGroup, credentials: Credentials) -> None:
        """Create or replace a smart group. Raises BAD_REQUEST (criteria), DUPLICATE (a static one's name)."""
        existed = self._database.groups.is_smart(message.name)
        by = self._editor(credentials, "Smart Computer Groups", existed=existed)
        self._database.groups.set_smart(message.name, message.criteria)
        self._changed("smart group", message.name, by, existed=existed)

    def set_static_group(self, message: SetStaticGroup, credentials: Credentials) -> None:
        """Create or replace a static group. Raises DUPLICATE (a smart one's name)."""
        existed = self._database.groups.is_static(message.name)
        by = self._editor(credentials, "Static Computer Groups", existed=existed)
        self._database.groups.set_static(message.name, message.computers)
        self._changed("static group", message.name, by, existed=existed)

    def set_extension_attribute(self, message: SetExtensionAttribute, credentials: Credentials) -> None:
        """Define an extension attribute; it is filled from each Mac's next recon on."""
        existed = self._database.inventory.defines(message.name)
        by = self._editor(credentials, "Computer Extension Attributes", existed=existed)
        if not message.name:
            raise bad_request("An extension attribute needs a name")
        self._database.inventory.define(message)
        self._changed("extension attribute", message.name, by, existed=existed)

    def set_profile(self, message: SetProfile, credentials: Credentials) -> None:
        """Create or replace a configuration profile. Raises BAD_REQUEST (unknown group in its scope)."""
        profile = message.profile
        existed = profile.name in self._database.profiles
        by = self._editor(credentials, "macOS Configuration Profiles", existed=existed)
        scope.check(profile.scope, self._database.groups)
        self._database.profiles.set(profile)
        self._changed("profile", profile.name, by, existed=existed)

    def set_check_in_settings(self, message: SetCheckInSettings, credentials: Credentials) -> None:
        """Change how often Macs check in. Raises BAD_REQUEST (not within 5 to 60 minutes)."""
        by = self._database.access.account(credentials, "Update Computer Check-In")
        checkin.check(message.settings)
        self._database.check_in_settings = message.settings
        self._changed("check-in settings", "check-in", by, existed=True)

    def set_managed(self, message: SetManaged, credentials: Credentials) -> None:
        """Take a computer out of management, or back; its record and its logs stay. Raises NOT_FOUND."""
        by = self._database.access.account(credentials, "Update Computers")
        record = self._database.inventory.by_udid(message.udid)
        if record.managed == message.managed:
            return
        record.managed = message.managed
        self._database.groups.recalculate(record)
        state = "managed" if record.managed else "unmanaged"
        self._database.log.write(f"computer.{state}", record.udid, state, by=by.username)

    def delete_computer(self, message: DeleteComputer, credentials: Credentials) -> None:
        """Delete a computer's record and its policy logs. Raises NOT_FOUND."""
        by = self._database.access.account(credentials, "Delete Computers")
        record = self._database.inventory.by_udid(message.udid)
        self._database.inventory.delete(record)
        self._database.history.flush(computer_id=record.id)
        self._database.log.write(
            "computer.deleted",
            record.udid,
            "deleted",
            computer_id=record.id,
            serial_number=record.serial_number,
            by=by.username,
        )

    def flush_policy_log(self, message: FlushPolicyLog, credentials: Credentials) -> int:
        """Flush a policy's log for one computer or all; how many runs went. Raises NOT_FOUND."""
        database = self._database
        by = database.access.account(credentials, "Flush Policy Logs")
        policy_id = database.policies.by_name(message.policy).id
        computer_id = None if message.udid is None else database.inventory.by_udid(message.udid).id
        entries = database.history.flush(policy_id=policy_id, computer_id=computer_id)
        database.log.write(
            "policy.log_flushed",
            message.udid or "",
            "flushed",
            policy=message.policy,
            entries=entries,
            by=by.username,
        )
        return entries

    def _editor(self, credentials: Credentials, noun: str, *, existed: bool) -> Account:
        return self._database.access.account(credentials, f"{'Update' if existed else 'Create'} {noun}")

    def _changed(self, kind: str, name: str, by: Account, *, existed: bool, reason: str = "") -> None:
        outcome = "updated" if existed else "created"
        self._database.log.write("change", name, outcome, reason, object=kind, by=by.username)
