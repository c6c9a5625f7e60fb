"""Groups: found by id and by name, renamed and removed; and the password that an org makes for whom it has none."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError
from fake_okta.groups import Groups
from fake_okta.ids import Ids
from tests.fake_okta.estate import Estate


def test_a_group_has_an_id_of_its_own_and_the_time_of_its_coming() -> None:
    groups = Groups(Ids(b"seed"))
    lab, sales = groups.add("Lab", "where things burn", 7), groups.add("Sales", None, 8)
    assert (lab.name, lab.description, lab.number) == ("Lab", "where things burn", 1)
    assert (lab.created, lab.updated, lab.membership_updated, sales.created) == (7, 7, 7, 8)
    assert lab.id.startswith("00g")
    assert len(lab.id) == len(sales.id) == 20
    assert lab.id != sales.id
    assert [*groups.all()] == [lab, sales]
    assert not lab.built_in


def test_groups_that_are_named_are_there_and_old_ones_stay_as_they_are() -> None:
    groups = Groups(Ids(b"seed"))
    lab = groups.add("Lab", None, 7)
    groups.ensure(("Lab", "Sales"), 9)
    assert groups.named("Lab") is lab
    assert [(one.name, one.created) for one in groups.all()] == [("Lab", 7), ("Sales", 9)]


def test_a_renamed_group_is_found_by_its_new_name_alone_and_a_removed_one_not_at_all() -> None:
    groups = Groups(Ids(b"seed"))
    lab = groups.add("Lab", None, 7)
    groups.rename(lab, "Workshop")
    assert (groups.named("Workshop"), groups.named("Lab"), groups.find(lab.id)) == (lab, None, lab)
    groups.remove(lab)
    assert groups.named("Workshop") is None
    with pytest.raises(OktaError) as refused:
        groups.find(lab.id)
    assert refused.value.summary == f"Not found: Resource not found: {lab.id} (UserGroup)"


def test_everybody_has_a_password_of_their_own_that_the_seed_makes(estate: Estate) -> None:
    org = estate.okta._org
    passwords = [org.password_of(login) for login in ("ada", "ben")]
    assert {len(one) for one in passwords} == {20}
    assert passwords[0] != passwords[1]
    assert org.first_password("ada", passwords[0])
    assert not org.first_password("ben", passwords[0])
    assert not org.first_password("ada", "\ud800")  # half a character, as JSON can carry it
    assert passwords == [org.ids.text("password", login, 20) for login in ("ada", "ben")]
