"""A fake Jamf Pro at its real URL: what any client sends through ``requests`` reaches the app, and is noted."""

from __future__ import annotations

import re
import threading
import time
from urllib.parse import urlsplit

import responses

from fake_jamf import wire
from fake_jamf.addresses import segments_of
from tests.fake_jamf.api.estate import Estate

HOST = "acme.jamfcloud.com"
URL = f"https://{HOST}"


class Line:
    """A filled estate behind ``requests``; ``seen`` has the row and the status of each request."""

    def __init__(self, **assumptions):
        # Clients compare a token's end with their own clock.
        self.estate = Estate(start=int(time.time()) - 900, **assumptions).filled()
        self.seen, self.sent = [], []
        self._one_at_a_time = threading.Lock()
        self._caught = responses.RequestsMock(assert_all_requests_are_fired=False)

    def __enter__(self):
        self._caught.start()
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
            self._caught.add_callback(method, re.compile(rf"{re.escape(URL)}(:443)?/"), self._answer)
        return self

    def __exit__(self, *_):
        self._caught.stop(allow_assert=False)

    def _answer(self, request):
        with self._one_at_a_time:
            client = self.estate.app.test_client(use_cookies=False)
            answered = client.open(
                request.path_url,
                base_url=URL,
                method=request.method,
                headers=[*request.headers.items()],
                data=request.body,
            )
        self.seen.append((_row(request), answered.status_code))
        self.sent.append((request.method, request.path_url, dict(request.headers), request.body))
        return answered.status_code, dict(answered.headers), answered.data

    def targets(self, part):
        """The targets of the requests so far that have this in them."""
        return [target for _, target, _, _ in self.sent if part in target]


def _row(request):
    path = segments_of(urlsplit(request.url).path)
    rows = [row for row, _ in wire.ADDRESSES.at(path) if row.method == request.method]
    return f"{request.method} {rows[0].path}" if rows else f"{request.method} {'/'.join(path)}"
