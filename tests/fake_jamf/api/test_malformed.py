"""Whatever comes to whatever address is answered by a refusal or a success: never by an error of the server."""

import json
import string
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_jamf import wire
from fake_jamf.api.table import ROWS
from fake_jamf.messages import SetAccount
from tests.fake_jamf.api.estate import PLIST, Estate
from tests.fake_jamf.api.examples import body_of, path_of, takes_body

_DOUBLING = "".join(
    f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">{_DOUBLING}]>{{}}'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>{}'
WRITES = [row for row in ROWS if row.method in ("POST", "PUT", "PATCH") and not row.path.endswith("token")]
WITH_BODY = [row for row in WRITES if takes_body(row)]
LISTS = ["/api/v1/computers-inventory", "/api/v4/computers-inventory", "/api/v1/scripts", "/api/v1/users"]
LISTS += [
    "/api/v1/accounts",
    "/api/v1/api-roles",
    "/api/v3/computer-groups/smart-groups",
    "/api/v2/mdm/commands",
]


def classic(row):
    return row.path.startswith("/JSSResource")


def named(rows):
    return [pytest.param(row, id=f"{row.method} {row.path}") for row in rows]


@pytest.fixture(scope="module")
def estate():
    return Estate().filled()


@pytest.fixture(scope="module")
def token(estate):
    return estate.token()


def refused(answered, row):
    assert 400 <= answered.status_code < 500, answered.text
    if classic(row):
        assert answered.mimetype == "text/html"
        assert answered.text.count("<p") == 3
    else:
        assert answered.json["httpStatus"] == answered.status_code
        assert answered.json["errors"]
    return answered.status_code


NO_XML = [
    "",
    " ",
    "{}",
    "<",
    "<computer>",
    "<a/>",
    "<computer/><computer/>",
    "\x00",
    "&",
    "<?xml version='9'?>",
]
NO_JSON = [
    "",
    "{",
    "[]",
    "null",
    "1",
    '"x"',
    "<a/>",
    "\x00",
    "[" * 100_000,
    '{"a":' * 50_000,
    "NaN",
]


@pytest.mark.parametrize("row", named(WITH_BODY))
def test_a_body_that_is_none_is_a_bad_request(estate, token, row):
    for body in NO_XML if classic(row) else NO_JSON:
        assert refused(estate.ask(row.method, path_of(row), body, token), row) == 400
    assert refused(estate.ask(row.method, path_of(row), b"\xff\xfe\xff", token), row) == 400


@pytest.mark.parametrize("row", named([row for row in WITH_BODY if classic(row)]))
def test_entities_are_refused_before_they_are_looked_at(estate, token, row):
    body = body_of(row, estate)
    for prologue, entity in ((BOMB, "&i;"), (OUTSIDE, "&x;")):
        attack = prologue.replace("{}", body.replace(">", f">{entity}", 1))
        answered = estate.ask(row.method, path_of(row), attack, token)
        assert refused(answered, row) == 400
        assert "root:" not in answered.text


def test_a_profile_s_property_list_may_have_no_entities_either(estate, token):
    for prologue in (BOMB, OUTSIDE):
        plist = prologue.replace("{}", PLIST[PLIST.index("<plist") :])
        escaped = plist.replace("&", "&amp;").replace("<", "&lt;")
        body = f"<os_x_configuration_profile><general><name>x</name><payloads>{escaped}</payloads></general></os_x_configuration_profile>"
        answered = estate.ask("POST", "/JSSResource/osxconfigurationprofiles/id/0", body, token)
        assert answered.status_code == 400


def test_xml_that_is_nested_too_deep_or_too_wide_is_answered(estate, token):
    deep = "<computer>" + "<a>" * 100_000 + "</a>" * 100_000 + "</computer>"
    assert estate.ask("PUT", "/JSSResource/computers/id/1", deep, token).status_code == 400
    wide = "<computer>" + "<a/>" * 200_000 + "</computer>"
    assert estate.ask("PUT", "/JSSResource/computers/id/1", wide, token).status_code == 201


@pytest.mark.parametrize("row", named(WRITES))
def test_a_body_beyond_the_bound_is_too_large(estate, token, row):
    assert refused(estate.ask(row.method, path_of(row), b" " * (wire.MAX_BODY + 1), token), row) == 413


def test_who_may_not_ask_learns_nothing_of_what_is_wrong_with_the_request(estate):
    for row in WRITES:
        assert estate.ask(row.method, path_of(row), "{", "wrong").status_code == 401


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "page=-1",
        "page=x",
        "page=1e3",
        "page-size=0",
        "page-size=-5",
        "page-size=%F0%9F%8D%8E",
        "page=" + "9" * 100,
        "sort=shoe:asc",
        "sort=id:sideways",
        "sort=:",
        "filter=(((",
        "filter=id==1)",
        "filter=shoe==1",
        "filter=%00",
        "filter=" + "(" * 2000,
        "filter=%FF",
        "x&" * 300,
    ],
)
def test_a_list_that_is_asked_for_in_no_readable_way_is_a_bad_request(estate, token, path, query):
    answered = estate.ask("GET", f"{path}?{query}", token=token)
    (error,) = answered.json["errors"]
    assert (answered.status_code, answered.json["httpStatus"], error["code"]) == (400, 400, "BAD_REQUEST")


