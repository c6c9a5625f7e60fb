"""The Groups API: names, memberships, filters, and what is Okta's own."""

from __future__ import annotations

import pytest

from fake_okta.messages import Rule, SetRules
from tests.fake_okta.api_client import Api, refused

GROUPS = "/api/v1/groups"


@pytest.fixture
def api() -> Api:
    return Api()


def add(api, name):
    return api.post(GROUPS, {"profile": {"name": name, "description": f"all of {name}"}}).json


def names(answered):
    return [group["profile"]["name"] for group in answered.json]


def test_a_group_has_the_documented_shape(api):
    group = add(api, "sales")
    assert group["id"][:3] == "00g"
    assert {name: group[name] for name in ("objectClass", "type", "profile")} == {
        "objectClass": ["okta:user_group"],
        "type": "OKTA_GROUP",
        "profile": {"name": "sales", "description": "all of sales"},
    }
    assert api.get(f"{GROUPS}/{group['id']}").json == group


def test_everyone_is_built_in_and_stays_as_it_is(api):
    (everyone,) = api.get(f"{GROUPS}?q=Every").json
    path = f"{GROUPS}/{everyone['id']}"
    assert everyone["type"] == "BUILT_IN"
    assert refused(api.put(path, {"profile": {"name": "All"}})) == (403, "E0000006")
    assert refused(api.delete(path)) == (403, "E0000006")
    assert refused(api.delete(f"{path}/users/{api.id_of('ada')}")) == (400, "E0000001")


def test_people_come_and_go_and_the_log_tells_of_it_once(api):
    group, ada = add(api, "sales"), api.id_of("ada")
    member = f"{GROUPS}/{group['id']}/users/{ada}"
    api.estate.at += 5
    for _ in range(2):
        assert api.put(member).status_code == 204
    assert [user["id"] for user in api.get(f"{GROUPS}/{group['id']}/users").json] == [ada]
    assert api.get(f"{GROUPS}/{group['id']}").json["lastMembershipUpdated"] > group["lastMembershipUpdated"]
    for _ in range(2):
        assert api.delete(member).status_code == 204
    assert api.get(f"{GROUPS}/{group['id']}/users").json == []
    assert len(api.events("group.user_membership.add")) == 1
    assert len(api.events("group.user_membership.remove")) == 1


def test_a_name_is_taken_once_and_neither_empty_nor_endless(api):
    add(api, "sales")
    for name in ("sales", " ", "x" * 256, "Everyone"):
        assert refused(api.post(GROUPS, {"profile": {"name": name}})) == (400, "E0000001")
    other = add(api, "sales2")
    assert refused(api.put(f"{GROUPS}/{other['id']}", {"profile": {"name": "sales"}})) == (400, "E0000001")


def test_a_renamed_group_keeps_its_people_apps_and_rules(api):
    group, ada = add(api, "sales"), api.id_of("ada")
    api.put(f"{GROUPS}/{group['id']}/users/{ada}")
    app = api.id_of_app("crm")
    api.put(f"/api/v1/apps/{app}/groups/{group['id']}")
    api.estate.asks(SetRules("crm", (Rule("sales only", "allow", groups=frozenset({"sales"})),)))
    api.put(f"{GROUPS}/{group['id']}", {"profile": {"name": "revenue"}})
    assert [user["id"] for user in api.get(f"{GROUPS}/{group['id']}/users").json] == [ada]
    assert group["id"] in [one["id"] for one in api.get(f"/api/v1/apps/{app}/groups").json]
    rule = api.get(f"/admin/app/instance/{app}/app-sign-on-policy-list").json[0]
    assert rule["conditions"]["people"]["groups"]["include"] == ["revenue"]
    assert api.estate.open("crm").rule == "sales only"


def test_a_deleted_group_leaves_nobody_behind(api):
    group, ada = add(api, "sales"), api.id_of("ada")
    api.put(f"{GROUPS}/{group['id']}/users/{ada}")
    assert api.delete(f"{GROUPS}/{group['id']}").status_code == 204
    assert names(api.get(f"/api/v1/users/{ada}/groups")) == ["Everyone"]
    assert refused(api.get(f"{GROUPS}/{group['id']}")) == (404, "E0000007")


def test_groups_are_filtered_searched_and_paged(api):
    for name in ("alpha", "beta", "gamma"):
        api.estate.at += 1
        add(api, name)
    assert names(api.get(f'{GROUPS}?filter=type eq "BUILT_IN"')) == ["Everyone"]
    assert names(api.get(f'{GROUPS}?search=profile.name sw "B"')) == ["beta"]
    down = api.get(f'{GROUPS}?search=type eq "OKTA_GROUP"&sortBy=profile.name&sortOrder=desc')
    assert names(down) == ["gamma", "beta", "alpha"]
    assert names(api.get(f"{GROUPS}?q=gam")) == ["gamma"]
    assert [len(page) for page in api.pages(f"{GROUPS}?limit=3")] == [3, 1]
    assert refused(api.get(f'{GROUPS}?filter=profile.name eq "x"')) == (400, "E0000053")


def test_members_are_paged(api):
    (everyone,) = api.get(f"{GROUPS}?q=Everyone").json
    for number in range(3):
        api.add_user(f"User{number}")
    pages = api.pages(f"{GROUPS}/{everyone['id']}/users?limit=2")
    assert [len(page) for page in pages] == [2, 2, 1]


def test_the_unknown_is_not_found(api):
    group = add(api, "sales")["id"]
    for method, path in [
        ("GET", f"{GROUPS}/00gx"),
        ("GET", f"{GROUPS}/00gx/users"),
        ("PUT", f"{GROUPS}/{group}/users/00ux"),
        ("DELETE", f"{GROUPS}/00gx/users/ada"),
    ]:
        assert refused(api.ask(method, path)) == (404, "E0000007")
