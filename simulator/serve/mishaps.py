"""Mishaps on the way to a service: for a bounded number of requests, an answer that the service never gave, or late."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Final

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

Words = Callable[[int, str, str], tuple[dict[str, str], bytes]]
"""Headers and body of a service's answer with a status (400 or more) to a method and a path."""

MOST: Final = 100
MOST_TIMES: Final = 10_000
MOST_DELAY_S: Final = 60.0
_REFUSED: Final = 400


@dataclass(slots=True)
class Mishap:
    """What happens to requests with this method (``*``: any) and path (a shell pattern).

    Attributes:
        after: so many of them pass before it begins.
        times: so many of them it happens to.
        status: the HTTP status of the answer; None where the service answers, only later.
        body: of the answer, as ``content_type``; None where it is what the service itself says with that status.
        headers: of the answer, beside its type and length.
        delay_s: how long the answer takes, seconds.
    """

    path: str
    method: str = "*"
    after: int = 0
    times: int = 1
    status: int | None = None
    body: str | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    happened: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        """Raises ValueError for what is out of bounds."""
        if not self.path.startswith("/"):
            raise ValueError("path: it begins with /")
        if not 0 <= self.after <= MOST_TIMES or not 1 <= self.times <= MOST_TIMES:
            raise ValueError(f"after, times: at most {MOST_TIMES}")
        if self.status is not None and not 100 <= self.status <= 599:
            raise ValueError("status: 100 to 599")
        if not 0 <= self.delay_s <= MOST_DELAY_S:
            raise ValueError(f"delay_s: 0 to {MOST_DELAY_S:g}")
        said = [self.content_type, *self.headers, *self.headers.values()]
        if not all(text.isascii() and text.isprintable() for text in said):
            raise ValueError("headers: printable ASCII")

    def meets(self, method: str, path: str) -> bool:
        """Whether a request is one of those that it is about."""
        return self.method in {"*", method} and fnmatchcase(path, self.path)


class Mishaps:
    """Those that are still to happen, in the order in which they were set; the first that fits happens."""

    def __init__(self, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep
        self._lock = threading.Lock()
        self.planned: list[Mishap] = []

    def add(self, mishap: Mishap) -> None:
        """Plan one. Raises ValueError where there are too many."""
        with self._lock:
            if len(self.planned) >= MOST:
                raise ValueError(f"at most {MOST} mishaps at once")
            self.planned.append(mishap)

    def clear(self) -> None:
        """None is to happen any more."""
        with self._lock:
            self.planned.clear()

    def before(self, app: Wsgi, words: Words) -> Wsgi:
        """The application, as far as mishaps let requests through to it; ``words`` are what it says with a status."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            mishap = self._due(environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
            if mishap is None:
                return app(environ, start_response)
            self._sleep(mishap.delay_s)
            if mishap.status is None:
                return app(environ, start_response)
            headers, body = _answer(mishap, mishap.status, environ, words)
            start_response(f"{mishap.status} Mishap", list(headers.items()))
            return [body]

        return answer

    def _due(self, method: str, path: str) -> Mishap | None:
        with self._lock:
            for mishap in self.planned:
                if not mishap.meets(method, path):
                    continue
                if mishap.after:
                    mishap.after -= 1
                    continue
                mishap.happened += 1
                mishap.times -= 1
                if not mishap.times:
                    self.planned.remove(mishap)
                return mishap
        return None


def _answer(
    mishap: Mishap, status: int, environ: dict[str, Any], words: Words
) -> tuple[dict[str, str], bytes]:
    if mishap.body is None and status >= _REFUSED:
        headers, body = words(status, environ["REQUEST_METHOD"], environ.get("PATH_INFO", ""))
    else:
        headers, body = {"Content-Type": mishap.content_type}, (mishap.body or "").encode()
    return {**headers, "Content-Length": str(len(body)), **mishap.headers}, body
