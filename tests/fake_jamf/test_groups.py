"""Computer groups and their criteria, and when membership changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_jamf import criteria
from fake_jamf.errors import JamfError
from fake_jamf.groups import Groups
from fake_jamf.inventory import ComputerRecord, Inventory
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Console,
    Criterion,
    DeviceIdentity,
    GetComputer,
    Scope,
    SetExtensionAttribute,
    SetManaged,
    SetSmartGroup,
    SetStaticGroup,
)

Enroll = Callable[..., DeviceIdentity]
Recon = Callable[..., None]

NOT_TRUSTED = Criterion("Okta Certificate", "is not", "Yes")


def groups_of(jamf: Jamf, mac: DeviceIdentity) -> tuple[str, ...]:
    return jamf.handle(GetComputer(mac.udid), Console("admin")).groups


def test_an_ongoing_policy_on_a_smart_group_redeploys_where_the_attribute_says_so_after_the_next_recon(
    jamf: Jamf,
    admin: Console,
    enroll: Enroll,
    recon: Recon,
    publish: Callable[..., int],
    due: Callable[..., tuple[str, ...]],
) -> None:
    mac = enroll("ada")
    jamf.handle(SetExtensionAttribute("Okta Certificate"), admin)
    recon(mac, Okta_Certificate="Yes")
    jamf.handle(SetSmartGroup("no certificate", (NOT_TRUSTED,)), admin)
    publish(scope=Scope(all_computers=False, computer_groups=frozenset({"no certificate"})))
    assert due(mac) == ()
    recon(mac, Okta_Certificate="No")
    assert due(mac) == ("okta",)
    recon(mac, Okta_Certificate="Yes")
    assert due(mac) == ()


def test_a_check_in_alone_changes_no_group(
    jamf: Jamf,
    admin: Console,
    enroll: Enroll,
    recon: Recon,
    due: Callable[..., tuple[str, ...]],
    clock: list[int],
) -> None:
    mac = enroll("ada")
    due(mac)
    jamf.handle(
        SetSmartGroup("back", (Criterion("Last Check-in", "after (yyyy-mm-dd)", "2017-07-20"),)), admin
    )
    clock[0] += 30 * 86_400
    due(mac)
    assert groups_of(jamf, mac) == ()
    recon(mac)
    assert groups_of(jamf, mac) == ("back",)


def test_saving_a_group_and_enrolling_a_mac_work_membership_out(
    jamf: Jamf, admin: Console, enroll: Enroll
) -> None:
    old = enroll("old", macos_version="10.12.6")
    jamf.handle(SetSmartGroup("sierra", (Criterion("Operating System Version", "like", "10.12"),)), admin)
    jamf.handle(SetStaticGroup("pilot", frozenset({"old", "later"})), admin)
    later = enroll("later")
    assert groups_of(jamf, old) == ("pilot", "sierra")
    assert groups_of(jamf, later) == ("pilot",)
    jamf.handle(SetSmartGroup("sierra", (Criterion("Operating System Version", "like", "10.13"),)), admin)
    jamf.handle(SetStaticGroup("pilot", frozenset()), admin)
    assert (groups_of(jamf, old), groups_of(jamf, later)) == ((), ("sierra",))


def test_an_edit_of_the_record_works_membership_out(jamf: Jamf, admin: Console, enroll: Enroll) -> None:
    mac = enroll("ada")
    jamf.handle(SetSmartGroup("gone", (Criterion("Managed", "is", "Unmanaged"),)), admin)
    jamf.handle(SetManaged(mac.udid, False), admin)
    assert groups_of(jamf, mac) == ("gone",)


def test_a_recon_says_which_groups_the_mac_joined_and_left(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Recon
) -> None:
    mac = enroll("ada", macos_version="10.12.6")
    for version in ("10.12", "10.13"):
        jamf.handle(SetSmartGroup(version, (Criterion("Operating System Version", "like", version),)), admin)
    jamf.drain_log()
    recon(mac, version="10.13.4")
    (event,) = jamf.drain_log()
    assert (event.kind, event.details) == ("inventory.submitted", {"joined": "10.13", "left": "10.12"})


def test_smart_and_static_groups_share_one_set_of_names(jamf: Jamf, admin: Console) -> None:
    jamf.handle(SetSmartGroup("smart", ()), admin)
    jamf.handle(SetStaticGroup("static", frozenset()), admin)
    for message in (SetSmartGroup("static", ()), SetStaticGroup("smart", frozenset())):
        with pytest.raises(JamfError, match="Duplicate name"):
            jamf.handle(message, admin)


@pytest.mark.parametrize(
    "criterion",
    [
        Criterion("Okta Certifcate", "is", "Yes"),
        Criterion("Last Check-in", "before (yyyy-mm-dd)", "yesterday"),
    ],
)
def test_a_criterion_that_names_nothing_or_no_date_is_refused(
    jamf: Jamf, admin: Console, criterion: Criterion
) -> None:
    with pytest.raises(JamfError) as refused:
        jamf.handle(SetSmartGroup("group", (criterion,)), admin)
    assert refused.value.code == "BAD_REQUEST"


def test_a_static_group_tells_the_computers_that_it_names_and_a_smart_one_none() -> None:
    groups = Groups(Inventory())
    groups.set_static("static", frozenset({"later"}))
    groups.set_smart("smart", ())
    assert (groups.computers("static"), groups.computers("smart")) == (frozenset({"later"}), frozenset())
    assert (groups.criteria("static"), groups.criteria("smart")) == ((), ())


@pytest.mark.parametrize(("name", "told"), [("", "A group needs a name"), ("other", "Error: Duplicate name")])
def test_a_group_is_called_otherwise_by_a_name_that_is_one_and_free(name: str, told: str) -> None:
    groups = Groups(Inventory())
    groups.set_static("group", frozenset({"later"}))
    groups.set_smart("other", ())
    with pytest.raises(JamfError) as refused:
        groups.rename("group", name)
    assert refused.value.summary == told
    groups.rename("group", "group")
    assert [one.name for one in groups.memberships()] == ["group", "other"]


# --- criteria -----------------------------------------------------------------------------------------------

RECORD = ComputerRecord(
    id=1,
    udid="U",
    serial_number="C02",
    name="mac-1",
    owner="ada",
    macos_version="10.13.4",
    enrolled_at=1_500_000_000,  # 2017-07-14 02:40:00 UTC
    profiles=("Restrictions", "Wi-Fi"),
    extension_attributes=(("Expires", "2018-07-14 02:40:00"), ("Blank", "")),
)

SearchType = Literal["is", "is not", "like", "not like", "before (yyyy-mm-dd)", "after (yyyy-mm-dd)"]


@pytest.mark.parametrize(
    ("name", "search_type", "value", "holds"),
    [
        ("Username", "is", "ADA", True),
        ("Username", "is", "ad", False),
        ("Username", "is not", "ada", False),
        ("Username", "like", "D", True),
        ("Username", "not like", "d", False),
        ("Username", "not like", "x", True),
        ("Profile Name", "not like", "fi", False),
        ("Serial Number", "is", "C02", True),
        ("UDID", "is not", "V", True),
        ("Profile Name", "is", "Wi-Fi", True),
        ("Profile Name", "is not", "Wi-Fi", False),
        ("Profile Name", "like", "fi", True),
        ("Certificate Name", "is", "", True),
        ("Certificate Name", "is not", "Okta MTLS", True),
        ("Blank", "is", "", True),
        ("Blank", "after (yyyy-mm-dd)", "2000-01-01", False),
        ("Expires", "before (yyyy-mm-dd)", "2018-07-15", True),
        ("Expires", "before (yyyy-mm-dd)", "2018-07-14", False),
        ("Expires", "after (yyyy-mm-dd)", "2018-07-13", True),
        ("Expires", "after (yyyy-mm-dd)", "2018-07-14", False),
        ("Last Enrollment", "after (yyyy-mm-dd)", "2017-07-13", True),
        ("Last Check-in", "before (yyyy-mm-dd)", "2100-01-01", False),
    ],
)
def test_each_operator_does_what_its_name_says(
    name: str, search_type: SearchType, value: str, holds: bool
) -> None:
    assert criteria.match((Criterion(name, search_type, value),), RECORD) is holds


@given(st.lists(st.tuples(st.sampled_from(["and", "or"]), st.booleans()), min_size=1, max_size=6))
def test_and_binds_before_or_as_in_a_formula(terms: list[tuple[Literal["and", "or"], bool]]) -> None:
    lines = tuple(Criterion("Username", "is" if holds else "is not", "ada", word) for word, holds in terms)
    starts = [0, *(index for index, (word, _) in enumerate(terms) if index and word == "or"), len(terms)]
    runs_of_and = [terms[start:end] for start, end in pairwise(starts)]
    assert criteria.match(lines, RECORD) is any(all(holds for _, holds in run) for run in runs_of_and)


@pytest.mark.parametrize(
    ("word", "first", "second", "holds"),
    [
        ("and", "is", "is", True),
        ("and", "is", "is not", False),
        ("and", "is not", "is", False),
        ("or", "is", "is not", True),
        ("or", "is not", "is", True),
        ("or", "is not", "is not", False),
    ],
)
def test_two_criteria_hold_together_with_and_and_either_with_or(
    word: Literal["and", "or"], first: SearchType, second: SearchType, holds: bool
) -> None:
    lines = (Criterion("Username", first, "ada"), Criterion("UDID", second, "U", word))
    assert criteria.match(lines, RECORD) is holds


def test_a_group_without_criteria_has_every_computer() -> None:
    assert criteria.match((), RECORD)


def test_a_recon_brings_certificates_and_profiles_by_which_groups_can_ask(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Recon
) -> None:
    mac = enroll("mac-1")
    jamf.handle(SetSmartGroup("Enrolled", (Criterion("Certificate Name", "is", "Okta MTLS"),)), admin)
    jamf.handle(SetSmartGroup("Restricted", (Criterion("Profile Name", "is", "Restrictions"),)), admin)
    assert groups_of(jamf, mac) == ()
    recon(mac)
    assert groups_of(jamf, mac) == ("Enrolled", "Restricted")


def test_a_date_is_the_day_in_utc_wherever_the_server_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    after = (Criterion("Last Enrollment", "after (yyyy-mm-dd)", "2017-07-13"),)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/Los_Angeles")  # there it is still the 13th
        time.tzset()
        assert criteria.match(after, RECORD)
    time.tzset()
