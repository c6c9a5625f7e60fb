"""The pages as a Flask application: sign-in, home page, the way to an app and what stands at its end.

How org and mutual TLS host pass a browser to each other is not public: the addresses below ``/trustlab`` are this
fake's own. The words of Okta's pages are Okta's; these say the same things in other words.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import flask

from fake_okta import messages as said
from fake_okta import wire_credentials
from fake_okta.app import CERTIFICATE, MTLS_URL, ORG_URL
from fake_okta.certificate_reading import read_certificate
from fake_okta.challenges import MOST_AT_ONCE
from fake_okta.console.frame import Forged, Frame
from fake_okta.console.routes import add_console
from fake_okta.errors import OktaError
from fake_okta.management.messages import ReadSession
from fake_okta.okta import Okta
from fake_okta.org import PasswordCheck
from fake_okta.pages.asked import Asked, by_redirect, read_request
from fake_okta.pages.assertion import IdentityProvider, SignedIn
from fake_okta.pages.handing_over import NOBODY_ASKED, Form, NotThisOrgs, form_for, read_saml, read_wsfed

HOME: Final = "/app/UserHome"
LOGIN: Final = "/login/login.htm"
_GOES_TO: Final = "trustlab-goes-to"
MAX_FORM: Final = 64 * 1024
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; form-action 'self' {elsewhere}; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy: after the sign-in, browsers hold a form to ``form-action`` at each further redirect as well."""


def create_pages(okta: Okta, password_ok: PasswordCheck) -> flask.Flask:
    """A WSGI application for browsers, for the org's host and for its mutual TLS host.

    Like the API's it is not locked: whoever serves it to several at once lets one request in at a time.
    """
    app = flask.Flask("fake_okta.pages", static_url_path="/assets", static_folder="assets")
    app.config["MAX_CONTENT_LENGTH"] = MAX_FORM
    frame = Frame(okta)
    pages = _Pages(okta, password_ok, frame)
    add_console(app, frame)
    app.add_url_rule("/", "root", lambda: flask.redirect(HOME))
    app.add_url_rule(LOGIN, "login", pages.login)
    app.add_url_rule(LOGIN, "sign_in", pages.sign_in, methods=["POST"])
    app.add_url_rule("/login/signout", "sign_out", pages.sign_out)
    app.add_url_rule(HOME, "home", pages.home)
    app.add_url_rule("/app/<path:app>/sso", "open_app", pages.open_app)
    app.add_url_rule("/app/<_name>/<app_id>/sso/saml", "saml", pages.asked_by_get)
    app.add_url_rule("/app/<_name>/<app_id>/sso/saml", "saml_post", pages.asked_by_post, methods=["POST"])
    app.add_url_rule("/app/<_name>/<app_id>/sso/wsfed/passive", "wsfed", pages.asked_by_get)
    app.add_url_rule("/app/<app_id>/sso/saml/metadata", "metadata", pages.metadata)
    app.add_url_rule("/trustlab/device/<nonce>", "present", pages.present)
    app.add_url_rule("/trustlab/sign-in/<nonce>", "finish", pages.finish)
    app.add_url_rule("/sso/<any(saml2, wsfed):how>/<_app_id>", "arrive", pages.arrive, methods=["POST"])
    app.register_error_handler(OktaError, pages.refused)
    app.register_error_handler(Forged, lambda error: _problem(403, str(error)))
    app.register_error_handler(NotThisOrgs, lambda error: _problem(403, str(error)))
    app.register_error_handler(404, lambda _: _problem(404, "There is no such page."))
    app.register_error_handler(405, lambda _: _problem(405, "This page is not for that."))
    app.register_error_handler(413, lambda _: _problem(413, "That is too much to be a form."))
    app.after_request(lambda answer: _guarded(answer, _mtls_url(okta.cert_auth_domain)))
    return app


