"""The org's apps by themselves: numbers, labels, and groups that go from them."""

from __future__ import annotations

import pytest

from fake_okta.apps import App, Apps
from fake_okta.errors import OktaError
from fake_okta.messages import Rule
from fake_okta.syslog import Target


def app(label, **more):
    return App(f"0oa{label}", label, "saml", False, frozenset({"sales"}), **more)


def test_apps_are_numbered_from_one_in_the_order_of_their_creation():
    apps = Apps()
    for label in ("crm", "wiki", "mail"):
        apps.add(app(label))
    assert [(one.label, one.number) for one in apps.all()] == [("crm", 1), ("wiki", 2), ("mail", 3)]


def test_an_app_that_is_not_there_is_told_with_its_id():
    with pytest.raises(OktaError, match=r"0oanone \(AppInstance\)"):
        Apps().by_id("0oanone")


def test_a_renamed_app_is_found_and_logged_by_its_new_label_alone():
    apps, crm = Apps(), app("crm")
    apps.add(crm)
    apps.rename(crm, "sales desk")
    assert apps.find("sales desk") is crm
    assert not apps.taken("crm")
    assert crm.target == Target("0oacrm", "AppInstance", "sales desk")


def test_an_app_given_to_one_person_is_on_the_home_page_of_no_other():
    apps = Apps()
    apps.add(app("crm", users={"00uada": 0}))
    assert [one.label for one in apps.assigned_to("00uada", frozenset())] == ["crm"]
    assert apps.assigned_to("00ubob", frozenset()) == []
    assert [one.label for one in apps.assigned_to("00ubob", frozenset({"sales"}))] == ["crm"]


@pytest.mark.parametrize(("new", "left"), [("field", {"field", "it"}), (None, {"it"})])
def test_a_group_that_is_renamed_or_gone_is_so_in_assignments_and_rules(new, left):
    apps = Apps()
    both = frozenset({"sales", "it"})
    crm = app("crm", rules=(Rule("rule", "deny", groups=both, excluded_groups=both),))
    apps.add(crm)
    apps.replace_group("sales", new)
    assert crm.groups == left - {"it"}
    assert (crm.rules[0].groups, crm.rules[0].excluded_groups) == (left, left)
