"""People: the life cycle as a table, groups, and what administrators are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fake_okta.errors import OktaError
from fake_okta.messages import CreateUser, SetMembership, SetUserStatus
from fake_okta.users import EVERYONE, LIFE_CYCLE, Directory, Operation, default_profile
from tests.fake_okta.estate import Estate

OPERATIONS: tuple[Operation, ...] = ("activate", "deactivate", "suspend", "unsuspend")
TO_REACH: dict[str, tuple[bool, tuple[Operation, ...]]] = {
    "STAGED": (False, ()),
    "ACTIVE": (True, ()),
    "SUSPENDED": (True, ("suspend",)),
    "DEPROVISIONED": (True, ("deactivate",)),
}


@pytest.mark.parametrize("status", TO_REACH)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_fits_some_statuses_and_is_refused_in_the_others(
    estate: Estate, status: str, operation: Operation
) -> None:
    active, way = TO_REACH[status]
    estate.asks(CreateUser("bob@acme.test", activate=active))
    for step in way:
        estate.asks(SetUserStatus("bob@acme.test", step))
    expected = LIFE_CYCLE[status].get(operation)  # type: ignore[index]
    change = SetUserStatus("bob@acme.test", operation)
    if expected is not None:
        assert estate.asks(change).status == expected
        return
    code = "E0000016" if (status, operation) == ("ACTIVE", "activate") else "E0000038"
    with pytest.raises(OktaError, match=code):
        estate.asks(change)


def test_a_login_is_taken_once_and_never_empty(estate: Estate) -> None:
    for login in ("ada@acme.test", " "):
        with pytest.raises(OktaError, match="E0000001"):
            estate.asks(CreateUser(login))


def test_nobody_leaves_everyone_and_the_unknown_join_nothing(estate: Estate) -> None:
    with pytest.raises(OktaError, match="E0000001"):
        estate.asks(SetMembership("ada@acme.test", "Everyone", member=False))
    with pytest.raises(OktaError, match="E0000007"):
        estate.asks(SetMembership("nobody@acme.test", "sales"))


def test_ids_look_like_oktas_and_differ(estate: Estate) -> None:
    ids = {estate.asks(CreateUser(f"user{n}@acme.test")).id for n in range(50)}
    assert len(ids) == 50
    assert all(one.startswith("00u") and len(one) == 20 and one.isalnum() for one in ids)


def test_a_person_reads_as_created_and_as_they_are_now(estate: Estate) -> None:
    ben = estate.asks(CreateUser("ben@acme.test", groups=("Sales",)))
    assert (ben.login, ben.status) == ("ben@acme.test", "ACTIVE")
    assert estate.asks(CreateUser("cat@acme.test", activate=False)).status == "STAGED"
    assert estate.asks(SetUserStatus("ben@acme.test", "suspend")) == replace(ben, status="SUSPENDED")


def test_a_group_is_joined_and_left_and_everyone_can_be_joined_again() -> None:
    directory = Directory()
    directory.add("1", "ben", ("Sales",), active=True, at=0)
    assert directory.set_membership("ben", "Partners", member=True).groups == {EVERYONE, "Sales", "Partners"}
    assert directory.set_membership("ben", "Sales", member=False).groups == {EVERYONE, "Partners"}
    assert directory.set_membership("ben", "Sales", member=False).groups == {EVERYONE, "Partners"}
    assert directory.set_membership("ben", EVERYONE, member=True).groups == {EVERYONE, "Partners"}


def test_only_the_active_may_sign_in_and_all_are_found_by_login_and_id() -> None:
    directory = Directory()
    ben = directory.add("1", "ben", (), active=True, at=0)
    cat = directory.add("2", "cat", (), active=False, at=0)
    assert (directory.find("ben"), directory.by_id("2")) == (ben, cat)
    found = [directory.who_may_sign_in(login) for login in ("ben", "cat", "dan")]
    assert found == [ben, None, None]
    assert (ben.id, ben.login, ben.groups) == ("1", "ben", {EVERYONE})


@pytest.mark.parametrize(
    ("login", "first", "last"),
    [
        ("ada.love.lace@acme.test", "Ada", "Love.lace"),
        ("ada@mail.acme.test", "Ada", "-"),
        ("ada@ben@acme.test", "Ada", "-"),
        ("ada", "Ada", "-"),
    ],
)
def test_the_profile_of_whom_only_the_login_is_known_is_read_from_it(
    login: str, first: str, last: str
) -> None:
    assert default_profile(login) == {"firstName": first, "lastName": last, "email": login}


def test_the_history_of_somebody_is_that_of_their_coming_until_something_is_done_to_them() -> None:
    directory = Directory()
    ben = directory.add("1", "ben.fox@acme.test", (), active=True, at=7).detailed()
    cat = directory.add("2", "cat@acme.test", (), active=False, at=8).detailed()
    assert (ben.activated, ben.status_changed, ben.updated) == (7, 7, 7)
    assert (cat.activated, cat.status_changed, cat.updated) == (None, 8, 8)
    assert (ben.profile["lastName"], ben.password, ben.has_password) == ("Fox", None, True)
    directory.change_status("cat@acme.test", "activate", 20)
    assert (cat.activated, cat.status_changed, cat.updated) == (20, 20, 20)
    directory.change_status("ben.fox@acme.test", "suspend", 30)
    directory.change_status("ben.fox@acme.test", "unsuspend", 40)
    assert (ben.activated, ben.status_changed, ben.updated) == (7, 40, 40)


def test_whoever_is_activated_without_a_password_has_yet_to_set_one() -> None:
    directory = Directory()
    directory.add("1", "ben@acme.test", (), active=False, at=0).detailed().has_password = False
    assert directory.change_status("ben@acme.test", "activate", 0).status == "PROVISIONED"


def test_people_are_found_by_login_in_any_case_by_id_and_by_a_short_name_that_one_has() -> None:
    directory = Directory()
    ben = directory.add("00u1", "Ben@acme.test", (), active=True, at=0)
    assert directory.get("BEN@acme.TEST") is ben
    assert directory.get("nobody") is None
    assert [directory.named(key) for key in ("00u1", "bEN@ACME.test", "BEN")] == [ben, ben, ben]
    directory.add("00u2", "ben@other.test", (), active=True, at=0)
    directory.add("00u3", "cat@acme.test@old.test", (), active=True, at=0)
    for key in ("ben", "ben@", "nobody", "cat@acme.test"):
        with pytest.raises(OktaError, match="E0000007"):
            directory.named(key)
    directory.rename(ben, "bert@acme.test")
    assert directory.find("bert@acme.test") is ben
    assert not directory.taken("ben@acme.test")


def test_a_group_of_another_name_keeps_its_members_and_one_that_is_gone_has_none() -> None:
    directory = Directory()
    ben = directory.add("1", "ben", ("Sales", "Lab"), active=True, at=0)
    cat = directory.add("2", "cat", ("Lab",), active=True, at=0)
    directory.replace_group("Sales", "Revenue")
    assert (ben.groups, cat.groups) == ({EVERYONE, "Revenue", "Lab"}, {EVERYONE, "Lab"})
    directory.replace_group("Lab", None)
    assert (ben.groups, cat.groups) == ({EVERYONE, "Revenue"}, {EVERYONE})
