"""What a Mac's management agent is told: at enrollment, check-in, recon, and after a policy ran."""

from __future__ import annotations

from fake_jamf.carrying_out import carry_out
from fake_jamf.database import Database
from fake_jamf.errors import device_signature
from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import (
    CheckIn,
    CheckInSettings,
    ConfigurationProfile,
    Credentials,
    DeviceIdentity,
    DuePolicy,
    EnrollComputer,
    GetCheckInSettings,
    GetProfiles,
    PolicyLogEntry,
    SubmitInventory,
    SubmitPolicyLog,
)
from fake_jamf.policies import PolicyRecord, event_of


class Agent:
    """Answers the management agents; each is known by its device signature, which dies with the record."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    def enroll(self, message: EnrollComputer, credentials: Credentials) -> int:
        """Enroll a Mac: by its own agent (invited, or automated), or by an account that has the privilege.

        Raises DUPLICATE (serial number, name), DEVICE_SIGNATURE (an agent speaks for another Mac), FORBIDDEN.
        """
        database = self._database
        if not isinstance(credentials, DeviceIdentity):
            database.access.account(credentials, "Enroll Computers and Mobile Devices")
        elif credentials.udid != message.udid:
            raise device_signature()
        known = database.inventory.find(message.udid)
        before = "none" if known is None else "managed" if known.managed else "unmanaged"
        record = database.inventory.enroll(message, database.now())
        database.groups.recalculate(record)
        database.log.write(
            "computer.enrolled",
            record.udid,
            "enrolled" if known is None else "re-enrolled",
            computer_id=record.id,
            serial_number=record.serial_number,
            before=before,
        )
        if known is not None and database.assumptions.flush_on_reenrollment == "yes":
            self._flush_on_reenrollment(record)
        return record.id

    def check_in(self, message: CheckIn, credentials: Credentials) -> tuple[DuePolicy, ...]:
        """The policies to run now, by name; none for an unmanaged Mac, whose contact is noted too."""
        database = self._database
        record = database.access.computer(credentials)
        now = record.last_check_in_at = database.now()
        carry_out(database, record)
        event = event_of(message.trigger, message.custom_event)
        due = database.policies.due(record, event, message.username, now)
        return tuple(self._due_policy(policy) for policy in due) if due else ()

    def submit_policy_log(self, message: SubmitPolicyLog, credentials: Credentials) -> None:
        """Log a run, whether or not it would be due now. Raises DEVICE_SIGNATURE, NOT_FOUND (policy)."""
        database = self._database
        record = database.access.computer(credentials)
        policy = database.policies.by_id(message.policy_id).policy.name
        entry = PolicyLogEntry(
            policy_id=message.policy_id,
            policy=policy,
            udid=record.udid,
            username=database.policies.logged_as(record, message.username),
            at=database.now(),
            status=message.status,
            output=message.output if database.output_kept else "",
        )
        database.history.add(record.id, entry)
        database.log.write(
            "policy.logged",
            record.udid,
            entry.status,
            policy=policy,
            policy_id=entry.policy_id,
            user=entry.username,
            status=entry.status,
            output=message.output,
        )

    def submit_inventory(self, message: SubmitInventory, credentials: Credentials) -> None:
        """Take over a recon and work out the Mac's groups anew. Raises DEVICE_SIGNATURE."""
        database = self._database
        record = database.access.computer(credentials)
        before = record.groups
        database.inventory.submit(record, message.report, database.now())
        database.groups.recalculate(record)
        database.log.write(
            "inventory.submitted",
            record.udid,
            "submitted",
            joined=", ".join(sorted(record.groups - before)),
            left=", ".join(sorted(before - record.groups)),
        )

    def profiles(self, message: GetProfiles, credentials: Credentials) -> tuple[ConfigurationProfile, ...]:
        """The profiles in scope for a Mac, for itself or for an account that may read profiles.

        Raises DEVICE_SIGNATURE (record gone, or another Mac asks), FORBIDDEN, NOT_FOUND.
        """
        database = self._database
        if isinstance(credentials, DeviceIdentity):
            record = database.access.computer(credentials)
            if record.udid != message.udid:
                raise device_signature()
        else:
            database.access.account(credentials, "Read macOS Configuration Profiles")
            record = database.inventory.by_udid(message.udid)
        return database.profiles.in_scope(record)

    def check_in_settings(self, message: GetCheckInSettings, credentials: Credentials) -> CheckInSettings:
        """How often to check in, for an enrolled Mac or an account that may read the setting."""
        if isinstance(credentials, DeviceIdentity):
            self._database.access.computer(credentials)
        else:
            self._database.access.account(credentials, "Read Computer Check-In")
        return self._database.check_in_settings

    def _due_policy(self, record: PolicyRecord) -> DuePolicy:
        policy = record.policy
        scripts = self._database.scripts.to_run(policy.scripts)
        return DuePolicy(record.id, policy.name, scripts, policy.update_inventory)

    def _flush_on_reenrollment(self, record: ComputerRecord) -> None:
        entries = self._database.history.flush(computer_id=record.id)
        if entries:
            self._database.log.write(
                "policy.log_flushed",
                record.udid,
                "flushed",
                "re-enrollment",
                policy="",
                entries=entries,
                by="",
            )
