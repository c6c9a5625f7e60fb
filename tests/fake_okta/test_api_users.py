"""The Users API: listings, filters, searches, profiles, passwords and the life cycle, as clients meet them."""

from __future__ import annotations

import pytest

from tests.fake_okta.api_client import ADA, Api, causes, next_of, refused
from tests.fake_okta.estate import START

USERS = "/api/v1/users"


@pytest.fixture
def api() -> Api:
    return Api()


def logins(answered):
    return [user["profile"]["login"] for user in answered.json]


# --- shape --------------------------------------------------------------------------------------------------


def test_a_user_has_the_documented_shape(api):
    user = api.post(USERS, {"profile": ADA}).json
    assert user == {
        "id": user["id"],
        "status": "PROVISIONED",
        "created": "2017-07-14T02:40:00.000Z",
        "activated": "2017-07-14T02:40:00.000Z",
        "statusChanged": "2017-07-14T02:40:00.000Z",
        "lastLogin": None,
        "lastUpdated": "2017-07-14T02:40:00.000Z",
        "passwordChanged": None,
        "type": {"id": user["type"]["id"]},
        "profile": {**ADA, "mobilePhone": None, "secondEmail": None},
        "credentials": {"provider": {"type": "OKTA", "name": "OKTA"}},
        "_links": {
            "self": {"href": f"https://acme.okta.com/api/v1/users/{user['id']}"},
            "reactivate": {
                "href": f"https://acme.okta.com/api/v1/users/{user['id']}/lifecycle/reactivate",
                "method": "POST",
            },
            "deactivate": {
                "href": f"https://acme.okta.com/api/v1/users/{user['id']}/lifecycle/deactivate",
                "method": "POST",
            },
        },
    }
    assert user["id"][:3] == "00u"
    assert len(user["id"]) == 20


def test_a_user_is_found_by_id_login_in_any_case_and_short_login(api):
    ada = api.get(f"{USERS}/ada@acme.test").json
    for key in (ada["id"], "ADA@acme.test", "ada%40acme.test", "ada"):
        assert api.get(f"{USERS}/{key}").json == ada
    api.add_user("Ada2", login="ada@other.test", email="a@other.test")
    assert refused(api.get(f"{USERS}/ada")) == (404, "E0000007")


def test_me_is_the_administrator_of_the_token(api):
    assert api.get(f"{USERS}/me").json["profile"]["login"] == "admin@acme"


def test_an_unknown_user_is_not_found_in_okta_s_words(api):
    answered = api.get(f"{USERS}/00uNobody")
    assert refused(answered) == (404, "E0000007")
    assert answered.json["errorSummary"] == "Not found: Resource not found: 00uNobody (User)"


# --- a login's characters -----------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["a+b", "a&b", "a%b", "a=b", "ä", "a#b", "a?b", "a'b", "a/b"])
def test_a_login_of_any_characters_is_found_where_it_is_escaped(api, first):
    from urllib.parse import quote, quote_plus

    user = api.add_user("X", login=f"{first}@acme.test")
    path = f"{USERS}/{quote(first, safe='')}%40acme.test"
    assert (
        api.client.get(
            "/", headers={"Authorization": api.token}, environ_overrides={"REQUEST_URI": path}
        ).json
        == user
    )
    filtered = quote_plus(f'profile.login eq "{first}@acme.test"')
    assert api.get(f"{USERS}?filter={filtered}").json == [user]


def test_a_plus_in_a_path_is_a_plus_and_in_a_query_a_blank(api):
    user = api.add_user("X", login="a+b@acme.test")
    assert api.get(f"{USERS}/a+b@acme.test").json == user
    assert api.get(f'{USERS}?filter=profile.login+eq+"a%2Bb@acme.test"').json == [user]
    assert api.get(f'{USERS}?filter=profile.login+eq+"a+b@acme.test"').json == []


# --- listings -----------------------------------------------------------------------------------------------


def test_pages_follow_each_other_by_their_links_and_the_last_has_no_next(api):
    everybody = [api.add_user(f"User{number}")["id"] for number in range(5)]
    pages = api.pages(f"{USERS}?limit=3")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [user["id"] for page in pages for user in page][2:] == everybody
    first = api.get(f"{USERS}?limit=3")
    self_link, next_link = first.headers.getlist("Link")
    assert self_link == '<https://acme.okta.com/api/v1/users?limit=3>; rel="self"'
    assert next_link.endswith('; rel="next"')
    assert api.get(f"{USERS}?limit=7").headers.getlist("Link") == [
        '<https://acme.okta.com/api/v1/users?limit=7>; rel="self"'
    ]


