"""Jamf Pro: one server, which answers messages and tells afterwards what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from fake_jamf.agent import Agent
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.console import Console
from fake_jamf.database import Database
from fake_jamf.errors import bad_request
from fake_jamf.events import JamfEvent
from fake_jamf.messages import (
    ChangePassword,
    CheckIn,
    CreateToken,
    Credentials,
    DeleteComputer,
    EnrollComputer,
    FlushPolicyLog,
    GetCheckInSettings,
    GetComputer,
    GetPolicyLog,
    GetProfiles,
    GetScript,
    KeepAlive,
    ListAccounts,
    ListComputers,
    ListPendingComputers,
    ListUsers,
    Message,
    SetAccount,
    SetCheckInSettings,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SetProfile,
    SetScript,
    SetSmartGroup,
    SetStaticGroup,
    SubmitInventory,
    SubmitPolicyLog,
    Trigger,
)
from fake_jamf.operations import table as operations
from fake_jamf.policies import event_of
from fake_jamf.reading import Reading
from fake_jamf.tokens import Clock

R = TypeVar("R")
Answer = Callable[[Any, Credentials], Any]

_DEFAULTS = JamfAssumptions()


class Jamf:
    """A fake Jamf Pro server.

    Args:
        url: the tenant URL under which the server is known.
        seed: what tokens and password hashes derive from; the same seed gives the same bytes.
        now: seconds since the epoch, UTC.
        assumptions: how it behaves where nothing public says so.
        administrator: the account that a new server has, with all privileges and no password yet.
        output_kept: policy logs keep what scripts printed; whoever drains it all may do without.
        client_clock: the clock by which tokens age that whoever asks now is given; None: ``now``.
    """

    __slots__ = ("_answers", "_database", "url")

    def __init__(
        self,
        *,
        url: str,
        seed: bytes,
        now: Callable[[], int],
        assumptions: JamfAssumptions = _DEFAULTS,
        administrator: str = "admin",
        output_kept: bool = True,
        client_clock: Callable[[], Clock] | None = None,
    ) -> None:
        self.url = url
        self._database = Database(
            seed, now, assumptions, administrator, output_kept=output_kept, client_clock=client_clock
        )
        self._answers = _answers(self._database)

    def handle(self, message: Message[R], credentials: Credentials) -> R:
        """Answer a message. Raises ``JamfError``, and changes nothing but the access log where it does."""
        answer = self._answers.get(type(message))
        if answer is None:
            raise bad_request(f"No operation is named {type(message).__name__}")
        return answer(message, credentials)  # type: ignore[no-any-return]  # the table pairs it with R

    def drain_log(self) -> list[JamfEvent]:
        """What happened since the last drain, oldest first."""
        return self._database.log.drain()

    def preview_due(
        self, udid: str, trigger: Trigger, username: str, custom_event: str = ""
    ) -> tuple[str, ...]:
        """The names of the policies that a check-in would run now; nothing changes, no contact is noted.

        None for a Mac that is unmanaged, deleted or unknown.
        """
        record = self._database.inventory.find(udid)
        if record is None:
            return ()
        event = event_of(trigger, custom_event)
        due = self._database.policies.due(record, event, username, self._database.now())
        return tuple([policy.policy.name for policy in due]) if due else ()

    def needs_check_in(self, udid: str, username: str) -> bool:
        """Whether a recurring check-in with that user at the console ("" for none) would change anything now.

        It would where a policy is due, or an MDM command waits for the Mac.
        """
        record = self._database.inventory.find(udid)
        if record is not None and self._database.mdm.waits_for(record.id):
            return True
        return bool(self.preview_due(udid, "recurring check-in", username))

    def next_due_at(self, udid: str, trigger: Trigger, username: str, custom_event: str = "") -> int | None:
        """From when on (seconds since the epoch, now at the earliest) a check-in would run a policy.

        Where an MDM command waits for the Mac, a check-in matters now.

        None: not by the passing of time, only after a change: another user at the console, an edit, a flush,
        an inventory that changes groups, an enrollment.
        """
        record = self._database.inventory.find(udid)
        if record is None:
            return None
        if self._database.mdm.waits_for(record.id):
            return self._database.now()
        due_from = self._database.policies.due_from(record, event_of(trigger, custom_event), username)
        return None if due_from is None else max(due_from, self._database.now())


def _answers(database: Database) -> dict[type[Message[Any]], Answer]:
    agent, console, reading = Agent(database), Console(database), Reading(database)
    return {
        **operations.answers(database),
        EnrollComputer: agent.enroll,
        CheckIn: agent.check_in,
        SubmitPolicyLog: agent.submit_policy_log,
        SubmitInventory: agent.submit_inventory,
        GetProfiles: agent.profiles,
        GetCheckInSettings: agent.check_in_settings,
        CreateToken: reading.create_token,
        KeepAlive: reading.keep_alive,
        GetComputer: reading.computer,
        ListComputers: reading.computers,
        ListAccounts: reading.accounts,
        ListUsers: reading.users,
        GetScript: reading.script,
        GetPolicyLog: reading.policy_log,
        ListPendingComputers: reading.pending,
        SetAccount: console.set_account,
        ChangePassword: console.change_password,
        SetScript: console.set_script,
        SetPolicy: console.set_policy,
        SetSmartGroup: console.set_smart_group,
        SetStaticGroup: console.set_static_group,
        SetExtensionAttribute: console.set_extension_attribute,
        SetProfile: console.set_profile,
        SetCheckInSettings: console.set_check_in_settings,
        SetManaged: console.set_managed,
        DeleteComputer: console.delete_computer,
        FlushPolicyLog: console.flush_policy_log,
    }
