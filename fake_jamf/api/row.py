"""A row of the APIs' tables: an address, the message that a request to it is, and how the reply is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from fake_jamf.api.call import Call
from fake_jamf.messages import Message

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class ApiRow:
    """An operation at an address of the Classic API or of the Jamf Pro API.

    Attributes:
        method: of HTTP.
        path: segments; ``{name}`` is a value that ``read`` takes out of the call.
        message: the type of the message.
        read: the message out of a call. Raises ``Unreadable``.
        show: the reply as JSON or XML can carry it; None for no body at all.
        status: of HTTP, where it is done.
        answered_in: ``accepted``: the Classic API's XML, or JSON where the client asks for it; ``xml`` whatever the
            client asks for, as for its writes.
    """

    method: Method
    path: str
    message: type[Message[Any]]
    read: Callable[[Call], Message[Any]]
    show: Callable[[Any, Call], Any]
    status: int = 200
    answered_in: Literal["json", "accepted", "xml"] = "json"


def nothing(reply: object, call: Call) -> None:
    """A reply without a body."""
    return


def classic(
    path: str,
    message: type[Message[Any]],
    read: Callable[[Call], Message[Any]],
    show: Callable[[Any, Call], Any],
) -> ApiRow:
    """A question to the Classic API."""
    return ApiRow("GET", f"/JSSResource/{path}", message, read, show, answered_in="accepted")


def classic_write(
    method: Method, path: str, message: type[Message[Any]], read: Callable[[Call], Message[Any]], root: str
) -> ApiRow:
    """An edit by the Classic API, which answers with the record's id."""

    def show(reply: Any, call: Call) -> Any:
        return {root: {"id": reply if isinstance(reply, int) else reply.id}}

    status = 200 if method == "DELETE" else 201
    return ApiRow(method, f"/JSSResource/{path}", message, read, show, status, "xml")


def pro(
    method: Method,
    path: str,
    message: type[Message[Any]],
    read: Callable[[Call], Message[Any]],
    show: Callable[[Any, Call], Any],
    status: int = 200,
) -> ApiRow:
    """An operation of the Jamf Pro API."""
    return ApiRow(method, f"/api/{path}", message, read, show, status)
