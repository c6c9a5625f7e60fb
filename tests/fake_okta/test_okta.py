"""One org as a whole: who may ask what, read-only mode, sameness, and secrets that never show."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from fake_okta import messages as said
from fake_okta.errors import OktaError
from fake_okta.jamf_client import GetToken, JamfToken, ReadAccounts
from fake_okta.management.messages import CreateApiToken
from fake_okta.messages import (
    Anonymous,
    ApiToken,
    ConsoleSession,
    Device,
    Message,
    SessionCookie,
    renewal_content,
)
from fake_okta.okta import Okta
from fake_okta.syslog import LogEvent
from tests.fake_okta.estate import START, Estate, JamfStandIn

NewEstate = Callable[..., Estate]

CONNECTION = said.JamfConnection("https://acme.jamfcloud.com", "okta", "correct horse")
WRITES: tuple[Message[Any], ...] = (
    said.EnableDeviceTrust(CONNECTION),
    said.UpdateDeviceTrust(CONNECTION),
    said.DisableDeviceTrust(),
    said.ResetSecretKey(),
    said.CreateUser("bob@acme.test"),
    said.SetUserStatus("ada@acme.test", "suspend"),
    said.SetMembership("ada@acme.test", "sales"),
    said.CreateZone("office", ("10.0.0.0/8",)),
    said.CreateApp("wiki", "saml"),
    said.SetRules("crm", ()),
    said.RevokeUserCertificates("ada@acme.test"),
    said.RevokeDeviceCertificate("UDID-ada", "none"),
)
READS: tuple[Message[Any], ...] = (
    said.TestApiCredentials(CONNECTION),
    said.ReadDeviceTrust(),
    said.ListUserCertificates("ada@acme.test"),
    said.ListDeviceCertificates("UDID-ada"),
    said.SetFeature(True),
    said.SetReadOnly(True),
)


@pytest.mark.parametrize("message", [*WRITES, *READS], ids=lambda message: type(message).__name__)
def test_the_admins_calls_need_the_admins_token(estate: Estate, message: Message[Any]) -> None:
    session = estate.session()
    for credentials in (Anonymous(), ApiToken("wrong"), SessionCookie(session.session_id)):
        with pytest.raises(OktaError, match="E0000011"):
            estate.okta.handle(message, credentials)


OF_DEVICES = {
    said.EnableDeviceTrust,
    said.UpdateDeviceTrust,
    said.DisableDeviceTrust,
    said.ResetSecretKey,
    said.TestApiCredentials,
    said.ReadDeviceTrust,
    said.RevokeDeviceCertificate,
    said.ListUserCertificates,
    said.ListDeviceCertificates,
}


def outcome(estate: Estate, message: Message[Any], role: str) -> str:
    """The code of what an administrator of this role is answered with; "" for no error."""
    token = ApiToken(estate.asks(CreateApiToken(role, role)).value)
    try:
        estate.okta.handle(message, token)
    except OktaError as refused:
        return refused.code
    return ""


@pytest.mark.parametrize("message", [*WRITES, *READS], ids=lambda message: type(message).__name__)
def test_device_trust_is_for_whoever_may_manage_devices_and_the_rest_for_whoever_may_do_all(
    new_estate: NewEstate, message: Message[Any]
) -> None:
    assert outcome(new_estate().enabled(), message, "SUPER_ADMIN") != "E0000006"
    assert (outcome(new_estate().enabled(), message, "ORG_ADMIN") != "E0000006") == (
        type(message) in OF_DEVICES
    )
    assert outcome(new_estate().enabled(), message, "USER_ADMIN") == "E0000006"


@pytest.mark.parametrize("message", WRITES, ids=lambda message: type(message).__name__)
def test_a_read_only_cell_takes_no_change(estate: Estate, message: Message[Any]) -> None:
    estate.asks(said.SetReadOnly(True))
    with pytest.raises(OktaError, match="E0000010"):
        estate.asks(message)


@pytest.mark.parametrize("message", READS, ids=lambda message: type(message).__name__)
def test_a_read_only_cell_can_be_looked_at(estate: Estate, message: Message[Any]) -> None:
    estate.asks(said.SetReadOnly(True))
    estate.asks(message)


def test_every_message_has_its_operation(estate: Estate) -> None:
    messages = {
        kind
        for kind in vars(said).values()
        if isinstance(kind, type) and issubclass(kind, Message) and kind is not Message
    }
    assert set(estate.okta._operations) == messages


def test_urls_follow_from_org_cell_and_domain() -> None:
    okta = Okta(
        org="acme", cell="eu1", seed=b"", now=lambda: 0, jamf=JamfStandIn(lambda: 0), domain="okta-emea.com"
    )
    assert okta.org_url == "https://acme.okta-emea.com"
    assert okta.cert_auth_domain == "https://eu1-devicetrust.okta-emea.com"


def story(estate: Estate) -> list[LogEvent]:
    estate.enabled()
    mac = estate.mac()
    certificate = estate.enroll(mac)
    estate.open(certificate=certificate)
    estate.at += 340 * 86_400
    estate.open(certificate=estate.renew(mac, certificate))
    estate.asks(said.SetUserStatus("ada@acme.test", "deactivate"))
    return estate.okta.drain_log()


def test_the_same_seed_and_messages_give_the_same_log_and_another_seed_another(
    new_estate: NewEstate,
) -> None:
    assert story(new_estate()) == story(new_estate())
    other = story(new_estate(seed=b"other"))
    assert {e.uuid for e in other}.isdisjoint(e.uuid for e in story(new_estate()))


def test_preview_and_production_are_two_orgs_that_trust_only_their_own(new_estate: NewEstate) -> None:
    production, preview = new_estate(seed=b"production").enabled(), new_estate(seed=b"preview").enabled()
    certificate = production.enroll(production.mac())
    assert preview.open(certificate=certificate).reason == "untrusted_issuer"
    assert production.open(certificate=certificate).outcome == "allowed"


def test_secrets_show_in_no_repr_no_log_and_no_error(estate: Estate) -> None:
    mac = estate.mac()
    estate.enroll(mac)
    estate.jamf.password = "rotated"
    estate.at += 1800
    texts = []
    for attempt in (lambda: estate.enroll(mac), lambda: estate.asks(said.SetRules("nothing", ()))):
        with pytest.raises(OktaError) as caught:
            attempt()
        texts.append(repr(caught.value))
    said_so = [
        estate.connection,
        ApiToken(estate.okta.admin_token),
        said.EnableDeviceTrust(estate.connection),
        said.TestApiCredentials(estate.connection),
        said.SecretShown(estate.secret, estate.okta.org_url),
        said.Enroll(estate.secret, "1.2.1", mac.device, b"", "ada"),
        GetToken("https://acme.jamfcloud.com", "okta", "correct horse"),
        JamfToken("token 1", 0),
        ReadAccounts("https://acme.jamfcloud.com", "token 1"),
        estate.okta,
        list(estate.okta.log.query()),
    ]
    texts += [repr(one) for one in said_so]
    for secret in (estate.secret, estate.okta.admin_token, "correct horse", "token 1"):
        assert not any(secret in text for text in texts)


def test_an_error_survives_being_rebuilt_from_its_arguments() -> None:
    error = OktaError("E0000001", 400, "Api validation failed: device", ("why",))
    again = pickle.loads(pickle.dumps(error))
    assert (again.args, str(again)) == (error.args, "E0000001: why")


def test_a_renewals_content_names_the_device_and_the_window() -> None:
    assert renewal_content(Device("U", "Mac"), 1000) == (
        b'{"device":{"uuid":"U","displayName":"Mac"},"iat":1000,"exp":4600,"nbf":700}'
    )


def test_the_certificates_of_a_user_are_those_that_were_bound_to_them(estate: Estate) -> None:
    assert estate.asks(said.ListUserCertificates("ada@acme.test")) == ()
    certificate = estate.enroll(estate.mac())
    assert estate.asks(said.ListUserCertificates("ada@acme.test")) == ()
    estate.open(certificate=certificate)
    (record,) = estate.asks(said.ListUserCertificates("ada@acme.test"))
    assert (record.serial_number, record.status) == (certificate.serial_number, "bound")
    with pytest.raises(OktaError, match="E0000007"):
        estate.asks(said.ListUserCertificates("nobody@acme.test"))


def test_whoever_sets_an_org_up_is_its_first_user_and_active_from_then_on(new_estate: NewEstate) -> None:
    estate = new_estate()
    (admin,) = estate.okta._org.directory.everybody()
    assert (admin.login, admin.status, admin.created) == (estate.okta.admin_login, "ACTIVE", START)
    assert (admin.number, estate.okta.read_only) == (1, False)
    (everyone,) = estate.okta._org.groups.all()
    assert (everyone.name, everyone.created) == ("Everyone", START)


def test_in_the_console_the_first_user_may_all_while_active_and_nobody_else_may_anything(
    estate: Estate,
) -> None:
    admin = ConsoleSession(estate.session(estate.okta.admin_login).session_id)
    ada = ConsoleSession(estate.session().session_id)
    assert estate.okta.handle(said.ReadDeviceTrust(), admin).enabled
    with pytest.raises(OktaError, match="E0000006"):
        estate.okta.handle(said.ReadDeviceTrust(), ada)
    estate.asks(said.SetUserStatus(estate.okta.admin_login, "suspend"))
    with pytest.raises(OktaError, match="E0000005"):
        estate.okta.handle(said.ReadDeviceTrust(), admin)


def test_what_an_administrator_makes_is_as_old_as_the_call_that_made_it(estate: Estate) -> None:
    org = estate.okta._org
    made: dict[str, tuple[int, Message[Any]]] = {
        "Lab": (1, said.CreateUser("bob@acme.test", groups=("Lab",))),
        "Sales": (2, said.SetMembership("bob@acme.test", "Sales")),
        "Field": (3, said.CreateApp("wiki", "saml", groups=frozenset({"Field"}))),
    }
    for later, message in made.values():
        estate.at = START + later
        estate.asks(message)
    estate.at = START + 4
    estate.asks(said.CreateZone("office", ("10.0.0.0/8",)))
    created = {one.name: one.created - START for one in org.groups.all() if one.name in made}
    assert created == {name: later for name, (later, _) in made.items()}
    wiki, (office,) = org.apps.find("wiki"), org.zones.all()
    assert (wiki.created, wiki.updated) == (START + 3, START + 3)
    assert (office.created, office.updated) == (START + 4, START + 4)


def test_an_app_has_the_name_of_the_template_that_it_was_made_from(estate: Estate) -> None:
    estate.asks(said.CreateApp("mail", "ws_fed", office365=True))
    estate.asks(said.CreateApp("wiki", "ws_fed"))
    apps = estate.okta._org.apps
    assert [apps.find(label).name for label in ("mail", "wiki", "crm")] == [
        "office365",
        "template_wsfed",
        "template_saml_2_0",
    ]


def test_an_org_s_log_is_kept_as_long_as_it_is_said_to_be() -> None:
    at = [START]
    okta = Okta(
        org="acme", cell="ok3", seed=b"s", now=lambda: at[0], jamf=JamfStandIn(lambda: at[0]), log_kept_s=10
    )
    okta.handle(said.CreateUser("bob@acme.test"), ApiToken(okta.admin_token))
    at[0] += 11
    assert [*okta.log.query()] == []


OPEN: tuple[type[Message[Any]], ...] = (
    said.GetMetadata,
    said.Enroll,
    said.Renew,
    said.StartSession,
    said.OpenApp,
    said.PresentCertificate,
    said.FinishSignIn,
    said.OpenHomePage,
)


@pytest.mark.parametrize("kind", OPEN, ids=lambda kind: kind.__name__)
def test_what_macs_and_people_say_is_admitted_whoever_says_it(
    estate: Estate, kind: type[Message[Any]]
) -> None:
    estate.okta.admit(kind, Anonymous())


@pytest.mark.parametrize("message", [*WRITES, *READS], ids=lambda message: type(message).__name__)
def test_what_administrators_say_is_admitted_of_nobody_else(estate: Estate, message: Message[Any]) -> None:
    with pytest.raises(OktaError, match="E0000005"):
        estate.okta.admit(type(message), Anonymous())
    estate.okta.admit(type(message), ApiToken(estate.okta.admin_token))


def test_the_first_request_too_many_in_a_minute_is_logged_with_what_it_was_one_of(estate: Estate) -> None:
    estate.okta.rate_limits.limit("users", 1)
    assert [estate.okta.count_request("users").exceeded for _ in range(3)] == [False, True, True]
    (event,) = estate.logged("system.org.rate_limit.violation")
    assert (event.outcome, event.details) == ("FAILURE", {"bucket": "users"})


def test_a_session_that_is_over_can_be_ended_again(estate: Estate) -> None:
    sessions, session_id = estate.okta._org.sessions, estate.session().session_id
    for _ in range(2):
        sessions.end(session_id)
        assert not sessions.alive(session_id)


def test_an_app_is_told_by_its_label(estate: Estate) -> None:
    assert estate.okta.app("crm").label == "crm"
    with pytest.raises(OktaError, match="E0000007"):
        estate.okta.app("nothing")
