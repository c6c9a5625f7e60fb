"""What all pages of the Admin Console have in common: who may see them, and that a form is their own.

Okta's console is a host of its own (``acme-admin.okta.com``); here it is a part of the org's host.
"""

from __future__ import annotations

import hmac
from hashlib import blake2b
from typing import Any, Final

import flask

from fake_okta import wire_credentials
from fake_okta.errors import OktaError
from fake_okta.messages import ConsoleSession, Message, ReadDeviceTrust, SessionCookie
from fake_okta.okta import Okta

TOKEN_FIELD: Final = "_xsrfToken"  # noqa: S105 - a form's field, named as in Okta's own console
SETTING: Final = "/admin/access/device-trust"
APPS: Final = "/admin/apps/active"
PEOPLE: Final = "/admin/users"
LOG: Final = "/report/system_log_2"

_PARTS: Final = ((SETTING, "Device Trust"), (APPS, "Applications"), (PEOPLE, "People"), (LOG, "System Log"))
_DONE: Final = {
    "saved": "The setting is saved.",
    "disabled": "macOS Device Trust is disabled.",
    "revoked": "The certificates are revoked.",
}


class Forged(Exception):
    """A form was sent that no page of this session has shown."""


class Frame:
    """The console in front of an org."""

    def __init__(self, okta: Okta) -> None:
        self.okta = okta
        self._key = okta.octets("console forms")

    def may_enter(self) -> bool:
        """Whether whoever asks is an administrator."""
        try:
            self.okta.admit(ReadDeviceTrust, self._who())
        except OktaError:
            return False
        return True

    def say(self, message: Message[Any]) -> Any:
        """Pass on what an administrator wants; raises E0000005 without a session, E0000006 for other people."""
        return self.okta.handle(message, self._who())

    def check_form(self) -> None:
        """Raises Forged for a form that another site may have made a browser send."""
        given = flask.request.form.get(TOKEN_FIELD, "").encode()
        if not hmac.compare_digest(given, self._token().encode()):
            raise Forged("This form is not one that was shown in this session.")

    def page(
        self, template: str, here: str, *, status: int = 200, alert: OktaError | None = None, **shown: object
    ) -> tuple[str, int]:
        """A page of the console; ``here`` is the part that it belongs to, ``alert`` what was refused."""
        page = flask.render_template(
            f"console/{template}",
            org=self.okta.org_url.removeprefix("https://"),
            parts=_PARTS,
            here=here,
            token_field=TOKEN_FIELD,
            token=self._token(),
            read_only=self.okta.read_only,
            done=_DONE.get(flask.request.args.get("done", "")),
            alert=alert,
            **shown,
        )
        return page, status if alert is None else alert.status

    def confirm(self, here: str, question: str, consequence: str, yes: str) -> tuple[str, int]:
        """The page that asks before something that cannot be undone."""
        # Whoever may not do it is not asked either.
        self.say(ReadDeviceTrust())
        return self.page(
            "confirm.html", here, question=question, consequence=consequence, yes=yes, back=_back(here)
        )

    def _who(self) -> ConsoleSession:
        headers = {name.lower(): value for name, value in flask.request.headers.items()}
        found = wire_credentials.credentials_in({"cookie": headers.get("cookie", "")})
        return ConsoleSession(found.session_id if isinstance(found, SessionCookie) else "")

    def _token(self) -> str:
        session = self._who().session_id.encode(errors="surrogatepass")
        return hmac.new(self._key, session, blake2b).hexdigest()


def _back(here: str) -> str:
    return flask.request.path.rpartition("/")[0] if here == PEOPLE else here
