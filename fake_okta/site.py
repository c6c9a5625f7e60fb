"""An org as a whole, for programs and for browsers: one WSGI application over its API and its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from fake_okta.app import create_app
from fake_okta.okta import Okta
from fake_okta.org import PasswordCheck
from fake_okta.pages.app import create_pages

_METADATA: Final = "/sso/saml/metadata"
_FORM: Final = "application/x-www-form-urlencoded"

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_site(okta: Okta, password_ok: PasswordCheck) -> Wsgi:
    """A WSGI application: who asks for HTML below other paths than ``/api`` is shown pages, all others get the API.

    ``password_ok`` says what the estate's people enter in either, unless they were given another password.
    """
    okta.passwords_are(password_ok)
    api, pages = create_app(okta), create_pages(okta, okta.password_ok)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return (pages if _for_a_person(environ) else api)(environ, start_response)

    return answer


def _for_a_person(environ: dict[str, Any]) -> bool:
    path = environ.get("PATH_INFO", "")
    if path.startswith("/assets/") or (path.startswith("/app/") and path.endswith(_METADATA)):
        return True
    if path == "/api" or path.startswith("/api/"):
        return False
    return "text/html" in environ.get("HTTP_ACCEPT", "") or environ.get("CONTENT_TYPE", "").startswith(_FORM)
