"""Security > Device Trust, and what Okta itself does to the org: the feature and read-only mode.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: the secret key is shown once and can be reset;
rules first and the setting last where Device Trust is taken down, or else the state is inconsistent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fake_okta import messages as said
from fake_okta.devicetrust import NOT_ENABLED, tenant_url_mistakes
from fake_okta.errors import feature_missing, request_not_valid
from fake_okta.jamf_client import Management
from fake_okta.messages import Credentials
from fake_okta.org import Org

_TEST_ANSWERS: Final[Mapping[Management, str]] = {
    "managed": "A connection to Jamf Pro was established",
    "jamf_unauthorized": "Jamf Pro refused the user name or the password",
    "jamf_forbidden": "The account lacks a privilege: READ on Computers, Users, or Accounts & Groups",
    "jamf_unreachable": "Jamf Pro could not be reached",
}


class SettingAdmin:
    """The calls behind the Device Trust page."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def enable(self, message: said.EnableDeviceTrust, credentials: Credentials) -> said.SecretShown:
        """Enable the setting. A key is made and shown the first time only; later it reads as empty.

        Raises E0000015 without the feature, E0000001 for a wrong URL.
        """
        setting = self._org.device_trust
        if not setting.feature:
            raise feature_missing()
        setting.configure(message.connection, message.learn_more_url)
        return said.SecretShown("", self._org.org_url) if setting.has_secret else self._new_secret()

    def update(self, message: said.UpdateDeviceTrust, credentials: Credentials) -> None:
        """Save other values; raises E0000002 where the setting is not enabled, E0000001 for a wrong URL."""
        if not self._org.device_trust.enabled:
            raise request_not_valid(NOT_ENABLED)
        self._org.device_trust.configure(message.connection, message.learn_more_url)

    def disable(self, message: said.DisableDeviceTrust, credentials: Credentials) -> None:
        """Disable the setting. Nothing stops an admin whose rules still ask for trust; ``read`` tells."""
        self._org.device_trust.enabled = False

    def reset_secret(self, message: said.ResetSecretKey, credentials: Credentials) -> said.SecretShown:
        """A new secret key, shown this once; raises E0000002 where the setting is not enabled."""
        if not self._org.device_trust.enabled:
            raise request_not_valid(NOT_ENABLED)
        return self._new_secret()

    def test(self, message: said.TestApiCredentials, credentials: Credentials) -> said.ConnectionTest:
        """'Test API credentials': whether a connection is established."""
        mistakes = list(tenant_url_mistakes(message.connection.tenant_url))
        if mistakes:
            return said.ConnectionTest(False, mistakes[0])
        privileges = self._org.assumptions.test_detects_privileges == "yes"
        answer = self._org.jamf.test(message.connection, privileges=privileges)
        return said.ConnectionTest(answer == "managed", _TEST_ANSWERS[answer])

    def read(self, message: said.ReadDeviceTrust, credentials: Credentials) -> said.DeviceTrustSetting:
        """The setting without its secrets, and the rules that it leaves in an inconsistent state."""
        setting = self._org.device_trust
        return said.DeviceTrustSetting(
            feature=setting.feature,
            enabled=setting.enabled,
            tenant_url=setting.tenant_url,
            learn_more_url=setting.learn_more_url,
            inconsistent_rules=() if setting.in_force else self._org.apps.rules_asking_for_trust(),
        )

    def set_feature(self, message: said.SetFeature, credentials: Credentials) -> None:
        """Okta Support: the setting and the rules stay as they are and take effect at once on return."""
        self._org.device_trust.feature = message.enabled

    def set_read_only(self, message: said.SetReadOnly, credentials: Credentials) -> None:
        """Okta: read-only mode on or off."""
        self._org.read_only = message.read_only

    def _new_secret(self) -> said.SecretShown:
        number = self._org.ids.count("secret key")
        secret = self._org.ids.text("secret key", str(number), 40)
        self._org.device_trust.keep_secret(secret)
        return said.SecretShown(secret, self._org.org_url)