def test_who_deletes_page_by_page_meets_everybody(api):
    for number in range(6):
        api.add_user(f"User{number}")
    path, met = f"{USERS}?limit=2", []
    while path:
        answered = api.get(path)
        for user in answered.json:
            met.append(user["id"])
            if not user["profile"]["login"].startswith("admin"):
                api.delete(f"{USERS}/{user['id']}")
                api.delete(f"{USERS}/{user['id']}")
        path = next_of(answered)
    assert len(set(met)) == 8
    assert logins(api.get(USERS)) == ["admin@acme"]


def test_a_filter_and_its_limit_go_on_in_the_next_link(api):
    for number in range(3):
        api.add_user(f"User{number}")
    first = api.get(f'{USERS}?filter=status%20eq%20"ACTIVE"&limit=2')
    following = next_of(first)
    assert "filter=status+eq+%22ACTIVE%22" in following
    assert "limit=2" in following
    assert not {user["id"] for user in first.json} & {user["id"] for user in api.get(following).json}


def test_a_listing_leaves_out_the_deactivated_unless_asked_for(api):
    api.post(f"{USERS}/ada/lifecycle/deactivate")
    assert logins(api.get(USERS)) == ["admin@acme"]
    for query in ("filter", "search"):
        assert logins(api.get(f'{USERS}?{query}=status eq "DEPROVISIONED"')) == ["ada@acme.test"]


def test_q_is_the_beginning_of_a_name_or_address(api):
    api.add_user("Grace", lastName="Hopper")
    for q in ("gra", "HOP", "grace@"):
        assert logins(api.get(f"{USERS}?q={q}")) == ["grace@acme.test"]
    assert api.get(f"{USERS}?q=race").json == []


def test_q_gives_ten_and_no_more_unless_told(api):
    for number in range(12):
        api.add_user(f"User{number}")
    assert len(api.get(f"{USERS}?q=user").json) == 10
    assert len(api.get(f"{USERS}?q=user&limit=12").json) == 12


def test_more_than_the_most_is_the_most_and_less_than_one_is_refused(api):
    assert api.get(f"{USERS}?limit=100000").status_code == 200
    for limit in ("0", "-1", "x", "1.5", "9" * 30):
        assert refused(api.get(f"{USERS}?limit={limit}")) == (400, "E0000001")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ('profile.firstName eq "grace"', ["grace@acme.test"]),
        ('profile.department eq "Navy" and status eq "ACTIVE"', ["grace@acme.test"]),
        ("profile.department pr", ["grace@acme.test"]),
        ("not (profile.department pr)", ["admin@acme", "ada@acme.test"]),
        ('profile.email sw "ad"', ["admin@acme", "ada@acme.test"]),
        ('profile.login co "@acme.test" and not (profile.lastName eq "Hopper")', ["ada@acme.test"]),
        ('created gt "2017-07-14T02:40:00.000Z"', ["grace@acme.test"]),
        ('lastUpdated ge "2017-07-14T04:40:01+02:00" or profile.login sw "ada"', ["ada@acme.test", "grace@acme.test"]),
        ("lastLogin pr", []),
    ],
)  # fmt: skip
def test_a_search_finds_by_any_attribute(api, search, found):
    api.estate.at = START + 1
    api.add_user("Grace", lastName="Hopper", department="Navy")
    assert logins(api.get(USERS, query_string={"search": search})) == found


