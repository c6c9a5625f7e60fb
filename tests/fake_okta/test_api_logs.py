"""The System Log API: polling, bounded queries, filters, keywords, order, pages, and what is refused."""

from __future__ import annotations

import re

import pytest

from tests.fake_okta.api_client import Api, causes, next_of, refused
from tests.fake_okta.estate import DAY, START

LOGS = "/api/v1/logs"


@pytest.fixture
def api() -> Api:
    """An org in whose log ada and crm come, and after them three people, one in each second."""
    api = Api()
    for number, name in enumerate(("Ann", "Ben", "Cy"), start=1):
        api.estate.at = START + number
        api.add_user(name)
    api.estate.at = START + 100
    return api


def kinds(answered):
    return [event["eventType"] for event in answered.json]


def logged(api, **query):
    return api.get(LOGS, query_string=query)


def targets(answered):
    return [event["target"][0]["alternateId"] for event in answered.json]


CREATED = 'eventType eq "user.lifecycle.create"'


# --- shape and cause ----------------------------------------------------------------------------------------


def test_an_event_says_who_did_it_with_which_token_in_which_request(api):
    reader = api.with_role("USER_ADMIN")
    answered = reader.post("/api/v1/users/ann/lifecycle/suspend", headers={"User-Agent": "offboard/1.0"})
    (event,) = logged(api, filter='eventType eq "user.lifecycle.suspend"').json
    assert event["transaction"]["id"] == answered.headers["X-Okta-Request-Id"]
    token = event["transaction"]["detail"]["requestApiTokenId"]
    assert token.startswith("00T")
    assert event["client"]["userAgent"]["rawUserAgent"] == "offboard/1.0"
    assert event["client"]["ipAddress"] == "127.0.0.1"
    assert event["actor"]["alternateId"] == "admin@acme"
    by_token = logged(api, filter=f'transaction.detail.requestApiTokenId eq "{token}"')
    assert kinds(by_token) == ["user.lifecycle.suspend"]


def test_events_are_those_of_the_last_week_unless_told_and_none_older_than_ninety_days(api):
    api.estate.at = START + 8 * DAY
    assert logged(api, until="2017-07-22T03:00:00Z").json == []
    assert len(logged(api, since="2017-07-01T00:00:00Z", filter=CREATED).json) == 4
    api.estate.at = START + 91 * DAY
    api.post("/api/v1/users/ann/lifecycle/suspend")
    assert kinds(logged(api, since="2017-07-01T00:00:00Z")) == ["user.lifecycle.suspend"]


# --- polling and bounded queries ----------------------------------------------------------------------------


def test_a_poller_gets_each_event_once_and_always_a_next_link(api):
    first = logged(api, filter=CREATED, limit="3")
    assert targets(first) == ["ada@acme.test", "ann@acme.test", "ben@acme.test"]
    second = api.get(next_of(first))
    assert targets(second) == ["cy@acme.test"]
    empty = api.get(next_of(second))
    assert empty.json == []
    api.add_user("Di")
    later = api.get(next_of(empty))
    assert targets(later) == ["di@acme.test"]
    assert next_of(api.get(next_of(later)))


def test_a_poller_with_nothing_to_see_yet_misses_nothing(api):
    nothing = logged(api, filter='eventType eq "zone.create"')
    assert nothing.json == []
    api.post(
        "/api/v1/zones", {"type": "IP", "name": "z", "gateways": [{"type": "CIDR", "value": "10.0.0.0/8"}]}
    )
    assert kinds(api.get(next_of(nothing))) == ["zone.create"]


def test_a_bounded_query_has_no_next_link_on_its_last_page(api):
    until = "2017-07-14T02:40:03.000Z"
    pages = api.pages(
        f"{LOGS}?since=2017-07-14T02:40:01Z&until={until}&limit=1&filter=eventType%20sw%20%22user.life%22"
    )
    assert [len(page) for page in pages] == [1, 1, 1, 1]
    assert {event["target"][0]["alternateId"] for page in pages for event in page} == {
        "ann@acme.test",
        "ben@acme.test",
    }
    exact = logged(
        api, since="2017-07-14T02:40:01Z", until=until, limit="4", filter='eventType sw "user.life"'
    )
    assert len(exact.json) == 4
    assert next_of(exact) is None


def test_since_is_included_until_is_not_and_fractions_count(api):
    def between(since, until):
        return targets(logged(api, since=since, until=until, filter=CREATED))

    assert between("2017-07-14T02:40:01Z", "2017-07-14T02:40:02Z") == ["ann@acme.test"]
    assert between("2017-07-14T02:40:01.001Z", "2017-07-14T02:40:02.001Z") == ["ben@acme.test"]
    assert between("2017-07-14T04:40:01+02:00", "2017-07-14T04:40:02+02:00") == ["ann@acme.test"]


def test_descending_is_the_same_backwards_page_by_page(api):
    forward = [event["uuid"] for event in logged(api, until="2017-07-15T00:00:00Z").json]
    pages = api.pages(f"{LOGS}?sortOrder=DESCENDING&limit=2&since=2017-07-14T02:40:02Z")
    backward = [event["uuid"] for page in pages for event in page]
    assert backward == list(reversed(forward))[: len(backward)]
    assert pages[-1][-1]["published"] == "2017-07-14T02:40:02.000Z"
    assert len(pages) > 1


