"""The users of the inventory: their numbers, and what becomes of them under another name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.users import UserDetails, Users

OWNERS = ("eve", "ada")


def refusal(call: Callable[..., None], *args: object) -> tuple[str, str]:
    with pytest.raises(JamfError) as refused:
        call(*args)
    return refused.value.code, refused.value.summary


@pytest.fixture
def users() -> Users:
    """With two owners of computers and a guest who was entered, all of them numbered."""
    users = Users()
    users.create("guest", OWNERS)
    users.numbered(OWNERS)
    return users


def test_users_are_numbered_by_name_when_they_are_first_asked_for_and_listed_by_number(users: Users) -> None:
    assert users.numbered(OWNERS) == [(1, "ada"), (2, "eve"), (3, "guest")]
    assert users.numbered((*OWNERS, "bob", "al")) == [
        (1, "ada"),
        (2, "eve"),
        (3, "guest"),
        (4, "al"),
        (5, "bob"),
    ]


def test_an_owner_without_computers_is_no_user_until_there_are_some_again_under_the_same_number(
    users: Users,
) -> None:
    assert users.numbered(("ada",)) == [(1, "ada"), (3, "guest")]
    assert users.numbered(OWNERS) == [(1, "ada"), (2, "eve"), (3, "guest")]


def test_a_user_who_was_entered_has_blank_details_until_something_is_written_down(users: Users) -> None:
    assert (users.details("guest"), users.details("ada")) == (UserDetails(), None)
    ada = UserDetails("Ada L", "ada@acme.test", "1", "engineer")
    users.enter("ada", ada)
    assert users.details("ada") == ada
    assert [*users.entered()] == ["guest", "ada"]


def test_a_user_who_is_called_otherwise_keeps_number_and_details(users: Users) -> None:
    details = UserDetails("A guest")
    users.enter("guest", details)
    users.rename("guest", "host", OWNERS)
    assert (users.details("guest"), users.details("host")) == (None, details)
    assert users.numbered(OWNERS) == [(1, "ada"), (2, "eve"), (3, "host")]


def test_an_owner_who_is_called_otherwise_is_entered_by_that_and_keeps_the_number(users: Users) -> None:
    users.rename("ada", "ada.l", OWNERS)
    assert users.details("ada.l") == UserDetails()
    assert users.numbered(("eve",)) == [(1, "ada.l"), (2, "eve"), (3, "guest")]


def test_the_same_name_again_changes_nothing(users: Users) -> None:
    users.rename("ada", "ada", OWNERS)
    assert users.details("ada") is None
    assert users.numbered(OWNERS) == [(1, "ada"), (2, "eve"), (3, "guest")]


def test_a_user_who_is_removed_is_unknown_and_returns_under_another_number(users: Users) -> None:
    users.remove("guest")
    assert users.details("guest") is None
    users.remove("eve")
    assert users.numbered(OWNERS) == [(1, "ada"), (4, "eve")]


def test_who_has_a_number_or_was_entered_can_be_removed_and_nobody_else(users: Users) -> None:
    users.create("new", ())
    users.remove("new")  # has no number yet
    missing = "The server has not found anything matching the request: user new"
    assert refusal(users.remove, "new") == ("NOT_FOUND", missing)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("guest", ("DUPLICATE", "Error: Duplicate name")),
        ("ada", ("DUPLICATE", "Error: Duplicate name")),
        ("", ("BAD_REQUEST", "A user needs a name")),
    ],
)
def test_a_name_is_needed_and_may_belong_to_nobody_else(
    users: Users, name: str, told: tuple[str, str]
) -> None:
    assert refusal(users.create, name, OWNERS) == told
    assert refusal(users.rename, "eve", name, OWNERS) == told
    assert users.numbered(OWNERS) == [(1, "ada"), (2, "eve"), (3, "guest")]