@pytest.mark.parametrize("path", LISTS[:-1])
def test_a_page_far_beyond_the_end_is_empty_and_a_huge_one_is_cut(estate, token, path):
    answered = estate.ask("GET", f"{path}?page={10**17}&page-size={10**17}", token=token)
    assert (answered.status_code, answered.json["results"]) == (200, [])
    assert answered.json["totalCount"] >= 1
    whole = estate.ask("GET", f"{path}?page-size={10**17}", token=token)
    assert len(whole.json["results"]) == whole.json["totalCount"]


TRICKS = [
    "..",
    ".",
    "%2e%2e",
    "..%2f..%2fetc",
    "%00",
    "1%0d%0aSet-Cookie:%20a=b",
    "1;x=y",
    "-1",
    "1.0",
    "\u0966",
    "9" * 300,
]
TRICKS += ["1e1", "0x1", " 1", "+1", "%F0%9F%8D%8E", "'or'1'='1", "<script>", "${jndi:ldap://x}", "{{7*7}}"]


@pytest.mark.parametrize("row", named([row for row in ROWS if "{" in row.path and row.method != "POST"]))
def test_a_tricky_path_finds_nothing_and_tells_nothing(estate, token, row):
    for trick in TRICKS:
        said = quote(trick, safe="%") if not trick.isascii() else trick.replace(" ", "%20")
        head, _, tail = row.path.partition("{")
        path = f"{head}{said}{tail.partition('}')[2]}".replace("{interval}", "Zero+Days")
        path = path.replace("{subset}", "General")
        answered = estate.ask(row.method, path, body_of(row, estate), token)
        if (
            row.path.startswith(("/JSSResource/policies/createdBy", "/JSSResource/policies/category"))
            or "match" in row.path
            or "/logflush/" in row.path
            or "{interval}" in row.path
        ):
            assert answered.status_code in (200, 400, 404)
        else:
            assert answered.status_code in (400, 404), path
        assert "Set-Cookie" not in answered.headers or "a=b" not in answered.headers["Set-Cookie"]
        assert answered.mimetype != "text/html" or b"<script>" not in answered.data


NAMES = [
    "general",
    "name",
    "criteria",
    "extensionAttributes",
    "definitionId",
    "values",
    "userAndLocation",
    "displayName",
    "privileges",
    "enabled",
    "id",
    "authorizationScopes",
    "clientData",
    "commandData",
    "commandType",
    "managementId",
    "remoteManagement",
    "managed",
    "checkInFrequency",
    "inputType",
    "dataType",
    "priority",
    "accessTokenLifetimeSeconds",
    "searchType",
]
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | names,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(NAMES) | names,
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
TAGS = [
    "general",
    "name",
    "id",
    "scope",
    "computers",
    "computer",
    "criteria",
    "criterion",
    "scripts",
    "script",
]
TAGS += [
    "priority",
    "is_smart",
    "frequency",
    "exclusions",
    "payloads",
    "privileges",
    "jss_objects",
    "privilege",
    "x",
]
TAGS += [
    "remote_management",
    "managed",
    "location",
    "extension_attributes",
    "extension_attribute",
    "value",
    "enabled",
]


def element(tag, content):
    escaped = content if content.startswith("<") else content.replace("&", "&amp;").replace("<", "&lt;")
    return f"<{tag}>{escaped}</{tag}>"


XML = st.recursive(
    st.builds(element, st.sampled_from(TAGS), st.text(string.printable, max_size=10)),
    lambda inner: st.builds(element, st.sampled_from(TAGS), st.lists(inner, max_size=4).map("".join)),
    max_leaves=12,
)


@given(st.data())
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_body_of_any_shape_makes_the_server_fail(data):
    fresh = Estate().filled()
    fresh.handle(SetAccount("root", "pw"))
    token = fresh.token("root", "pw")
    row = data.draw(st.sampled_from(WRITES))
    body = data.draw(
        st.binary(max_size=50) | JSON.map(lambda one: json.dumps(one).encode()) | XML.map(str.encode)
    )
    if classic(row) and data.draw(st.booleans()):
        example = body_of(row, fresh)
        root = example[1 : example.index(">")] if example else "x"
        body = element(root, data.draw(st.lists(XML, max_size=5).map("".join))).encode()
    answered = fresh.ask(row.method, path_of(row), body, token)
    assert answered.status_code < 500
    # What was accepted can be read again, in every list.
    for path in ("computers", "computers/id/1", "policies/id/1", "computergroups", "accounts", "users"):
        assert fresh.ask("GET", f"/JSSResource/{path}", token=token).status_code == 200
    for path in LISTS[:-1]:
        assert fresh.ask("GET", path, token=token).status_code == 200


@given(
    st.sampled_from(ROWS),
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "X"]),
    st.text("/%.?#&;:@0aF=(),*<>\"' \x7f", max_size=30) | names.map(quote),
    st.dictionaries(
        st.sampled_from(
            ["Accept", "Content-Type", "Cookie", "X-Forwarded-Host", "Host", "Range", "If-Match"]
        ),
        st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=20),
    ),
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_query_or_header_makes_the_server_fail(estate, token, row, method, rest, headers):
    path = path_of(row).partition("?")[0] + ("?filter=" if method == "HEAD" else "") + rest
    given_headers = {"Authorization": f"Bearer {token}", **headers}
    if method in ("POST", "PUT", "PATCH", "DELETE"):
        given_headers["Authorization"] = "Bearer none"
    answered = estate.http.open(
        "/", method=method, headers=given_headers, environ_overrides={"REQUEST_URI": path, "RAW_URI": path}
    )
    assert answered.status_code < 500
