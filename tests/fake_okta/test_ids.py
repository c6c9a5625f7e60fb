"""Ids and secrets: a seed means the same ones in every release, or else a saved run could not be repeated."""

from __future__ import annotations

from fake_okta import messages as said
from fake_okta.ids import Ids
from fake_okta.messages import Anonymous, SessionCookie
from tests.fake_okta.estate import MAC_CHROME, START, Estate


def test_a_seed_means_these_values_and_each_kind_is_counted_for_itself() -> None:
    ids = Ids(b"seed")
    assert [ids.token("nonce") for _ in range(2)] == [
        "453c8b89320175b3ff00473b608d645f",
        "b9c049fa5cb2fba9222dc9df31f8c1e3",
    ]
    assert [ids.running(number) for number in (1, 2, 1)] == [
        "8f2632b00e334afb9893000000000001",
        "8f2632b00e334afb9893000000000002",
        "8f2632b00e334afb9893000000000001",
    ]
    assert [ids.object_id("00u") for _ in range(2)] == ["00uwE71QcEr84GiNze4T", "00uIQwHdbMidNA5wmCWO"]
    assert ids.object_id("0oa") == Ids(b"seed").object_id("0oa")
    assert ids.text("a", "b", 30) == "yLAtnLSdFrjFq9qpFURCpLBN3ZKaiT"
    assert ids.derive("kind", "name").hex() == "c897a913447640b432f6c1a99f7ff378"
    assert [ids.count(kind) for kind in "xxy"] == [1, 2, 1]


def test_a_text_may_be_longer_than_what_it_is_derived_from() -> None:
    assert [len(Ids(b"seed").text("a", "b", length)) for length in (1, 64, 65, 100)] == [1, 64, 65, 100]


def test_an_app_s_id_looks_like_okta_s(estate: Estate) -> None:
    app = estate.okta._org.apps.find("crm").id
    assert (app[:3], len(app)) == ("0oa", 20)


def test_a_serial_number_has_127_bits_and_is_a_device_s_own() -> None:
    ids = Ids(b"seed")
    serials = [ids.serial_number("UDID", 1), ids.serial_number("UDID", 2), ids.serial_number("OTHER", 1)]
    assert serials[:2] == [
        86551960853068283551391619236337802117,
        110223222854405098697528223401243943424,
    ]
    assert {serial.bit_length() for serial in serials} == {127}
    assert len(set(serials)) == 3


def test_an_org_s_secrets_and_what_it_hands_out_follow_from_its_seed(estate: Estate) -> None:
    assert estate.secret == "qrLjsaTFuLdclyH34Dxj6rwdoeSeNWVeOZzEbXRX"
    assert estate.okta.admin_token == "00IZjZrRIXWhexcGGTyTRV7LAEKrSKw7xXmUCheMkW"
    certificate = estate.enroll(estate.mac())
    assert format(certificate.serial_number, "x") == "7d65e9f008df4717d7ec615d9e4229f7"
    assert certificate.issuer_key_id == "040241594f140a58f82271832df409352d2a4331"
    session = estate.session()
    ada = "00uUHXDlull3HSDHffuz"
    assert session == said.Session("10297c53bfec775b457582e3aa3b5514cfc", ada, START + 2 * 3600)
    opened = estate.okta.handle(said.OpenApp("crm", MAC_CHROME), SessionCookie(session.session_id))
    nonce = "3e9d8340acf8eb88a2c591672e42f7c9"
    assert opened == said.Challenged(nonce, "https://ok3-devicetrust.okta.com")
    presented = estate.okta.handle(said.PresentCertificate(nonce, certificate), Anonymous())
    assert presented.ticket == "3ae0cfc0f6bfe165d580e7ef4054cf61"


def test_a_certificate_is_recorded_whole_from_its_issue_to_its_renewal(estate: Estate) -> None:
    mac = estate.mac()
    certificate = estate.enroll(mac)
    (record,) = estate.asks(said.ListDeviceCertificates("UDID-ada"))
    unused = said.CertificateRecord(
        kid="bfe328de31fc94fed9ffdb736e353ff1",
        serial_number=certificate.serial_number,
        udid="UDID-ada",
        display_name="ada's Mac",
        local_user="ada",
        not_before=START,
        not_after=START + 365 * 86_400,
        status="issued_unbound",
        bound_to=None,
        renewed_from=None,
    )
    assert record == unused
    estate.open(certificate=certificate)
    estate.at += 60
    estate.renew(mac, certificate)
    old, new = estate.asks(said.ListDeviceCertificates("UDID-ada"))
    assert (new.renewed_from, new.local_user) == (old.serial_number, "ada")
    assert (new.not_before, new.not_after) == (estate.at, estate.at + 365 * 86_400)
    assert new.bound_to == old.bound_to == "00uUHXDlull3HSDHffuz"
