"""One user read from the fake Okta over HTTP, beside an application that has an empty route only."""

import re
import time

import flask
import requests
import responses

from fake_okta.app import create_app
from fake_okta.messages import ApiToken, CreateUser
from fake_okta.okta import Okta
from tests.bench.figures import Measure
from tests.fake_okta.estate import JamfStandIn

REQUESTS = 2000
ROUNDS = 5
PEOPLE = 1000
ORG = "https://acme.okta.com"


def _empty():
    app = flask.Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app


def _org():
    """An org of a thousand people whose requests are not limited, and the headers and path that read one of them."""
    okta = Okta(
        org="acme", cell="ok3", seed=b"bench", now=lambda: 0, jamf=JamfStandIn(lambda: 0), rate_scale=0
    )
    handle, token = okta.handle, okta.admin_token
    people = [handle(CreateUser(f"user{number}@acme.test"), ApiToken(token)) for number in range(PEOPLE)]
    return create_app(okta), f"/api/v1/users/{people[PEOPLE // 2].id}", {"Authorization": f"SSWS {token}"}


def _rate(ask):
    """Requests a second of one core, the best of some rounds: nothing waits here, so that other work of the machine does not count."""
    best = 0.0
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(REQUESTS // ROUNDS):
            ask()
        best = max(best, REQUESTS / ROUNDS / (time.process_time() - begun))
    return best


def empty_route(_found):
    """Requests a second to the empty route through Flask's own client."""
    client = _empty().test_client()
    return _rate(lambda: client.get("/"))


def one_user(_found):
    """Requests a second for one user through Flask's own client."""
    app, path, headers = _org()
    client = app.test_client(use_cookies=False)
    assert client.get(path, headers=headers).status_code == 200
    return _rate(lambda: client.get(path, headers=headers))


def ratio(found):
    """One user beside the empty route."""
    return found["one user, Flask's client"] / found["empty route, Flask's client"]


def one_user_through_requests(_found):
    """Requests a second for one user through requests, caught by responses."""
    app, path, headers = _org()
    client = app.test_client(use_cookies=False)

    def pass_on(caught):
        answered = client.open(caught.path_url, method=caught.method, headers=list(caught.headers.items()))
        return answered.status_code, list(answered.headers), answered.data

    with responses.RequestsMock() as caught, requests.Session() as session:
        caught.add_callback("GET", re.compile(re.escape(ORG)), pass_on)

        def ask():
            session.get(ORG + path, headers=headers, timeout=9)
            # It keeps every call.
            caught.calls.reset()

        ask()
        return _rate(ask)


MEASURES = [
    Measure("empty route, Flask's client", "1/s", empty_route),
    Measure("one user, Flask's client", "1/s", one_user),
    Measure("one user beside the empty route", "", ratio, ("at least", 0.6)),
    Measure("one user, requests and responses", "1/s", one_user_through_requests, ("at least", 1000)),
]
