"""Whatever is sent to the control API, it is answered, and never by a mistake of ours."""

import json
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import Client

from simulator.scenario.model import Scenario
from simulator.serve.control import create_control
from simulator.serve.live import LiveWorld
from simulator.serve.mishaps import Mishaps

PATHS = [
    "/time",
    "/time/advance",
    "/time/speed",
    "/mishaps",
    "/rate-limits",
    "/reset",
    "/trace",
    "/",
    "/nothing",
]
NAMES = ["seconds", "speed", "bucket", "a_minute", "path", "method", "after", "times", "status", "body", "content_type",
         "headers", "delay_s"]  # fmt: skip
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.just("/x")
    | st.integers(0, 600)
)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
bodies = st.binary(max_size=40) | st.dictionaries(st.sampled_from(NAMES), values, max_size=5).map(
    lambda body: json.dumps(body).encode()
)


@pytest.fixture(scope="module")
def control():
    scenario = Scenario.model_validate({"story": "served", "length": "2 days", "fleet": [{"name": "ada"}]})
    live = LiveWorld(scenario, 1, 1.0, lambda: 0.0, b"salt")
    app = create_control(live, Mishaps(lambda _: None), "token")
    app.testing = True
    return Client(app)


@given(
    st.sampled_from(["Bearer token", "Bearer wrong", "token", ""]),
    st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD"])
    | st.text(string.ascii_uppercase, min_size=1, max_size=9),
    st.sampled_from(PATHS),
    st.text(max_size=9) | st.integers().map(str),
    bodies,
)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_request_is_answered_and_without_the_token_nothing_is_told(
    control, token, method, path, after, body
):
    answered = control.open(
        path, method=method, query_string={"after": after}, data=body, headers={"Authorization": token}
    )
    assert answered.status_code < 500
    if token != "Bearer token":
        assert answered.status_code == 401
