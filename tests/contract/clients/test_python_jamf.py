"""The published client python-jamf, unchanged: lists as JSON, single records as XML, edits of a part of a record."""

import pytest

from tests.contract.jamf_line import URL

python_jamf = pytest.importorskip("python_jamf", reason="make test-clients installs it")

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def server(line):
    return python_jamf.Server(hostname=URL, username="api", password="secret", client=False)


def test_computers_are_found_and_their_records_read_and_changed(line, server):
    computers = server.records.Computers()
    assert computers.names() == ["ada's Mac", "eve's Mac"]
    (ada,) = computers.recordsWithName("ada's Mac")
    assert ada.get_path("general/serial_number") == "C02ADA"
    assert ada.get_path("general/remote_management/managed") == "true"
    assert ada.get_path("location/username") == "ada"
    accepts = {sent[2]["Accept"] for sent in line.sent if "/computers" in sent[1]}
    assert accepts == {"application/json", "application/xml"}
    ada.set_path("general/asset_tag", "A-3")
    ada.save()
    assert line.estate.json("/JSSResource/computers/id/1")["computer"]["general"]["asset_tag"] == "A-3"


def test_policies_groups_and_scripts_are_read(line, server):
    policy = server.records.Policies().recordWithId(1)
    assert policy.get_path("scripts/script/name") in ("Okta task", ["Okta task"])
    group = server.records.ComputerGroups().recordWithId(1)
    assert group.get_path("is_smart") == "true"
    assert server.records.Scripts().names() == ["Okta task"]
    assert server.records.OSXConfigurationProfiles().names() == ["No iCloud Keychain"]
    assert server.records.ComputerExtensionAttributes().names() == ["Okta Device Trust", "Asset room"]


def test_a_group_is_made_and_deleted(line, server):
    groups = server.records.ComputerGroups()
    made = groups.create({"name": "New", "is_smart": False})
    assert made.name == "New"
    made.delete()
    assert groups.names() == ["Ada's", "Pilot"]
