"""Directory > People: the certificates that are bound to a person, and Revoke Trust Certificate."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import flask

from fake_okta.certificates import TRANSITIONS, hexadecimal
from fake_okta.console.frame import PEOPLE, Frame
from fake_okta.management.messages import ListUsers, ReadUser
from fake_okta.messages import CertificateRecord, ListUserCertificates, RevokeUserCertificates

Route = tuple[str, str, Any]

_PROFILE: Final = "/admin/user/profile/view/<user>"
_PAGE: Final = 50
_STATES: Final = {
    "issued_unbound": "Not bound",
    "bound": "Active",
    "expired": "Expired",
    "revoked": "Revoked",
}


class PeoplePage:
    """The list of people, and one person's certificates."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> Iterator[Route]:
        """Method, address and what answers."""
        yield "GET", PEOPLE, self.people
        yield "GET", _PROFILE, self.profile
        yield "GET", f"{_PROFILE}/revoke", self.ask_to_revoke
        yield "POST", f"{_PROFILE}/revoke", self.revoke

    def people(self) -> Any:
        """People whose name or login begins so, a page of fifty."""
        asked = flask.request.args.get("q", "").strip()
        after = flask.request.args.get("after") or None
        page = self._frame.say(ListUsers(q=asked or None, limit=_PAGE, after=after))
        return self._frame.page("people.html", PEOPLE, people=page.items, after=page.after, asked=asked)

    def profile(self, user: str) -> Any:
        """A person and their certificates; raises E0000007."""
        person = self._frame.say(ReadUser(user))
        certificates = [_told(one) for one in self._certificates(person)]
        return self._frame.page("person.html", PEOPLE, person=person, certificates=certificates)

    def ask_to_revoke(self, user: str) -> Any:
        """Before all certificates of a person are revoked."""
        person = self._frame.say(ReadUser(user))
        count = sum("revoke" in TRANSITIONS[one.status] for one in self._certificates(person))
        return self._frame.confirm(
            PEOPLE,
            f"Revoke the Device Trust certificates of {person.profile['login']}?",
            f"{count} of them can be revoked. Their Macs are untrusted from the next sign-in on, and stay so until"
            " the certificate is deleted on each Mac and the registration task has run there again.",
            "Revoke Trust Certificate",
        )

    def revoke(self, user: str) -> Any:
        """Revoke all certificates of a person."""
        self._frame.check_form()
        person = self._frame.say(ReadUser(user))
        self._frame.say(RevokeUserCertificates(str(person.profile["login"])))
        return flask.redirect(f"/admin/user/profile/view/{person.id}?done=revoked", 303)

    def _certificates(self, person: Any) -> tuple[CertificateRecord, ...]:
        return tuple(self._frame.say(ListUserCertificates(str(person.profile["login"]))))


def _told(record: CertificateRecord) -> dict[str, Any]:
    return {
        "serial": hexadecimal(record.serial_number),
        "device": record.display_name,
        "udid": record.udid,
        "from": _day(record.not_before),
        "until": _day(record.not_after),
        "state": _STATES[record.status],
        "revocable": "revoke" in TRANSITIONS[record.status],
    }


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