class _Pages:
    def __init__(self, okta: Okta, password_ok: PasswordCheck, frame: Frame) -> None:
        self._okta = okta
        self._frame = frame
        self._password_ok = password_ok
        self._provider = IdentityProvider(okta.org_url, okta.octets("identity provider"))
        self._asked: dict[str, Asked] = {}

    # --- signing in to Okta -------------------------------------------------------------------------------

    def login(self) -> Any:
        return flask.render_template("login.html", org=self._org(), back=_way_back(), wrong=False)

    def sign_in(self) -> Any:
        login = flask.request.form.get("username", "")
        right = self._password_ok(login, flask.request.form.get("password", ""))
        try:
            session = self._say(said.StartSession(login, _client(), right), said.Anonymous())
        except OktaError as error:
            if error.code != "E0000004":
                raise
            page = flask.render_template("login.html", org=self._org(), back=_way_back(), wrong=True)
            return page, 401
        answer = flask.redirect(_way_back(), 303)
        answer.set_cookie(
            wire_credentials.COOKIE,
            quote(session.session_id, safe=""),
            secure=True,
            httponly=True,
            samesite="Lax",
        )
        return answer

    def sign_out(self) -> Any:
        answer = flask.redirect(LOGIN)
        answer.delete_cookie(wire_credentials.COOKIE, secure=True, httponly=True, samesite="Lax")
        return answer

    # --- the home page and the way to an app --------------------------------------------------------------

    def home(self) -> Any:
        page = self._say(said.OpenHomePage(_client()))
        admin = self._frame.may_enter()
        return flask.render_template(
            "home.html", org=self._org(), apps=page.apps, locked=page.locked, admin=admin
        )

    def metadata(self, app_id: str) -> Any:
        app = self._okta.app_with_id(app_id)
        text = self._provider.metadata(f"{self._reached()}/app/{app.name}/{app.id}/sso/saml")
        return flask.Response(text, mimetype="application/xml")

    def asked_by_post(self, _name: str, app_id: str) -> Any:
        """Go on as if it had been asked by redirect: that outlasts a sign-in on the way."""
        form = flask.request.form
        read_request(form, deflated=False)
        there = flask.request.path
        return flask.redirect(f"{there}?{urlencode(by_redirect(form))}" if form else there, 303)

    def asked_by_get(self, _name: str, app_id: str) -> Any:
        args = flask.request.args
        asked = read_request({"RelayState": args.get("wctx", ""), **args}, deflated=True)
        return self.open_app(self._okta.app_with_id(app_id).label, asked)

    def open_app(self, app: str, asked: Asked = NOBODY_ASKED) -> Any:
        from_home_page = "fromHome" in flask.request.args
        reply = self._say(said.OpenApp(app, _client(), from_home_page))
        if isinstance(reply, said.Challenged):
            self._keep(reply.nonce, asked)
            there = _mtls_url(reply.cert_auth_domain)
            return flask.redirect(f"{there}/trustlab/device/{quote(reply.nonce, safe='')}")
        return self._end(reply, asked)

    def _keep(self, nonce: str, asked: Asked) -> None:
        """What an app asked, as long as the device is asked for its certificate."""
        if asked == NOBODY_ASKED:
            return
        if len(self._asked) >= MOST_AT_ONCE:
            del self._asked[next(iter(self._asked))]
        self._asked[nonce] = asked

    def present(self, nonce: str) -> Any:
        der = flask.request.environ.get(CERTIFICATE)
        certificate = None if der is None else read_certificate(der)
        ticket = self._say(said.PresentCertificate(nonce, certificate), said.Anonymous()).ticket
        back = f"{self._reached()}/trustlab/sign-in/{quote(nonce, safe='')}"
        return flask.redirect(f"{back}?ticket={quote(ticket, safe='')}")

    def finish(self, nonce: str) -> Any:
        result = self._say(said.FinishSignIn(nonce, flask.request.args.get("ticket", "")))
        return self._end(result, self._asked.pop(nonce, NOBODY_ASKED))

    def _end(self, result: said.SignInResult, asked: Asked) -> Any:
        app = result.app
        if result.outcome == "allowed":
            form = self._form(app, asked)
            page = flask.make_response(
                flask.render_template("leaving.html", org=self._org(), app=app, result=result, form=form)
            )
            page.headers[_GOES_TO] = form.origin
            return page
        name = "security.html" if result.page == "security_requirements" else "denied.html"
        return flask.render_template(name, org=self._org(), app=app, result=result), 403

    def _form(self, app: str, asked: Asked) -> Form:
        """What the browser carries to the app: whom the session is of, to the app that the org has just decided on."""
        login = self._say(ReadSession("me")).login
        at = self._okta.client_clock()
        return form_for(self._provider, self._reached(), self._okta.app(app), login, at, asked)

    def arrive(self, how: str, _app_id: str) -> Any:
        """Stand in for an app that has no address of its own: read what was handed over, and tell."""
        read = read_saml if how == "saml2" else read_wsfed
        arrived: SignedIn = read(flask.request.form, self._provider, self._okta.client_clock())
        return flask.render_template("arrived.html", org=self._org(), arrived=arrived)

    # --- what goes wrong ----------------------------------------------------------------------------------

    def refused(self, error: OktaError) -> Any:
        if error.code == "E0000005":
            target = flask.request.full_path.rstrip("?")
            return flask.redirect(f"{LOGIN}?fromURI={quote(target, safe='')}")
        return _problem(error.status, error.summary)

    def _say(self, message: said.Message[Any], credentials: said.Credentials | None = None) -> Any:
        headers = {name.lower(): value for name, value in flask.request.headers.items()}
        who = wire_credentials.credentials_in(headers) if credentials is None else credentials
        return self._okta.handle(message, who)

    def _reached(self) -> str:
        return str(flask.request.environ.get(ORG_URL, self._okta.org_url))

    def _org(self) -> str:
        return self._okta.org_url.removeprefix("https://")


def _mtls_url(own: str) -> str:
    return str(flask.request.environ.get(MTLS_URL, own))


def _client() -> said.ClientSeen:
    headers = {name.lower(): value for name, value in flask.request.headers.items()}
    headers.setdefault("x-forwarded-for", flask.request.remote_addr or "")
    return wire_credentials.client_in(headers)


def _way_back() -> str:
    """Where to go after the sign-in: a path of this host, and nothing else that a link may ask for."""
    asked = flask.request.values.get("fromURI", HOME)
    parts = urlsplit(asked)
    here = (
        asked.startswith("/")
        and not asked.startswith(("//", "/\\"))
        and not parts.netloc
        and asked.isprintable()
    )
    return asked if here else HOME


def _problem(status: int, what: str) -> Any:
    return flask.render_template("problem.html", status=status, what=what), status


def _guarded(answer: flask.Response, mtls: str) -> flask.Response:
    elsewhere = f"{mtls} {answer.headers.pop(_GOES_TO, '')}".rstrip()
    answer.headers["Content-Security-Policy"] = POLICY.format(elsewhere=elsewhere)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer
