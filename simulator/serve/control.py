"""The control API of a served estate: time, mishaps, rate limits, the trace as it grows, and a fresh start.

Every request needs ``Authorization: Bearer`` with the token that was printed at the start.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Annotated, Any, Final

import flask
import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fake_okta.management.rate_limits import Bucket
from simulator.serve.live import LiveWorld
from simulator.serve.mishaps import MOST_DELAY_S, MOST_TIMES, Mishap, Mishaps

MAX_BODY: Final = 64 * 1024
MOST_RECORDS: Final = 10_000
MOST_ADVANCE_S: Final = 2 * 366 * 86_400
MOST_A_MINUTE: Final = 1_000_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Advance(_Body):
    seconds: Annotated[int, Field(ge=0, le=MOST_ADVANCE_S)]


class _Speed(_Body):
    speed: Annotated[float, Field(ge=0, le=1e9, strict=False)]


class _RateLimit(_Body):
    bucket: Bucket
    a_minute: Annotated[int, Field(ge=0, le=MOST_A_MINUTE)]


class _Mishap(_Body):
    path: Annotated[str, Field(max_length=1000)]
    method: Annotated[str, Field(max_length=10)] = "*"
    after: Annotated[int, Field(ge=0, le=MOST_TIMES)] = 0
    times: Annotated[int, Field(ge=1, le=MOST_TIMES)] = 1
    status: Annotated[int, Field(ge=100, le=599)] | None = None
    body: str | None = None
    content_type: Annotated[str, Field(max_length=200)] = "application/json"
    headers: dict[str, str] = {}
    delay_s: Annotated[float, Field(ge=0, le=MOST_DELAY_S, strict=False)] = 0.0


def create_control(live: LiveWorld, mishaps: Mishaps, token: str) -> flask.Flask:
    """A WSGI application for whoever has the token."""
    app = flask.Flask("simulator.serve", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    control = _Control(live, mishaps)

    @app.before_request
    def check() -> flask.Response | None:
        given = flask.request.headers.get("Authorization", "").encode()
        return None if hmac.compare_digest(given, f"Bearer {token}".encode()) else _told(401, "no such token")

    def rule(path: str, method: str, answer: Callable[[], Any]) -> None:
        app.add_url_rule(path, f"{method} {path}", answer, methods=[method])

    rule("/time", "GET", control.time)
    rule("/time/advance", "POST", control.advance)
    rule("/time/speed", "POST", control.speed)
    rule("/mishaps", "GET", control.planned)
    rule("/mishaps", "POST", control.plan)
    rule("/mishaps", "DELETE", control.forget)
    rule("/rate-limits", "GET", control.rate_limits)
    rule("/rate-limits", "POST", control.limit_rate)
    rule("/reset", "POST", control.reset)
    rule("/trace", "GET", control.trace)
    app.register_error_handler(ValidationError, _not_understood)
    app.register_error_handler(ValueError, lambda error: _told(400, str(error)))
    for status in (404, 405, 413):
        app.register_error_handler(status, lambda error: _told(error.code, error.name))
    return app


class _Control:
    def __init__(self, live: LiveWorld, mishaps: Mishaps) -> None:
        self._live = live
        self._mishaps = mishaps

    def time(self) -> flask.Response:
        with self._live.now() as world:
            ended = self._live.at >= world.end_at
            told = {"at": self._live.at, "speed": self._live.speed, "end_at": world.end_at, "ended": ended}
            return _json(told | {"clients_act": self._live.clients_act})

    def advance(self) -> flask.Response:
        self._live.advance(_read(_Advance).seconds)
        return self.time()

    def speed(self) -> flask.Response:
        self._live.set_speed(_read(_Speed).speed)
        return self.time()

    def planned(self) -> flask.Response:
        return _json(
            [{"path": one.path, "method": one.method, "times": one.times} for one in self._mishaps.planned]
        )

    def plan(self) -> flask.Response:
        self._mishaps.add(Mishap(**_read(_Mishap).model_dump()))
        return self.planned()

    def forget(self) -> flask.Response:
        self._mishaps.clear()
        return self.planned()

    def rate_limits(self) -> flask.Response:
        with self._live.now() as world:
            return _json(world.stage.okta.rate_limits.a_minute)

    def limit_rate(self) -> flask.Response:
        wanted = _read(_RateLimit)
        with self._live.now() as world:
            world.stage.okta.rate_limits.limit(wanted.bucket, wanted.a_minute)
        return self.rate_limits()

    def reset(self) -> flask.Response:
        self._mishaps.clear()
        self._live.reset()
        return self.time()

    def trace(self) -> flask.Response:
        """Records as JSON lines, from ``after`` (a ``seq``, not included) on; the last line's ``seq`` is the next ``after``."""
        after = flask.request.args.get("after", -1, type=int)
        with self._live.now() as world:
            found = world.stage.trace.records[after + 1 : after + 1 + MOST_RECORDS]
            lines = b"".join(orjson.dumps(one._asdict(), option=orjson.OPT_APPEND_NEWLINE) for one in found)
        return flask.Response(lines, mimetype="application/jsonl")


def _read(form: type[Any]) -> Any:
    return form.model_validate_json(flask.request.get_data())


def _json(value: object) -> flask.Response:
    return flask.Response(orjson.dumps(value), mimetype="application/json")


def _told(status: int, what: str) -> flask.Response:
    return flask.Response(orjson.dumps({"error": what}), status, mimetype="application/json")


def _not_understood(error: ValidationError) -> flask.Response:
    wrong = [f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in error.errors()]
    return _told(400, "; ".join(wrong))
