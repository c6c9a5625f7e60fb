"""One request to an org, from its first line to its answer; everything is decided here but what the rules decide.

Source of the conventions (errors, Link headers, rate-limit headers): 'Core Okta API', Okta developer documentation.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

from fake_okta import wire, wire_credentials, wire_errors
from fake_okta.errors import (
    OktaError,
    body_not_well_formed,
    method_not_supported,
    parameter_missing,
    path_not_found,
    too_large,
    too_many_requests,
    wrong_content_type,
)
from fake_okta.management.paging import Page
from fake_okta.management.rate_limits import Rate
from fake_okta.messages import StartSession
from fake_okta.okta import Okta
from fake_okta.rest.addresses import Place, find
from fake_okta.rest.query import PARSERS, parameters
from fake_okta.rest.rows import Row
from fake_okta.wire_rows import segments_of
from fake_okta.wire_text import Unreadable, by_name, text
from fake_okta.wire_values import okta_s_name

_JSON = ("application/json", "application/*", "*/*", "text/html")


def converse(okta: Okta, request: wire.Request, *, emulated_people: bool) -> wire.Response:
    """Answer a request to the org or to its mutual TLS host.

    ``emulated_people``: whether somebody may have a session without a password.
    """
    okta.log.begin_request()
    rate: Rate | None = None
    try:
        place = _place(request)
        if place is None:
            message, credentials = wire.read(request)
            if isinstance(message, StartSession) and not emulated_people:
                raise path_not_found()
            answered = wire.answer(message, okta.handle(message, credentials), request)
        else:
            row = _row(place, request)
            answered, rate = _answer(okta, row, place, request)
    except OktaError as error:
        answered = refuse(error, request)
    return wire.Response(
        answered.status,
        {**answered.headers, **_always(okta, rate or okta.rate_limits.look("other"))},
        answered.body,
        answered.links,
    )


def refuse(error: OktaError, request: wire.Request) -> wire.Response:
    """An error as the response to a request."""
    if error.status == 405:
        place = _place(request)
        if place is not None:
            headers = {**wire_errors.headers_of(error), "Allow": ", ".join(sorted(place.rows))}
            return wire.Response(405, headers, wire_errors.body(error, request.target))
    return wire.refuse(error, request)


def _place(request: wire.Request) -> Place | None:
    if len(request.target) > wire.MAX_TARGET:
        return None
    try:
        return find(segments_of(request.target))
    except ValueError:
        # The wire says what is wrong with it.
        return None


def _row(place: Place, request: wire.Request) -> Row:
    row = place.rows.get("GET" if request.method == "HEAD" else request.method)
    if row is None:
        raise method_not_supported()
    return row


def _answer(okta: Okta, row: Row, place: Place, request: wire.Request) -> tuple[wire.Response, Rate]:
    """Who may ask comes before what is asked, so that who may not learns nothing of it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    if len(request.body) > wire.MAX_BODY:
        raise too_large(wire.MAX_BODY)
    credentials = wire_credentials.credentials_in(headers)
    rate: Rate | None = None
    try:
        okta.admit(row.message, credentials)
        rate = okta.count_request(row.bucket)
        if rate.exceeded:
            raise too_many_requests()
        _check_accept(headers)
        message = row.message(**_values(row, place, request, headers))
        client = wire_credentials.client_in(headers)
        answered = _said(okta, row, okta.handle(message, credentials, client), request)
    except OktaError as error:
        return refuse(error, request), rate or okta.rate_limits.look(row.bucket)
    return answered, rate


def _values(row: Row, place: Place, request: wire.Request, headers: Mapping[str, str]) -> dict[str, Any]:
    try:
        values: dict[str, Any] = {
            name: text(value) for name, value in zip(row.in_path, place.values, strict=True)
        }
        if row.body is not None:
            values |= row.body(by_name(_body(request.body, headers)))
    except (Unreadable, ValueError, RecursionError) as wrong:
        raise body_not_well_formed(str(wrong)) from wrong
    asked = row.in_query
    if asked:
        given = parameters(request.target.partition("?")[2])
        for name in asked:
            written = given.get(okta_s_name(name), "")
            if written:
                values[name] = PARSERS[name](okta_s_name(name), written)
        if "type" in asked and "type" not in values:
            raise parameter_missing("type")
    return {**values, **row.fixed}


def _body(body: bytes, headers: Mapping[str, str]) -> Any:
    kind = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise wrong_content_type()
    return json.loads(body)


def _check_accept(headers: Mapping[str, str]) -> None:
    wanted = headers.get("accept", "").lower()
    if wanted and not any(kind in wanted for kind in _JSON) and "+json" not in wanted:
        raise wrong_content_type()


def _said(okta: Okta, row: Row, reply: Any, request: wire.Request) -> wire.Response:
    if row.status == 204:
        return wire.Response(204, {}, b"")
    org, shape = request.org_url or okta.org_url, row.shape
    links: tuple[str, ...] = ()
    told: Any = {}
    if isinstance(reply, Page):
        links = _links(org, request.target, reply.after)
        reply = reply.items
    if shape is not None:
        told = [shape(one, org) for one in reply] if isinstance(reply, tuple) else shape(reply, org)
    return wire.Response(row.status, {"Content-Type": "application/json"}, json.dumps(told).encode(), links)


def _links(org: str, target: str, after: str | None) -> tuple[str, ...]:
    """Self first, since clients that keep one Link header keep the last."""
    path, _, query = target.partition("?")
    here = quote(path, safe="/%~")
    given = parameters(query)
    mine = f"{org}{here}?{urlencode(given)}" if given else f"{org}{here}"
    links = [f'<{mine}>; rel="self"']
    if after is not None:
        following = {name: value for name, value in given.items() if name not in ("after", "since")}
        links.append(f'<{org}{here}?{urlencode({**following, "after": after})}>; rel="next"')
    return tuple(links)


def _always(okta: Okta, rate: Rate) -> dict[str, str]:
    return {
        "X-Okta-Request-Id": okta.request_id(),
        "X-Rate-Limit-Limit": str(rate.limit),
        "X-Rate-Limit-Remaining": str(rate.remaining),
        "X-Rate-Limit-Reset": str(rate.reset),
        "Date": _date(okta.now()),
        "Cache-Control": "no-cache, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def refused(okta: Okta, error: OktaError, request: wire.Request) -> wire.Response:
    """The whole answer to a request that was turned away before it was read."""
    answered = refuse(error, request)
    place = _place(request)
    row = None if place is None else place.rows.get(request.method)
    rate = okta.rate_limits.look("other" if row is None else row.bucket)
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        rate = replace(rate, remaining=0)
    return wire.Response(answered.status, {**answered.headers, **_always(okta, rate)}, answered.body)


@lru_cache(maxsize=16)
def _date(at: int) -> str:
    return format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)
