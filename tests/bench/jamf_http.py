"""The fake Jamf Pro over HTTP: reading one computer, against an empty route of the same run."""

import re
import time
from functools import cache

import flask
import requests
import responses

from tests.bench.figures import Measure
from tests.fake_jamf.api.estate import Estate

PATH = "/JSSResource/computers/id/1"
BATCH, ROUNDS = 400, 7


def _best_rate(call):
    """Calls a second of one core's time, of the best batch: others may share the machine."""
    for _ in range(50):
        call()
    best = 0
    for _ in range(ROUNDS):
        begun = time.process_time()
        for _ in range(BATCH):
            call()
        best = max(best, BATCH / (time.process_time() - begun))
    return best


@cache
def _estate():
    estate = Estate().filled()
    estate.app.testing = False
    headers = {"Authorization": f"Bearer {estate.token()}", "Accept": "application/json"}
    return estate, headers


def empty_route(_found):
    """Requests a second to a route that does nothing, through Flask's own client."""
    app = flask.Flask("empty")
    app.get("/JSSResource/computers/id/<number>")(lambda number: b"")
    client, (_, headers) = app.test_client(use_cookies=False), _estate()
    return _best_rate(lambda: client.get(PATH, headers=headers))


def _read(path, accept):
    def measure(_found):
        estate, headers = _estate()
        asked = {**headers, "Accept": accept}
        assert estate.http.get(path, headers=asked).status_code == 200
        rate = _best_rate(lambda: estate.http.get(path, headers=asked))
        estate.jamf.drain_log()
        return rate / _found["empty route"]

    return measure


def through_requests(_found):
    """Requests a second that ``requests`` sends and ``responses`` hands to the app."""
    estate, headers = _estate()
    client = estate.app.test_client(use_cookies=False)

    def answer(request):
        answered = client.get(request.path_url, headers=[*request.headers.items()])
        return answered.status_code, dict(answered.headers), answered.data

    with responses.RequestsMock() as caught, requests.Session() as session:
        session.trust_env = False
        caught.add_callback("GET", re.compile("https://acme.jamfcloud.com/"), answer)
        url = f"https://acme.jamfcloud.com{PATH}"

        def read():
            session.get(url, headers=headers)
            caught.calls.reset()

        return _best_rate(read)


INVENTORY = "/api/v1/computers-inventory-detail/1"

MEASURES = [
    Measure("empty route", "a second", empty_route),
    Measure("one computer, JSON", "of the empty route", _read(PATH, "application/json"), ("at least", 0.6)),
    Measure("one computer, XML", "of the empty route", _read(PATH, "application/xml"), ("at least", 0.6)),
    Measure(
        "one computer, Jamf Pro API",
        "of the empty route",
        _read(INVENTORY, "application/json"),
        ("at least", 0.6),
    ),
    Measure("one computer through requests", "a second", through_requests, ("at least", 1000)),
]
