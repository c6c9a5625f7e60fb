"""People: the life cycle as a table, groups, and what administrators are refused."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError
from fake_okta.messages import CreateUser, SetMembership, SetUserStatus
from fake_okta.users import LIFE_CYCLE, Operation
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