def test_the_next_link_has_a_cursor_in_place_of_since(api):
    following = next_of(logged(api, since="2017-07-14T02:40:00Z", limit="1"))
    assert re.fullmatch(r"/api/v1/logs\?limit=1&after=[\w-]+", following)


def test_no_events_are_asked_for_with_a_limit_of_none(api):
    answered = logged(api, limit="0")
    assert (answered.json, len(next_of(answered)) > 0) == ([], True)
    assert next_of(logged(api, limit="0", until="2017-07-15T00:00:00Z")) is None


# --- filters and keywords -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ('target.alternateId eq "ben@acme.test"', 2),
        ('target.id sw "00u" and actor.alternateId eq "admin@acme"', 8),
        ('eventType EQ "user.lifecycle.create" AND NOT (target.alternateId CO "ben")', 3),
        ('eventType eq "USER.LIFECYCLE.CREATE"', 0),
        ('outcome.result ne "SUCCESS"', 0),
        ('target.displayName ew "test" and (eventType sw "x" or eventType sw "user.life")', 8),
        ('severity eq "INFO" and outcome.reason pr', 0),
        ('debugContext.debugData.macosUdid eq "x"', 0),
        ('client.ipAddress eq "127.0.0.1"', 6),
        ("securityContext.asNumber gt 5", 0),
    ],
)
def test_a_filter_finds_by_any_path(api, given, count):
    assert len(logged(api, filter=given).json) == count


def test_two_terms_on_targets_may_match_different_targets(api):
    group = api.post("/api/v1/groups", {"profile": {"name": "sales"}}).json
    ann = api.id_of("ann@acme.test")
    api.put(f"/api/v1/groups/{group['id']}/users/{ann}")
    both = logged(api, filter=f'target.id eq "{ann}" and target.displayName eq "sales"')
    assert kinds(both) == ["group.user_membership.add"]


def test_the_debug_data_of_a_certificate_joins_it_to_the_computer(api):
    mac = api.estate.mac()
    api.estate.open(certificate=api.estate.enroll(mac))
    found = logged(api, filter=f'debugContext.debugData.macosUdid eq "{mac.device.udid}"')
    assert "user.authentication.authenticate" in kinds(found)


@pytest.mark.parametrize(
    ("q", "count"),
    [
        ("ben@acme.test", 2),
        ("BEN@acme.test create", 1),
        ("create okta user", 4),
        ("ben", 0),
        ("nothing", 0),
        ("  ", 9),
    ],
)
def test_keywords_must_all_be_found_whatever_their_case(api, q, count):
    assert len(logged(api, q=q).json) == count


def test_a_hyphenated_value_is_found_by_its_parts(api):
    api.post("/api/v1/groups", {"profile": {"name": "sales-east"}})
    for q in ("sales-east", "east", "SALES"):
        assert len(logged(api, q=q).json) == 1


# --- refusals -----------------------------------------------------------------------------------------------


def test_a_wrong_operator_is_refused_with_its_place(api):
    answered = logged(api, filter='outcome.result  eqq "x"')
    assert refused(answered) == (400, "E0000053")
    assert answered.json["errorSummary"] == (
        "Invalid filter 'outcome.result  eqq \"x\"': Unrecognized attribute operator 'eqq' at position 16."
        " Expected: eq,co,sw,pr,gt,ge,lt,le"
    )


@pytest.mark.parametrize(
    "path",
    ["some_invalid_field", "published", "EventType", "debugContext", "debugContext.debugData.", "target.x"],
)
def test_a_field_that_does_not_exist_is_refused(api, path):
    answered = logged(api, filter=f'{path} eq "x"')
    assert refused(answered) == (400, "E0000053")
    assert answered.json["errorSummary"] == f"field is not valid: {path}" or path.endswith(".")


def test_urls_cannot_be_asked_for_by_their_parts(api):
    assert refused(logged(api, filter='debugContext.debugData.requestUri co "x"')) == (400, "E0000053")
    assert logged(api, filter='debugContext.debugData.requestUri eq "x"').status_code == 200


def test_a_date_that_is_none_is_refused_in_okta_s_words(api):
    answered = logged(api, until="yesterday")
    assert refused(answered) == (400, "E0000001")
    assert answered.json["errorSummary"] == (
        "Api validation failed: 'until': The date format in your query is not recognized. Please enter dates using"
        " ISO8601 string format. 'until': must be a valid date-time or empty."
    )
    assert causes(answered)[1] == "'until': must be a valid date-time or empty."
    assert refused(api.get(f"{LOGS}?since=2017-07-14T04:40:01+02:00")) == (400, "E0000001")


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "1001"},
        {"limit": "-1"},
        {"q": " ".join("abcdefghijk")},
        {"q": "x" * 41},
        {"sortOrder": "UP"},
    ],
)
def test_what_is_out_of_bounds_is_refused(api, query):
    assert refused(logged(api, **query)) == (400, "E0000001")


@pytest.mark.parametrize("after", ["x", "bG9nOjE", "dXNlcjox", "bG9nOjk5OTk5OTk5OTk5OTk5OTk5OTk5OjE", "ä"])
def test_a_cursor_of_another_listing_is_refused(api, after):
    assert refused(logged(api, after=after)) == (400, "E0000029")
