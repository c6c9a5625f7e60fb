"""Security > Device Trust: the setting, its Jamf Pro account, and the secret key, which is shown once.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help, steps 1 and 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flask

from fake_okta.console.frame import SETTING, Frame
from fake_okta.errors import OktaError
from fake_okta.messages import (
    ConnectionTest,
    DisableDeviceTrust,
    EnableDeviceTrust,
    JamfConnection,
    ReadDeviceTrust,
    ResetSecretKey,
    SecretShown,
    TestApiCredentials,
    UpdateDeviceTrust,
)

Route = tuple[str, str, Any]


class SettingPage:
    """The page of the setting and what its buttons do."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> Iterator[Route]:
        """Method, address and what answers."""
        yield "GET", SETTING, self.show
        yield "POST", SETTING, self.save
        yield "GET", f"{SETTING}/disable", self.ask_to_disable
        yield "POST", f"{SETTING}/disable", self.disable
        yield "GET", f"{SETTING}/secret-key/reset", self.ask_to_reset
        yield "POST", f"{SETTING}/secret-key/reset", self.reset

    def show(self) -> Any:
        """The setting as it is."""
        return self._form()

    def save(self) -> Any:
        """Enable or edit it, or test the API credentials, by the button that was pressed."""
        self._frame.check_form()
        form = flask.request.form
        connection = JamfConnection(
            form.get("tenantUrl", "").strip(), form.get("username", ""), form.get("password", "")
        )
        learn_more = form.get("learnMoreUrl", "").strip() or None
        try:
            if form.get("do") == "test":
                return self._form(tested=self._frame.say(TestApiCredentials(connection)))
            if self._frame.say(ReadDeviceTrust()).enabled:
                self._frame.say(UpdateDeviceTrust(connection, learn_more))
                return flask.redirect(f"{SETTING}?done=saved", 303)
            shown = self._frame.say(EnableDeviceTrust(connection, learn_more))
        except OktaError as error:
            # Who may not see the page is told so by another.
            if error.status in {401, 403} and error.code != "E0000015":
                raise
            return self._form(alert=error)
        if shown.secret_key:
            return self._secret(shown)
        return flask.redirect(f"{SETTING}?done=saved", 303)

    def ask_to_disable(self) -> Any:
        """Before the setting is disabled."""
        return self._frame.confirm(
            SETTING,
            "Disable macOS Device Trust?",
            "Macs are no longer asked for a certificate. Rules that ask for Trusted stay as they are:"
            " edit them first, or people are denied without the security message.",
            "Disable macOS Device Trust",
        )

    def disable(self) -> Any:
        """Disable it."""
        self._frame.check_form()
        self._frame.say(DisableDeviceTrust())
        return flask.redirect(f"{SETTING}?done=disabled", 303)

    def ask_to_reset(self) -> Any:
        """Before the secret key is reset."""
        return self._frame.confirm(
            SETTING,
            "Reset the macOS Secret Key?",
            "Macs enroll with the new key only: the script in Jamf Pro must be edited."
            " Certificates that were issued stay valid and are renewed.",
            "Reset macOS Secret Key",
        )

    def reset(self) -> Any:
        """A new secret key, shown this once."""
        self._frame.check_form()
        return self._secret(self._frame.say(ResetSecretKey()))

    def _secret(self, shown: SecretShown) -> Any:
        return self._frame.page("secret.html", SETTING, secret=shown.secret_key, org_url=shown.org_url)

    def _form(self, *, tested: ConnectionTest | None = None, alert: OktaError | None = None) -> Any:
        """The form with what was entered, or with what is saved; never with a password."""
        setting = self._frame.say(ReadDeviceTrust())
        entered = flask.request.form
        values = {
            "tenantUrl": entered.get("tenantUrl", setting.tenant_url or ""),
            "username": entered.get("username", ""),
            "learnMoreUrl": entered.get("learnMoreUrl", setting.learn_more_url or ""),
        }
        return self._frame.page(
            "setting.html", SETTING, alert=alert, setting=setting, tested=tested, entered=values
        )
