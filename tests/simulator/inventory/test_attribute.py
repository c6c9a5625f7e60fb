"""What extension attributes say, and what they cannot be believed."""

import pytest

from simulator.inventory.attribute import NotUnderstood, read_detailed, read_simple
from tests.simulator.inventory.exports import read, row, text

FULL = (
    "dt1 python2=no python3=ready | ada certificate=there issued=2026-01-07T09:00:00Z expires=2027-01-07T09:00:00Z "
    "sha1=00000000000000000000000000000000000000A1 certificates=1 password=yes task=1.2.1 chrome=not_running"
    " | bob certificate=none password=no task=none"
)


def test_the_shipped_attribute_tells_everything_of_the_persons_account():
    assert read_detailed(FULL, "ada@acme.test") == {
        "account": "ada",
        "python2": False,
        "python3": "ready",
        "certificate": "there",
        "certificate_issued": 1_767_776_400,
        "certificate_expires": 1_799_312_400,
        "fingerprint": "00000000000000000000000000000000000000A1",
        "keychain_password": True,
        "task": "1.2.1",
        "chrome_started": 0,
    }
    assert read_detailed(FULL, "bob")["certificate"] == "none"


def test_of_several_accounts_the_one_with_a_certificate_is_meant_where_nobody_is_named():
    assert read_detailed(FULL, "somebody")["account"] == "ada"


def test_accounts_of_which_none_is_the_persons_are_not_guessed_among():
    with pytest.raises(NotUnderstood, match="none of them the person's"):
        read_detailed("dt1 | a certificate=none | b certificate=none", "c")


def test_what_is_not_in_the_value_stays_unknown():
    assert read_detailed("dt1 python2=yes | ada task=1.2.1", "ada") == {
        "account": "ada",
        "python2": True,
        "task": "1.2.1",
    }
    assert read_detailed("dt1", "ada") == {}


@pytest.mark.parametrize(
    "value",
    ["dt1 python", "dt1 | ada expires=soon", "dt1 | ada chrome=2026-13-40T00:00:00Z", "dt1 " + "x=" * 99_999],
)
def test_a_broken_value_is_not_understood(value):
    with pytest.raises(NotUnderstood):
        read_detailed(value, "ada")


def test_blank_and_none_are_told_apart():
    assert read_simple("", "unknown") == {}
    assert read_simple("none", "unknown") == {"certificate": "none"}


def test_a_simple_no_is_not_believed_and_a_yes_says_only_that_one_is_there():
    with pytest.raises(NotUnderstood, match="nobody is logged in"):
        read_simple("No", "unknown")
    assert read_simple("Device Trust Active", "unknown") == {"certificate": "there"}


def test_an_attribute_is_found_by_its_name_or_by_its_values_and_others_are_left_alone(tmp_path):
    rows = [
        row("Ada", 1, **{"What is it": FULL, "Favourite date": "2020-01-01"}),
        row("Bob", 2, **{"What is it": ""}),
    ]
    macs, _ = read(tmp_path, text(rows))
    assert [(mac.certificate, mac.task) for mac in macs] == [("there", "1.2.1"), ("", "")]
    rows = [
        row("Ada", 1, **{"Okta certificate": "2027-01-07 09:00:00"}),
        row("Bob", 2, **{"Okta certificate": "none"}),
    ]
    macs, _ = read(tmp_path, text(rows))
    assert [(mac.certificate, mac.certificate_expires) for mac in macs] == [
        ("there", 1_799_312_400),
        ("none", None),
    ]


def test_an_attribute_that_is_asked_for_is_read_and_one_that_is_not_there_is_told(tmp_path):
    rows = [row("Ada", 1, Certificate="2027-01-07 09:00:00")]
    assert read(tmp_path, text(rows))[0][0].certificate == ""
    macs, coverage = read(tmp_path, text(rows), attributes=("certificate", "Nothing"))
    assert macs[0].certificate == "there"
    assert "no column 'nothing'" in " ".join(coverage.notes)


def test_an_attribute_that_reports_the_start_for_the_end_is_noticed_and_not_read(tmp_path):
    rows = [row(f"mac{n}", n, **{"Okta expires": f"2026-{n % 10 + 1:02d}-03 09:00:00"}) for n in range(40)]
    macs, coverage = read(tmp_path, text(rows))
    assert {mac.certificate for mac in macs} == {""}
    assert "start of a certificate" in " ".join(coverage.notes)
    fewer = [one | {"Okta expires": "2027-05-03 09:00:00"} if n % 2 else one for n, one in enumerate(rows)]
    macs, _ = read(tmp_path, text(fewer))
    assert {mac.certificate for mac in macs} == {"there"}