def test_a_search_is_sorted_and_paged_in_its_order(api):
    for name in ("Carol", "Bob", "Dave"):
        api.add_user(name)
    found = {"search": 'profile.lastName eq "Test"', "sortBy": "profile.firstName", "limit": "2"}
    first = api.get(USERS, query_string=found)
    assert logins(first) == ["bob@acme.test", "carol@acme.test"]
    assert logins(api.get(next_of(first))) == ["dave@acme.test"]
    down = api.get(USERS, query_string={**found, "sortOrder": "desc"})
    assert logins(down) == ["dave@acme.test", "carol@acme.test"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"filter": 'status eq "ACTIVE"', "search": 'status eq "ACTIVE"'}, "E0000033"),
        ({"filter": 'status eqq "ACTIVE"'}, "E0000053"),
        ({"filter": 'profile.department eq "Navy"'}, "E0000053"),
        ({"search": 'status ne "ACTIVE"'}, "E0000031"),
        ({"search": "shoeSize eq 44"}, "E0000031"),
        ({"search": "status pr", "sortBy": "shoeSize"}, "E0000031"),
        ({"search": "status pr", "sortBy": "status", "sortOrder": "up"}, "E0000031"),
        ({"after": "no cursor"}, "E0000029"),
        ({"after": "bG9nOjE6Mg"}, "E0000029"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_code(api, query, code):
    assert refused(api.get(USERS, query_string=query)) == (400, code)


# --- adding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activate", "password", "status"),
    [(True, True, "ACTIVE"), (True, False, "PROVISIONED"), (False, True, "STAGED"), (False, False, "STAGED")],
)
def test_a_new_user_is_staged_or_waits_for_a_password_or_is_active(api, activate, password, status):
    given = {"profile": ADA, "credentials": {"password": {"value": "Correct-Horse-9"}} if password else {}}
    answered = api.post(f"{USERS}?activate={str(activate).lower()}", given)
    assert answered.json["status"] == status
    assert ("password" in answered.json["credentials"]) == password
    assert "Correct" not in answered.text


def test_who_waits_for_a_password_is_active_once_there_is_one(api):
    user = api.post(USERS, {"profile": ADA}).json
    assert refused(api.post(f"{USERS}/{user['id']}/lifecycle/activate")) == (403, "E0000016")
    set_one = {"credentials": {"password": {"value": "Correct-Horse-9"}}}
    assert api.post(f"{USERS}/{user['id']}", set_one).json["status"] == "ACTIVE"
    entered = {"username": ADA["login"], "password": "Correct-Horse-9"}
    assert api.post("/api/v1/authn", entered).json["status"] == "SUCCESS"


def test_a_new_user_joins_groups_and_everyone(api):
    group = api.post("/api/v1/groups", {"profile": {"name": "sales"}}).json
    user = api.post(USERS, {"profile": ADA, "groupIds": [group["id"]]}).json
    names = [one["profile"]["name"] for one in api.get(f"{USERS}/{user['id']}/groups").json]
    assert names == ["Everyone", "sales"]
    assert refused(api.post(USERS, {"profile": {**ADA, "login": "b@c.test"}, "groupIds": ["00g"]}))[0] == 404


@pytest.mark.parametrize(
    ("change", "first", "cause"),
    [
        ({"login": "ada@acme.test"}, "login", "login: An object with this field already exists"),
        ({"login": "ADA@acme.test"}, "login", "login: An object with this field already exists"),
        ({"login": "nobody"}, "login", "login: Username must be in the form of an email address"),
        ({"email": "nobody"}, "email", "email: Does not match required pattern"),
        ({"firstName": " "}, "firstName", "firstName: The field cannot be left blank"),
        ({"lastName": None}, "lastName", "lastName: The field cannot be left blank"),
        ({"shoeSize": 44}, "shoeSize", "shoeSize: The property is not in the schema"),
        ({"title": 44}, "title", "title: Must be a string"),
        ({"title": "x" * 2000}, "title", "title: Must be at most"),
    ],
)
def test_a_profile_that_is_refused_says_why(api, change, first, cause):
    answered = api.post(USERS, {"profile": {**ADA, **change}})
    assert refused(answered) == (400, "E0000001")
    assert answered.json["errorSummary"] == f"Api validation failed: {first}"
    assert any(one.startswith(cause) for one in causes(answered))
    assert len(api.get(USERS).json) == 2


@pytest.mark.parametrize(
    "password", ["short1A", "alllowercase1", "ALLUPPER1", "NoDigits", "Ada1lovelacE", "x" * 73]
)
def test_a_weak_password_is_refused_and_nobody_is_added(api, password):
    given = {
        "profile": {**ADA, "login": "lovelace@acme.test"},
        "credentials": {"password": {"value": password}},
    }
    answered = api.post(USERS, given)
    assert refused(answered) == (400, "E0000001")
    assert "Password requirements were not met" in causes(answered)[0]
    assert password not in answered.text
    assert len(api.get(USERS).json) == 2


