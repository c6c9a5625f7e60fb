"""Whatever is sent to the pages and the console, by whomever, the answer is a page or a redirect, and no mistake of ours."""

import string
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_okta.assumptions import OktaAssumptions
from tests.fake_okta.estate import Estate
from tests.fake_okta.pages_table import PAGES, filled_in
from tests.fake_okta.test_console import ORG, Browser

PATHS = sorted({filled_in(rule) for rule, _ in PAGES})
latin = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]))
words = st.text() | st.sampled_from(
    ['eventType eq "x"', "((((", "2017-07-15", "9" * 400, "bG9nOjE", "../..", "%00", "\u202e"]
)
fields = st.dictionaries(
    st.sampled_from(["filter", "q", "since", "until", "after", "done", "fromURI", "ticket", "username", "password",
                     "_xsrfToken", "do", "tenantUrl", "learnMoreUrl", "SAMLResponse", "wresult", "SAMLRequest", "RelayState", "wctx"]),
    words,
)  # fmt: skip


@pytest.fixture(scope="module")
def browsers():
    """Nobody, a person, and the administrator."""
    okta = Estate(OktaAssumptions(), b"any request", "acme").enabled().okta
    return [Browser(okta, login) for login in (None, "ada@acme.test", "admin@acme")]


@given(
    st.integers(0, 2),
    st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS"])
    | st.text(string.ascii_uppercase, min_size=1),
    st.sampled_from(PATHS),
    st.just("") | latin | st.text("/%.?#&;:@0aF"),
    fields,
    fields,
    st.dictionaries(
        st.sampled_from(["User-Agent", "X-Forwarded-For", "Content-Type", "Referer", "Host"]), latin
    ),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
def test_no_request_makes_the_pages_fail(browsers, who, method, path, rest, query, form, headers):
    answered = browsers[who].client.open(
        path + rest.replace("?", ""),
        method=method,
        base_url=ORG,
        query_string=query,
        data=form if method == "POST" else None,
        headers={"Accept": "text/html", **headers},
    )
    with closing(answered):
        assert answered.status_code < 500
        assert b"Traceback" not in answered.data
