"""``trustlab import`` reads the fake services by the addresses of the real ones, whole and unchanged."""

import json

import pytest

from fake_jamf.messages import DeviceIdentity, EnrollComputer
from fake_okta.messages import ApiToken, CreateUser
from simulator.inventory.coverage import Coverage
from simulator.inventory.jamf_api import JamfLogin, JamfRefused, connected, entries
from simulator.inventory.jamf_export import Reading, known_macs
from simulator.inventory.okta_api import OktaReader, OktaRefused
from simulator.inventory.okta_log import read_log
from simulator.inventory.okta_org import Org, take_users
from tests.contract.jamf_line import HOST, Line
from tests.contract.test_okta_scripts import ORG, estate  # noqa: F401  # a fixture

pytestmark = pytest.mark.filterwarnings("default")


def test_every_computer_of_jamf_pro_is_read_page_by_page():
    with Line() as line:
        for number in range(250):
            udid = f"00000000-0000-0000-0000-{number:012d}"
            line.estate.jamf.handle(
                EnrollComputer(udid, f"C02AAAA{number:05d}", f"mac-{number}", "10.14.6", f"user{number}"),
                DeviceIdentity(udid),
            )
        coverage = Coverage(HOST)
        login = JamfLogin("api", "secret", is_client=False)
        macs = known_macs([*entries(connected(f"https://{HOST}", login), coverage)], coverage, Reading())
    assert coverage.used == coverage.read == len(macs) >= 250
    ours = [mac for mac in macs if mac.serial_number.startswith("C02AAAA")]
    assert len(ours) == 250
    assert {(mac.macos, mac.managed) for mac in ours} == {("10.14.6", True)}
    assert {mac.person for mac in ours} == {f"user{number}" for number in range(250)}


def test_a_wrong_password_is_jamf_pros_refusal():
    with Line():
        ask = connected(f"https://{HOST}", JamfLogin("api", "wrong", is_client=False))
        with pytest.raises(JamfRefused, match="refuses the password"):
            [*entries(ask, Coverage(HOST))]


def test_every_user_of_okta_is_read_page_by_page(estate):  # noqa: F811
    for number in range(205):
        estate.okta.handle(CreateUser(f"user{number}@acme.test"), ApiToken(estate.okta.admin_token))
    reader = OktaReader(ORG, estate.okta.admin_token)
    org = Org()
    take_users(org, reader.all_of("/api/v1/users", limit="200"), Coverage(ORG))
    assert {f"user{number}@acme.test" for number in range(205)} <= org.status.keys()
    for path in ("groups", "apps", "zones"):
        assert isinstance([*reader.all_of(f"/api/v1/{path}", limit="200")], list)
    assert [*reader.all_of("/api/v1/policies", type="OKTA_SIGN_ON")]


def test_a_wrong_token_is_oktas_refusal(estate):  # noqa: F811
    with pytest.raises(OktaRefused, match="refuses the token"):
        [*OktaReader(ORG, "wrong").all_of("/api/v1/users")]


def test_the_system_log_that_okta_answers_is_one_that_is_read(estate, tmp_path):  # noqa: F811
    events = [*OktaReader(ORG, estate.okta.admin_token).all_of("/api/v1/logs", limit="1000")]
    (tmp_path / "log.json").write_text(json.dumps(events))
    coverage = Coverage("log.json")
    read_log(str(tmp_path / "log.json"), coverage)
    assert coverage.used == coverage.read == len(events)