@pytest.mark.parametrize(
    "body",
    [[], "x", {"profile": []}, {}, {"profile": ADA, "groupIds": "x"}, {"profile": ADA, "credentials": 1}],
)
def test_a_body_of_the_wrong_shape_is_not_well_formed(api, body):
    assert refused(api.post(USERS, body)) == (400, "E0000003")


# --- changing -----------------------------------------------------------------------------------------------


def test_post_changes_what_is_named_and_put_says_all(api):
    user = api.add_user("Grace", title="Admiral")
    api.estate.at += 10
    changed = api.post(f"{USERS}/{user['id']}", {"profile": {"lastName": "Hopper"}}).json
    assert (changed["profile"]["title"], changed["profile"]["lastName"]) == ("Admiral", "Hopper")
    assert changed["lastUpdated"] > user["lastUpdated"]
    kept = {name: user["profile"][name] for name in ("firstName", "lastName", "email", "login")}
    assert "title" not in api.put(f"{USERS}/{user['id']}", {"profile": kept}).json["profile"]
    assert refused(api.put(f"{USERS}/{user['id']}", {"profile": {"title": "x"}})) == (400, "E0000001")


def test_a_login_can_be_changed_to_one_that_is_free(api):
    user = api.add_user("Grace")
    assert api.post(f"{USERS}/{user['id']}", {"profile": {"login": "gh@acme.test"}}).status_code == 200
    assert api.get(f"{USERS}/gh@acme.test").json["id"] == user["id"]
    assert refused(api.get(f"{USERS}/grace@acme.test")) == (404, "E0000007")
    taken = {"profile": {"login": "ada@acme.test"}}
    assert refused(api.post(f"{USERS}/{user['id']}", taken)) == (400, "E0000001")


# --- the life cycle -----------------------------------------------------------------------------------------


def test_a_leaver_is_deactivated_with_their_certificates_and_sessions(api):
    certificate = api.estate.enroll(api.estate.mac())
    session = api.estate.session()
    assert api.estate.open(certificate=certificate, session=session).bound_now
    answered = api.post(
        f"{USERS}/ada/lifecycle/deactivate", data=b"", headers={"Content-Type": "application/octet-stream"}
    )
    assert (answered.status_code, answered.json) == (200, {})
    assert api.get(f"{USERS}/ada").json["status"] == "DEPROVISIONED"
    (revoked,) = api.events("pki.cert.revoke")
    assert revoked["actor"]["alternateId"] == "admin@acme"
    assert refused(api.get(f"/api/v1/sessions/{session.session_id}")) == (404, "E0000007")


def test_the_first_delete_deactivates_and_the_second_deletes(api):
    assert api.delete(f"{USERS}/ada").status_code == 204
    assert api.get(f"{USERS}/ada").json["status"] == "DEPROVISIONED"
    deleted = api.delete(f"{USERS}/ada")
    assert (deleted.status_code, deleted.data) == (204, b"")
    assert "Content-Type" not in deleted.headers
    assert refused(api.get(f"{USERS}/ada@acme.test")) == (404, "E0000007")
    assert len(api.events("user.lifecycle.delete.completed")) == 1


def test_each_operation_fits_some_statuses_only(api):
    assert refused(api.post(f"{USERS}/ada/lifecycle/activate")) == (403, "E0000016")
    assert refused(api.post(f"{USERS}/ada/lifecycle/unsuspend")) == (403, "E0000038")
    assert refused(api.post(f"{USERS}/ada/lifecycle/reactivate")) == (403, "E0000038")
    assert api.post(f"{USERS}/ada/lifecycle/suspend").status_code == 200
    assert api.get(f"{USERS}/ada").json["status"] == "SUSPENDED"
    assert api.post(f"{USERS}/ada/lifecycle/unsuspend").status_code == 200
    assert refused(api.post(f"{USERS}/ada/lifecycle/promote")) == (404, "E0000008")


def test_sessions_are_cleared_on_demand(api):
    session = api.estate.session()
    assert api.get(f"/api/v1/sessions/{session.session_id}").status_code == 200
    assert api.delete(f"{USERS}/ada/sessions").status_code == 204
    assert refused(api.get(f"/api/v1/sessions/{session.session_id}")) == (404, "E0000007")
