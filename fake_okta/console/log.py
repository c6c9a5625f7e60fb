"""Reports > System Log: the newest events first, with the filter of the System Log API."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import flask

from fake_okta.console.frame import LOG, Frame
from fake_okta.errors import OktaError
from fake_okta.management.messages import QueryLog
from fake_okta.management.paging import Page
from fake_okta.messages import ReadDeviceTrust
from fake_okta.rest.query import PARSERS
from fake_okta.syslog import LogEvent

Route = tuple[str, str, Any]

_PAGE: Final = 50
_ASKED: Final = ("filter", "q", "since", "until")
_GOOD: Final = frozenset({"SUCCESS", "ALLOW"})


class LogPage:
    """The log as a table."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> Iterator[Route]:
        """Method, address and what answers."""
        yield "GET", LOG, self.show

    def show(self) -> Any:
        """A page of fifty events; a filter that cannot be read is said above the form."""
        self._frame.say(ReadDeviceTrust())
        asked = {name: flask.request.args.get(name, "").strip() for name in _ASKED}
        try:
            page: Page[LogEvent] = self._frame.say(_query(asked))
        except OktaError as error:
            if error.status != 400:
                raise
            return self._frame.page("log.html", LOG, alert=error, asked=asked, events=[], older=None)
        given = {name: value for name, value in asked.items() if value}
        older = None if page.after is None else f"{LOG}?{urlencode({**given, 'after': page.after})}"
        events = [_told(event) for event in page.items]
        return self._frame.page("log.html", LOG, asked=asked, events=events, older=older)


def _query(asked: dict[str, str]) -> QueryLog:
    given = {name: PARSERS[name](name, value) for name, value in asked.items() if value}
    after = flask.request.args.get("after") or None
    return QueryLog(**given, sort_order="DESCENDING", limit=_PAGE, after=after)


def _told(event: LogEvent) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(event.published, UTC).strftime("%Y-%m-%d %H:%M:%S"),
        "message": event.display_message,
        "type": event.event_type,
        "actor": event.actor_login or "Okta System",
        "outcome": event.outcome,
        "good": event.outcome in _GOOD,
        "reason": event.reason,
        "targets": [(target.type, target.display_name) for target in event.targets],
    }
