"""The fixture ``estate``: real URLs, Macs that do what a test says, time that stands still but for what goes by."""

import pytest
import requests

from fake_okta import messages as okta
from simulator.clock import parse_duration_s
from simulator.fixture.estate import PASSWORD
from simulator.trace import Record

pytest_plugins = "pytester"


def as_admin(estate, message):
    service = estate.live.world.stage.okta
    with estate.live.now() as world, world.changing():
        return service.handle(message, okta.ApiToken(service.admin_token))


def test_a_mac_enrolls_opens_an_app_and_loses_it_with_its_certificate(estate):
    ada = estate.mac("ada").enrolled()
    assert ada.open("salesforce").allowed
    as_admin(estate, okta.RevokeUserCertificates("ada"))
    assert ada.open("salesforce", client="chrome").denied(reason="certificate_revoked")
    assert estate.okta.system_log.count("pki.cert.revoke") == 1


def test_what_came_of_a_visit_is_told(estate):
    visit = estate.mac("ben").open("salesforce")
    assert visit.denied()
    assert visit.denied("no_certificate")
    assert not visit.denied("certificate_revoked")
    assert (visit.page, visit.serial_number, visit.allowed) == ("security_requirements", "", False)


def test_time_stands_still_until_it_is_let_go_by(estate):
    begun = estate.at
    estate.mac("ada").open("salesforce")
    assert estate.at - begun < 60
    estate.advance(days=2, hours=1, seconds=5)
    assert estate.at - begun >= 2 * 86_400 + 3605


def test_chrome_holds_its_certificate_until_it_is_quit(estate):
    ada = estate.mac("ada")
    assert ada.open("salesforce").denied("no_certificate")
    ada.enrolled()
    assert ada.open("salesforce").denied("no_certificate")
    ada.quit("chrome")
    assert ada.open("salesforce").allowed


def test_requests_reach_both_services_by_their_real_urls_and_nothing_else(estate):
    metadata = f"{estate.okta_url}/api/internal/v1/device-trust/metadata"
    assert requests.get(metadata, timeout=5).json()["certAuthDomain"].startswith("https://ok3-devicetrust.")
    login = (estate.jamf.username, estate.jamf.password)
    token = requests.post(f"{estate.jamf_url}/api/v1/auth/token", auth=login, timeout=5).json()["token"]
    estate.advance(days=1)
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    again = requests.post(f"{estate.jamf_url}/api/v1/auth/token", auth=login, timeout=5).json()["token"]
    headers["Authorization"] = f"Bearer {again}"
    listed = requests.get(f"{estate.jamf_url}/JSSResource/computers", headers=headers, timeout=5).json()
    assert [one["name"] for one in listed["computers"]] == ["ada", "ben", "cleo"]
    with pytest.raises(requests.ConnectionError):
        requests.get("https://example.test/", timeout=5)


def test_people_sign_in_to_the_pages(estate):
    form = {"username": "ada", "password": PASSWORD}
    page = requests.post(f"{estate.okta_url}/login/login.htm", data=form, allow_redirects=False, timeout=5)
    assert page.status_code == 303


def test_the_third_call_is_answered_503(estate):
    url = f"{estate.okta_url}/api/internal/v1/device-trust/metadata"
    estate.mishap("/api/internal/*", after=2, status=503)
    assert [requests.get(url, timeout=5).status_code for _ in range(4)] == [200, 200, 503, 200]


def test_a_certificate_that_requests_present_reaches_the_mutual_tls_host(estate, tmp_path):
    file = tmp_path / "no-certificate.pem"
    file.write_text("nothing")
    mtls = estate.live.world.stage.okta.cert_auth_domain
    with pytest.raises(OSError, match="no certificate"):
        requests.get(f"{mtls}/trustlab/device/x", cert=str(file), timeout=5)


def test_a_mac_that_is_not_there_is_asked_for_in_vain(estate):
    with pytest.raises(LookupError, match="did you mean 'ada'"):
        estate.mac("adda")


@pytest.mark.estate({"fleet": [{"name": "sales", "count": 2}], "length": "30 days"}, seed=7)
def test_an_estate_can_be_described_beside_the_test(estate):
    assert estate.mac("sales-0002").enrolled().serial_numbers
    with estate.live.now() as world:
        assert world.end_at - world.start_at == parse_duration_s("30 days")


@pytest.mark.estate({"jamf": {"policy": {"triggers": []}}})
def test_a_mac_that_never_enrolls_says_what_happened_on_it(estate):
    with pytest.raises(AssertionError, match="ada got no certificate in ten days:\n") as failed:
        estate.mac("ada").enrolled()
    assert "Chrome" in str(failed.value) or "ada" in str(failed.value)


def test_all_that_happened_is_in_the_trace(estate):
    estate.mac("ada").enrolled()
    assert {Record} == {type(one) for one in estate.trace}
    assert "user.credential.enroll" in {one.kind for one in estate.trace}


def test_a_wrong_file_is_told_with_its_place_and_no_traceback(pytester):
    (pytester.path / "wrong.yaml").write_text("story: a\nflet: []\n")
    pytester.makepyfile("import pytest\n@pytest.mark.estate('wrong.yaml')\ndef test_it(estate):\n    pass\n")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*wrong.yaml:2:1:*Did you mean 'fleet'?*"])
