"""How messages reach the services: the direct wiring hands them over as they are.

Okta's own Jamf client speaks through the same kind of wire: its requests become Jamf Pro's messages here, since the
two services never import each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_okta import jamf_client as port
from fake_okta import messages as okta
from fake_okta.okta import Okta

Send = Callable[[Any, Any], Any]
"""Takes a message and credentials, gives the reply or raises the service's error."""


def direct(okta_service: Okta, jamf_service: Jamf) -> Send:
    """A ``Send`` that calls each service's own ``handle``."""

    def send(message: Any, credentials: Any) -> Any:
        if isinstance(message, okta.Message):
            return okta_service.handle(message, credentials)
        return jamf_service.handle(message, credentials)

    return send


def jamf_port(service: Callable[[], Jamf], reachable: Callable[[], bool]) -> port.JamfSend:
    """Okta's way to Jamf Pro: raises JamfUnreachable while it is cut, JamfRefused where Jamf Pro says no."""

    def send(request: port.JamfRequest) -> port.JamfReply:
        if not reachable():
            raise port.JamfUnreachable("no route to host")
        if request.tenant_url != service().url:
            raise port.JamfUnreachable("unknown host")
        try:
            return _answer(service(), request)
        except JamfError as error:
            raise port.JamfRefused(error.status, error.summary) from error

    return send


def _answer(service: Jamf, request: port.JamfRequest) -> port.JamfReply:
    match request:
        case port.GetToken():
            token = service.handle(jamf.CreateToken(), jamf.Basic(request.username, request.password))
            return port.JamfToken(token.token, token.expires_at)
        case port.ReadComputer():
            computer = service.handle(jamf.GetComputer(request.udid), jamf.Bearer(request.token))
            return port.JamfComputer(computer.udid, computer.managed)
        case port.ReadAccounts():
            return port.JamfListing(len(service.handle(jamf.ListAccounts(), jamf.Bearer(request.token))))
        case port.ReadUsers():
            return port.JamfListing(len(service.handle(jamf.ListUsers(), jamf.Bearer(request.token))))
        case _:
            assert_never(request)
