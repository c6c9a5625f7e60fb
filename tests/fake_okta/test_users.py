"""People: the life cycle as a table, groups, and what administrators are refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fake_okta.errors import OktaError
from fake_okta.messages import CreateUser, SetMembership, SetUserStatus
from fake_okta.users import EVERYONE, LIFE_CYCLE, Directory, Operation
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
    directory.add("1", "ben", ("Sales",), active=True)
    assert directory.set_membership("ben", "Partners", member=True).groups == {EVERYONE, "Sales", "Partners"}
    assert directory.set_membership("ben", "Sales", member=False).groups == {EVERYONE, "Partners"}
    assert directory.set_membership("ben", "Sales", member=False).groups == {EVERYONE, "Partners"}
    assert directory.set_membership("ben", EVERYONE, member=True).groups == {EVERYONE, "Partners"}


def test_only_the_active_may_sign_in_and_all_are_found_by_login_and_id() -> None:
    directory = Directory()
    ben = directory.add("1", "ben", (), active=True)
    cat = directory.add("2", "cat", (), active=False)
    assert (directory.find("ben"), directory.by_id("2")) == (ben, cat)
    found = [directory.who_may_sign_in(login) for login in ("ben", "cat", "dan")]
    assert found == [ben, None, None]
    assert (ben.id, ben.login, ben.groups) == ("1", "ben", {EVERYONE})
