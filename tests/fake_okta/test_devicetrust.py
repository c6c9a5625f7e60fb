"""The Device Trust page: what it takes, what it shows once, what it tests, and what it leaves inconsistent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from fake_okta.devicetrust import DeviceTrust, tenant_url_mistakes
from fake_okta.errors import OktaError
from fake_okta.messages import (
    ConnectionTest,
    CreateApp,
    DeviceTrustSetting,
    DisableDeviceTrust,
    EnableDeviceTrust,
    JamfConnection,
    ReadDeviceTrust,
    ResetSecretKey,
    SetFeature,
    SetRules,
    TestApiCredentials,
    UpdateDeviceTrust,
)
from fake_okta.rule_form import NOT_CONFIGURED
from tests.fake_okta.estate import TRUSTED_MACS_ONLY, Estate

NewEstate = Callable[..., Estate]


@pytest.mark.parametrize("url", ["https://example.jamfcloud.com", "https://jamf.acme.test:8443/"])
def test_a_tenant_url_is_a_host(url: str) -> None:
    assert not list(tenant_url_mistakes(url))


@pytest.mark.parametrize("path", ["/api", "/api/v1/computers-inventory", "/JSSResource", "/uapi/auth"])
def test_an_api_url_is_refused_and_the_message_says_so(estate: Estate, path: str) -> None:
    connection = JamfConnection(f"https://acme.jamfcloud.com{path}", "okta", "pw")
    with pytest.raises(OktaError) as caught:
        estate.asks(UpdateDeviceTrust(connection))
    assert caught.value.code == "E0000001"
    assert "API URL" in caught.value.causes[0]
    assert not estate.asks(TestApiCredentials(connection)).ok


@pytest.mark.parametrize(
    "url",
    [
        "",
        "acme.jamfcloud.com",
        "http://acme.jamfcloud.com",
        "https://",
        "https://a.test/x",
        "https://[",
        "https://u:p@a.test",
    ],
)
def test_other_wrong_tenant_urls_are_refused_too(url: str) -> None:
    assert list(tenant_url_mistakes(url))


@pytest.mark.parametrize(
    ("path", "mistake"),
    [
        ("/api/", "/api belongs to the API URL; enter the tenant URL, without it"),
        ("/api/X", "/api/X belongs to the API URL; enter the tenant URL, without it"),
        ("/Xapi", "The Jamf Pro tenant URL ends after the host"),
        ("/X", "The Jamf Pro tenant URL ends after the host"),
    ],
)
def test_a_path_that_a_tenant_url_has_is_told_by_what_it_begins_with(path: str, mistake: str) -> None:
    assert list(tenant_url_mistakes(f"https://acme.jamfcloud.com{path}")) == [mistake]


@pytest.mark.parametrize("scheme", ["https", "http", "HTTP"])
def test_what_people_learn_more_from_may_be_served_without_tls(estate: Estate, scheme: str) -> None:
    estate.asks(UpdateDeviceTrust(estate.connection, f"{scheme}://help.acme.test/macs"))
    assert estate.asks(ReadDeviceTrust()).learn_more_url == f"{scheme}://help.acme.test/macs"


def test_a_wrong_url_changes_nothing(estate: Estate) -> None:
    before = estate.asks(ReadDeviceTrust())
    with pytest.raises(OktaError) as caught:
        estate.asks(
            UpdateDeviceTrust(replace(estate.connection, tenant_url="http://a.test"), "help.acme.test")
        )
    assert len(caught.value.causes) == 2
    assert estate.asks(ReadDeviceTrust()) == before


def test_the_secret_key_is_shown_once_and_kept_only_as_a_hash(estate: Estate) -> None:
    again = estate.asks(EnableDeviceTrust(estate.connection))
    assert (again.secret_key, again.org_url) == ("", "https://acme.okta.com")
    assert estate.enroll(estate.mac())
    held = repr([getattr(estate.okta._org.device_trust, slot) for slot in vars(DeviceTrust())])
    assert estate.secret not in held


def test_a_reset_makes_the_old_key_worthless_and_the_new_one_good(estate: Estate) -> None:
    old, mac = estate.secret, estate.mac()
    estate.secret = estate.asks(ResetSecretKey()).secret_key
    assert estate.secret != old
    assert estate.enroll(mac)
    estate.secret = old
    with pytest.raises(OktaError, match="E0000011"):
        estate.enroll(mac)


def test_without_the_feature_the_setting_cannot_be_enabled(new_estate: NewEstate) -> None:
    estate = new_estate()
    estate.asks(SetFeature(False))
    with pytest.raises(OktaError, match="E0000015"):
        estate.asks(EnableDeviceTrust(estate.connection))


def test_nothing_is_edited_or_reset_before_it_is_enabled(new_estate: NewEstate) -> None:
    estate = new_estate()
    with pytest.raises(OktaError, match="E0000002"):
        estate.asks(UpdateDeviceTrust(estate.connection))
    with pytest.raises(OktaError, match="E0000002"):
        estate.asks(ResetSecretKey())


def test_the_test_button_says_what_is_wrong(estate: Estate) -> None:
    assert estate.asks(TestApiCredentials(estate.connection)).ok
    wrong = estate.asks(TestApiCredentials(replace(estate.connection, password="wrong")))
    assert (wrong.ok, "password" in wrong.message) == (False, True)
    estate.jamf.down = True
    unreachable = estate.asks(TestApiCredentials(estate.connection))
    assert (unreachable.ok, "reached" in unreachable.message) == (False, True)


@pytest.mark.parametrize(("detects", "ok"), [("no", True), ("yes", False)])
def test_a_green_test_may_hide_a_missing_privilege(new_estate: NewEstate, detects: str, ok: bool) -> None:
    estate = new_estate(test_detects_privileges=detects).enabled()
    estate.jamf.missing.add("ReadUsers")
    assert estate.asks(TestApiCredentials(estate.connection)).ok == ok
    with pytest.raises(OktaError, match="lacks a privilege"):
        estate.enroll(estate.mac())


def test_disabling_while_rules_ask_for_trust_is_reported_and_rules_first_is_not(estate: Estate) -> None:
    assert estate.asks(ReadDeviceTrust()).inconsistent_rules == ()
    estate.asks(DisableDeviceTrust())
    assert estate.asks(ReadDeviceTrust()).inconsistent_rules == (("crm", "trusted Macs"),)
    estate.asks(EnableDeviceTrust(estate.connection))
    estate.asks(SetRules("crm", ()))
    estate.asks(DisableDeviceTrust())
    assert estate.asks(ReadDeviceTrust()).inconsistent_rules == ()


def test_rules_ask_for_trust_only_where_device_trust_is_configured(new_estate: NewEstate) -> None:
    estate = new_estate()
    with pytest.raises(OktaError) as caught:
        estate.asks(CreateApp("crm", "saml", TRUSTED_MACS_ONLY))
    assert NOT_CONFIGURED in caught.value.causes[0]


def test_the_setting_reads_as_it_was_saved_without_the_credentials(new_estate: NewEstate) -> None:
    estate = new_estate()
    assert estate.asks(ReadDeviceTrust()) == DeviceTrustSetting(True, False, None, None, ())
    estate.enabled()
    url, help_url = estate.connection.tenant_url, "https://help.acme.test/macs"
    assert estate.asks(ReadDeviceTrust()) == DeviceTrustSetting(True, True, url, help_url, ())
    estate.asks(DisableDeviceTrust())
    estate.asks(SetFeature(False))
    inconsistent = (("crm", "trusted Macs"),)
    assert estate.asks(ReadDeviceTrust()) == DeviceTrustSetting(False, False, url, help_url, inconsistent)


def test_each_test_of_the_credentials_has_its_own_answer(new_estate: NewEstate) -> None:
    estate = new_estate(test_detects_privileges="yes").enabled()
    good = estate.connection
    told = [estate.asks(TestApiCredentials(good))]
    estate.jamf.missing.add("ReadUsers")
    told.append(estate.asks(TestApiCredentials(good)))
    told.append(estate.asks(TestApiCredentials(replace(good, password="wrong"))))
    estate.jamf.down = True
    told.append(estate.asks(TestApiCredentials(good)))
    told.append(estate.asks(TestApiCredentials(replace(good, tenant_url="http://acme.test"))))
    assert told == [
        ConnectionTest(True, "A connection to Jamf Pro was established"),
        ConnectionTest(
            False, "The account lacks a privilege: READ on Computers, Users, or Accounts & Groups"
        ),
        ConnectionTest(False, "Jamf Pro refused the user name or the password"),
        ConnectionTest(False, "Jamf Pro could not be reached"),
        ConnectionTest(False, "The Jamf Pro tenant URL must look like https://example.jamfcloud.com"),
    ]


def test_a_secret_key_is_forty_letters_and_digits_and_each_is_another(estate: Estate) -> None:
    again = [estate.asks(ResetSecretKey()) for _ in range(3)]
    keys = {estate.secret, *(shown.secret_key for shown in again)}
    assert len(keys) == 4
    assert all(len(key) == 40 and key.isalnum() for key in keys)
    assert {shown.org_url for shown in again} == {"https://acme.okta.com"}


def test_a_setting_without_a_tenant_or_a_secret_has_none() -> None:
    empty = DeviceTrust()
    assert not empty.accepts("")
    assert not empty.has_secret
    with pytest.raises(OktaError, match="not enabled"):
        _ = empty.connection
