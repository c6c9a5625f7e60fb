"""MDM commands: how each is known, and how long it waits."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fake_jamf.inventory import ComputerRecord
from fake_jamf.mdm import MdmCommands, management_id
from fake_jamf.speech.computers import MdmCommand

ADA = ComputerRecord(1, "U-1", "S-1", "ada", "", "10.13", 0)
EVE = ComputerRecord(2, "U-2", "S-2", "eve", "", "10.13", 0)


@pytest.fixture
def commands() -> MdmCommands:
    """With a command for each of two Macs, and another for the first."""
    commands = MdmCommands()
    commands.send(ADA, "DEVICE_LOCK", 10)
    commands.send(EVE, "BLANK_PUSH", 11)
    commands.send(ADA, "ERASE_DEVICE", 12)
    return commands


def test_a_command_is_told_whole_under_an_identifier_that_is_the_same_in_every_run(
    commands: MdmCommands,
) -> None:
    assert commands.of(1)[1] == MdmCommand(
        "4b3edeb5-4e31-40d0-b412-2dae37dcc3ea",
        1,
        "3ccfa974-5716-45ec-846c-b5ffa37a39fd",
        "ERASE_DEVICE",
        "PENDING",
        12,
        None,
    )
    assert len({command.uuid for command in commands.all()}) == 3
    assert commands.of(1)[0].management_id == management_id("U-1") != management_id("U-2")


def test_a_mac_carries_out_all_that_waits_for_it_and_nothing_twice(commands: MdmCommands) -> None:
    waiting = commands.all()
    lock, erase = (replace(waiting[number], state="ACKNOWLEDGED", completed_at=20) for number in (0, 2))
    assert commands.carry_out(ADA, 20) == [lock, erase]
    assert commands.all() == (lock, waiting[1], erase)
    assert (commands.waits_for(1), commands.waits_for(2)) == (False, True)
    assert commands.carry_out(ADA, 30) == []


def test_what_waits_for_a_deleted_computer_is_never_carried_out(commands: MdmCommands) -> None:
    commands.forget(1)
    commands.forget(9)
    assert (commands.waits_for(1), commands.waits_for(2)) == (False, True)
    assert commands.carry_out(ADA, 20) == []
    assert [command.state for command in commands.of(1)] == ["PENDING", "PENDING"]
