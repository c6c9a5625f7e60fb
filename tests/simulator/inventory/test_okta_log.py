"""A System Log: what it tells of devices, what of people, and what is no log."""

import io
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_okta.log_json import as_json
from simulator.inventory.coverage import Coverage
from simulator.inventory.joining import joined_with, macs_of, under_aliases
from simulator.inventory.json_stream import values
from simulator.inventory.okta_log import VALIDITY_S, read_log
from simulator.inventory.pseudonyms import Pseudonyms
from simulator.inventory.sheets import NoSheet
from simulator.known_macs import KnownMac
from tests.simulator.mac.estate import DAY, START, YEAR, Estate


@pytest.fixture
def estate():
    return Estate()


def events(estate):
    return [as_json(event) for event in estate.okta.log.query()]


def read(folder, content):
    file = folder / "log.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    coverage = Coverage("log.json")
    return read_log(str(file), coverage), coverage


def test_the_fakes_own_log_tells_of_a_mac_what_okta_knows(estate, tmp_path):
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    log, coverage = read(tmp_path, events(estate))
    device = log.devices[mac.udid.upper()]
    assert (device.name, device.person, device.bound_to) == ("ada", "ada", "ada")
    assert (device.issued_at, device.last_trusted, device.revoked) == (START, START, False)
    assert log.apps == ["salesforce"]
    assert coverage.read == coverage.used == len(events(estate))


def test_an_array_and_lines_and_any_order_tell_the_same(estate, tmp_path):
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    estate.at = START + YEAR - 10 * DAY
    estate.renew(mac, account)
    told = events(estate)
    array = read(tmp_path, told)[0]
    assert array.devices[mac.udid.upper()].issued_at == estate.at
    for content in (
        "\n".join(json.dumps(one) for one in told),
        json.dumps(told, indent=4),
        json.dumps([*reversed(told)]),
        "\ufeff" + json.dumps(told),
    ):
        assert read(tmp_path, content)[0].devices == array.devices


def test_a_revocation_and_a_refused_enrollment_are_told(estate, tmp_path):
    from fake_okta import messages as okta

    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    estate.admin(okta.RevokeUserCertificates("ada"))
    log, _ = read(tmp_path, events(estate))
    assert log.devices[mac.udid.upper()].revoked
    (joined,) = joined_with([KnownMac("ada", udid=mac.udid, certificate="there")], log, Coverage("l"))
    assert joined.revoked
    other, _ = estate.mac("bob", index=1)
    refused = [one | {"published": "2019-03-01T00:00:00.000Z"} for one in events(estate)]
    failed = next(one for one in refused if one["eventType"] == "user.credential.enroll")
    failed["outcome"] = {
        "result": "FAILURE",
        "reason": "Maximum enrollment limit of 5 certificates for a device is reached",
    }
    failed["debugContext"] = {"debugData": {"MacOS_UDID": other.udid}}
    device = read(tmp_path, [failed])[0].devices[other.udid.upper()]
    assert "limit of 5" in device.enrollment_failed


def test_what_is_no_event_is_left_out_by_its_number(tmp_path):
    log, coverage = read(
        tmp_path, [1, {}, {"eventType": "x"}, {"eventType": "x", "published": "2026-01-01T00:00:00.000Z"}]
    )
    assert (coverage.read, coverage.used) == (4, 1)
    assert [*coverage.left_out] == ["no System Log event", "an event without its time"]
    assert log.first_at == log.last_at


@pytest.mark.parametrize("content", ["", "timestamp,event_type\n1,2\n", "<html>"])
def test_what_is_no_json_is_answered(tmp_path, content):
    with pytest.raises(NoSheet, match="is no JSON"):
        read(tmp_path, content)
    with pytest.raises(NoSheet):
        read_log(str(tmp_path), Coverage("x"))


def test_where_the_json_breaks_what_came_before_is_kept_and_the_rest_is_told(estate, tmp_path):
    estate.enrolled()
    told = events(estate)
    log, coverage = read(tmp_path, json.dumps(told)[:-40])
    assert coverage.read == len(told) - 1
    assert "what follows is no JSON" in " ".join(coverage.notes)
    assert log.devices or coverage.read


# --- joining ----------------------------------------------------------------------------------------------


def test_a_log_fills_what_an_inventory_does_not_hold_and_what_was_renewed_since(estate, tmp_path):
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    log, _ = read(tmp_path, events(estate))
    bare = KnownMac("Ada's Mac", udid=mac.udid.lower())
    (joined,) = joined_with([bare], log, Coverage("l"))
    assert (joined.name, joined.certificate, joined.bound_to, joined.person) == (
        "Ada's Mac",
        "there",
        "ada",
        "ada",
    )
    assert (joined.certificate_issued, joined.certificate_expires) == (START, START + VALIDITY_S)
    older = replace(bare, certificate="none", last_inventory=START - DAY)
    newer = replace(bare, certificate="none", last_inventory=START + DAY)
    assert [one.certificate for one in joined_with([older, newer], log, Coverage("l"))] == ["there", "none"]


def test_how_many_have_met_is_told_and_macs_unknown_to_the_log_stay_as_they_are(estate, tmp_path):
    estate.enrolled()
    log, _ = read(tmp_path, events(estate))
    coverage = Coverage("l")
    stranger = KnownMac("eve", udid="X")
    assert joined_with([stranger], log, coverage) == [stranger]
    assert coverage.notes == ["Of 1 Macs 0 are in the log (0 %); 1 of its devices are not in the inventory."]


def test_under_the_same_key_a_pseudonymised_inventory_and_a_log_still_meet(estate, tmp_path):
    mac, account = estate.enrolled()
    estate.open(mac, account, "chrome")
    log, _ = read(tmp_path, events(estate))
    names = Pseudonyms("a key of some length")
    (joined,) = joined_with(
        [names.mac(KnownMac("ada", udid=mac.udid))], under_aliases(log, names), Coverage("l")
    )
    assert joined.certificate == "there"
    assert joined.person == names.login("ada")
    assert "ada" not in repr(macs_of(under_aliases(log, names), Coverage("l"))).replace("KnownMac", "")


# --- any JSON ---------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["eventType", "published", "outcome", "actor", "target", "debugContext", "debugData", "result"]
)
WORDS = st.sampled_from(
    [
        "user.authentication.authenticate",
        "pki.cert.issue",
        "user.authentication.sso",
        "2026-01-01T00:00:00Z",
        "SUCCESS",
    ]
)
EVENTS = st.dictionaries(KEYS, WORDS | JSON | st.dictionaries(KEYS, WORDS | JSON, max_size=3), max_size=6)


@settings(deadline=None)
@given(st.lists(EVENTS | JSON, max_size=6), st.sampled_from([None, 0, 2]))
def test_any_json_is_read_or_left_out(tmp_path_factory, content, indent):
    folder = tmp_path_factory.getbasetemp()
    log, coverage = read(folder, json.dumps(content, indent=indent))
    assert coverage.read == len(content)
    assert len(macs_of(log, coverage)) == len(log.devices)


@given(
    st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=2), max_size=5),
    st.sampled_from(["array", "lines", "dense"]),
)
def test_values_come_out_one_by_one_whatever_stands_between_them(content, form):
    text = (
        json.dumps(content)
        if form == "array"
        else ("\n" if form == "lines" else "").join(map(json.dumps, content))
    )
    assert [value for _, value in values(io.StringIO(text), Coverage("x"))] == content
