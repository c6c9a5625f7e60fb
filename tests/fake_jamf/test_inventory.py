"""The inventory: enrolled, unmanaged, deleted and enrolled again are four different states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.errors import JamfError
from fake_jamf.inventory import Inventory
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    CheckIn,
    Console,
    DeleteComputer,
    DeviceIdentity,
    EnrollComputer,
    GetComputer,
    GetPolicyLog,
    ListComputers,
    ListUsers,
    Message,
    Policy,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SubmitPolicyLog,
)

Enroll = Callable[..., DeviceIdentity]
Publish = Callable[..., int]
Due = Callable[..., tuple[str, ...]]
Ran = Callable[..., None]
Recon = Callable[..., None]


def test_an_enrolled_mac_is_read_by_its_udid(
    jamf: Jamf, admin: Console, enroll: Enroll, clock: list[int]
) -> None:
    mac = enroll("mac-1", owner="ada")
    computer = jamf.handle(GetComputer(mac.udid), admin)
    assert (computer.name, computer.serial_number, computer.owner) == ("mac-1", "SERIAL-mac-1", "ada")
    assert computer.managed
    assert computer.enrolled_at == clock[0]
    assert (computer.last_check_in_at, computer.last_inventory_at) == (None, None)


def test_a_check_in_is_the_last_contact_and_a_recon_the_last_inventory(
    jamf: Jamf, admin: Console, enroll: Enroll, due: Due, recon: Recon, clock: list[int]
) -> None:
    mac = enroll("mac-1")
    clock[0] += 900
    due(mac)
    clock[0] += 60
    recon(mac, version="10.13.6")
    computer = jamf.handle(GetComputer(mac.udid), admin)
    assert (computer.last_check_in_at, computer.last_inventory_at) == (clock[0] - 60, clock[0])
    assert computer.macos_version == "10.13.6"


def test_an_unmanaged_macs_contact_counts(
    jamf: Jamf, admin: Console, enroll: Enroll, due: Due, clock: list[int]
) -> None:
    mac = enroll("mac-1")
    jamf.handle(SetManaged(mac.udid, False), admin)
    clock[0] += 900
    due(mac)
    computer = jamf.handle(GetComputer(mac.udid), admin)
    assert (computer.managed, computer.last_check_in_at) == (False, clock[0])


@pytest.mark.parametrize("message", [CheckIn("login", ""), SubmitPolicyLog(1, "", "Completed", "")])
def test_a_deleted_macs_signature_is_worth_nothing(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, message: Message[object]
) -> None:
    mac = enroll("mac-1")
    publish()
    jamf.handle(DeleteComputer(mac.udid), admin)
    for identity in (mac, DeviceIdentity("never enrolled")):
        with pytest.raises(JamfError, match="Device Signature Error") as refused:
            jamf.handle(message, identity)
        assert refused.value.code == "DEVICE_SIGNATURE"
    with pytest.raises(JamfError) as gone:
        jamf.handle(GetComputer(mac.udid), admin)
    assert gone.value.code == "NOT_FOUND"
    assert jamf.preview_due(mac.udid, "recurring check-in", "") == ()
    assert jamf.next_due_at(mac.udid, "recurring check-in", "") is None


def test_a_deleted_mac_that_enrolls_is_a_new_computer_without_history(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("mac-1", owner="ada"), publish(frequency="Once per computer")
    before = jamf.handle(GetComputer(mac.udid), admin)
    ran(mac, policy)
    jamf.handle(DeleteComputer(mac.udid), admin)
    assert jamf.handle(GetPolicyLog("okta"), admin) == ()
    enroll("mac-1")
    after = jamf.handle(GetComputer(mac.udid), admin)
    assert after.id != before.id
    assert after.owner == ""
    assert due(mac) == ("okta",)


def test_a_mac_enrolled_again_keeps_its_record_and_is_managed_again(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, due: Due, ran: Ran, clock: list[int]
) -> None:
    mac, policy = enroll("mac-1", owner="ada"), publish(frequency="Once per computer")
    before = jamf.handle(GetComputer(mac.udid), admin)
    ran(mac, policy)
    jamf.handle(SetManaged(mac.udid, False), admin)
    clock[0] += 86_400
    jamf.drain_log()
    jamf.handle(EnrollComputer(mac.udid, "SERIAL-mac-1", "renamed", "10.14"), mac)
    after = jamf.handle(GetComputer(mac.udid), admin)
    assert (after.id, after.owner, after.name) == (before.id, "ada", "renamed")
    assert (after.managed, after.enrolled_at) == (True, clock[0])
    assert due(mac) == ()
    (event,) = jamf.drain_log()
    assert (event.kind, event.outcome, event.details["before"]) == (
        "computer.enrolled",
        "re-enrolled",
        "unmanaged",
    )
    enroll("mac-1-successor")
    jamf.handle(EnrollComputer("another", "another", "mac-1", "10.14"), DeviceIdentity("another"))


def test_re_enrollment_flushes_the_log_where_the_server_is_set_so() -> None:
    assumptions = JamfAssumptions(flush_on_reenrollment="yes")
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 0, assumptions=assumptions)
    mac, admin = DeviceIdentity("U"), Console("admin")
    policy = jamf.handle(SetPolicy(Policy("okta", frozenset({"login"}), "Once per computer")), admin)
    jamf.handle(EnrollComputer("U", "S", "mac", "10.13"), mac)
    jamf.handle(SubmitPolicyLog(policy, "", "Failed", ""), mac)
    jamf.drain_log()
    jamf.handle(EnrollComputer("U", "S", "mac", "10.13"), mac)
    assert jamf.handle(GetPolicyLog(), admin) == ()
    assert [event.kind for event in jamf.drain_log()] == ["computer.enrolled", "policy.log_flushed"]


@pytest.mark.parametrize(
    ("serial_number", "name", "what"), [("SERIAL-one", "two", "serial number"), ("other", "one", "name")]
)
def test_a_second_mac_with_the_same_name_or_serial_number_is_refused_and_nothing_changes(
    jamf: Jamf, admin: Console, enroll: Enroll, serial_number: str, name: str, what: str
) -> None:
    enroll("one")
    second = DeviceIdentity("second")
    jamf.drain_log()
    with pytest.raises(JamfError, match=f"Duplicate {what}"):
        jamf.handle(EnrollComputer("second", serial_number, name, "10.13"), second)
    assert len(jamf.handle(ListComputers(), admin)) == 1
    assert jamf.drain_log() == []


def test_a_mac_cannot_enroll_another(jamf: Jamf, enroll: Enroll) -> None:
    with pytest.raises(JamfError, match="Device Signature"):
        jamf.handle(EnrollComputer("victim", "S", "victim", "10.13"), enroll("one"))


def test_computers_are_listed_by_id_and_their_owners_are_the_users(
    jamf: Jamf, admin: Console, enroll: Enroll
) -> None:
    enroll("b", owner="bob")
    enroll("a", owner="ada")
    enroll("c", owner="ada")
    enroll("d")
    assert [computer.name for computer in jamf.handle(ListComputers(), admin)] == ["b", "a", "c", "d"]
    assert jamf.handle(ListUsers(), admin) == ("ada", "bob")
    jamf.handle(DeleteComputer("UDID-b"), admin)
    assert jamf.handle(ListUsers(), admin) == ("ada",)
    enroll("d", owner="dan")
    assert jamf.handle(ListUsers(), admin) == ("ada", "dan")


def test_a_record_is_found_by_serial_number_and_name_until_it_is_deleted() -> None:
    inventory = Inventory()
    record = inventory.enroll(EnrollComputer("U", "S", "mac", "10.13"), 0)
    assert inventory.by_serial_number("S") is inventory.by_name("mac") is inventory.by_udid("U") is record
    inventory.delete(record)
    for find, key in (
        (inventory.by_serial_number, "S"),
        (inventory.by_name, "mac"),
        (inventory.by_udid, "U"),
    ):
        with pytest.raises(JamfError, match=key):
            find(key)


def test_extension_attributes_are_as_of_the_last_recon_blank_without_a_result_and_only_those_defined(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Recon
) -> None:
    mac = enroll("mac-1")

    def values() -> dict[str, str]:
        return dict(jamf.handle(GetComputer(mac.udid), admin).extension_attributes)

    jamf.handle(SetExtensionAttribute("Okta Certificate"), admin)
    jamf.handle(SetExtensionAttribute("Asset", "text field"), admin)
    assert values() == {}
    recon(mac, Okta_Certificate="Yes", Undefined="x", Asset="not from recon")
    assert values() == {"Okta Certificate": "Yes", "Asset": ""}
    jamf.handle(SetExtensionAttribute("Okta Certificate"), admin)
    recon(mac)
    assert values() == {"Okta Certificate": "", "Asset": ""}


def test_leaving_and_entering_management_is_logged_once_with_who_did_it(
    jamf: Jamf, admin: Console, enroll: Enroll
) -> None:
    mac = enroll("mac-1")
    jamf.drain_log()
    for managed in (False, False, True):
        jamf.handle(SetManaged(mac.udid, managed), admin)
    jamf.handle(DeleteComputer(mac.udid), admin)
    events = [(event.kind, event.subject, event.details["by"]) for event in jamf.drain_log()]
    assert events == [
        ("computer.unmanaged", mac.udid, "admin"),
        ("computer.managed", mac.udid, "admin"),
        ("computer.deleted", mac.udid, "admin"),
    ]


def test_what_becomes_of_one_macs_record_leaves_the_logs_of_the_others(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran
) -> None:
    one, other, policy = enroll("one"), enroll("other"), publish("okta")
    for mac in (one, other):
        ran(mac, policy)
    jamf.handle(DeleteComputer(one.udid), admin)
    assert [entry.udid for entry in jamf.handle(GetPolicyLog("okta"), admin)] == [other.udid]


def test_a_flush_at_re_enrollment_leaves_the_logs_of_the_others() -> None:
    assumptions = JamfAssumptions(flush_on_reenrollment="yes")
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 0, assumptions=assumptions)
    admin = Console("admin")
    policy = jamf.handle(SetPolicy(Policy("okta", frozenset({"login"}), "Once per computer")), admin)
    for name in ("one", "other"):
        jamf.handle(EnrollComputer(name, name, name, "10.13"), DeviceIdentity(name))
        jamf.handle(SubmitPolicyLog(policy, "", "Failed", ""), DeviceIdentity(name))
    jamf.handle(EnrollComputer("one", "one", "one", "10.13"), DeviceIdentity("one"))
    assert [entry.udid for entry in jamf.handle(GetPolicyLog(), admin)] == ["other"]


def test_what_a_script_has_found_stays_where_the_attribute_becomes_one_to_be_typed(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Recon
) -> None:
    mac = enroll("mac-1")
    jamf.handle(SetExtensionAttribute("Asset"), admin)
    recon(mac, Asset="7")
    jamf.handle(SetExtensionAttribute("Asset", "text field"), admin)
    recon(mac, Asset="8")
    assert jamf.handle(GetComputer(mac.udid), admin).extension_attributes == (("Asset", "7"),)
