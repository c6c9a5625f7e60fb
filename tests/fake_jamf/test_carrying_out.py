"""MDM commands that a Mac carries out: which of them changes its record, and what the log says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf.events import JamfEvent
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    CheckIn,
    Console,
    Criterion,
    DeviceIdentity,
    GetComputer,
    SetManaged,
    SetSmartGroup,
)
from fake_jamf.speech.computers import CommandKind, SendMdmCommand
from fake_jamf.speech.key import Key

MANAGED = Criterion("Managed", "is", "Managed")


@pytest.fixture
def mac(jamf: Jamf, admin: Console, enroll: Callable[..., DeviceIdentity]) -> DeviceIdentity:
    """A managed Mac, beside another that was there before it, and a group of the managed ones."""
    jamf.handle(SetSmartGroup("managed", (MANAGED,)), admin)
    enroll("another")
    return enroll("ada")


def carried_out(jamf: Jamf, admin: Console, mac: DeviceIdentity, *kinds: CommandKind) -> list[JamfEvent]:
    """What is logged while a Mac carries out commands."""
    for kind in kinds:
        jamf.handle(SendMdmCommand((Key("udid", mac.udid),), kind), admin)
    jamf.drain_log()
    jamf.handle(CheckIn("recurring check-in", ""), mac)
    return jamf.drain_log()


def test_a_mac_that_removes_its_mdm_profile_leaves_the_groups_of_managed_ones_and_that_is_told(
    jamf: Jamf, admin: Console, clock: list[int], mac: DeviceIdentity
) -> None:
    told = JamfEvent(clock[0], "computer.unmanaged", mac.udid, "unmanaged", "MDM command", {"by": ""})
    assert carried_out(jamf, admin, mac, "DEVICE_LOCK", "UNMANAGE_DEVICE", "UNMANAGE_DEVICE") == [told]
    computer = jamf.handle(GetComputer(mac.udid), admin)
    assert (computer.managed, computer.groups) == (False, ())
    assert jamf.handle(GetComputer("UDID-another"), admin).groups == ("managed",)


@pytest.mark.parametrize("kind", ["ERASE_DEVICE", "DEVICE_LOCK", "BLANK_PUSH", "INSTALL_FRAMEWORK"])
def test_no_other_command_changes_the_record(
    jamf: Jamf, admin: Console, mac: DeviceIdentity, kind: CommandKind
) -> None:
    assert carried_out(jamf, admin, mac, kind) == []
    computer = jamf.handle(GetComputer(mac.udid), admin)
    assert (computer.managed, computer.groups) == (True, ("managed",))


def test_a_mac_that_is_unmanaged_already_is_not_told_of_again(
    jamf: Jamf, admin: Console, mac: DeviceIdentity
) -> None:
    jamf.handle(SetManaged(mac.udid, False), admin)
    assert carried_out(jamf, admin, mac, "UNMANAGE_DEVICE") == []
