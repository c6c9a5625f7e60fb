"""What a script does by Jamf Pro's APIs comes to pass on the Macs, and stands in the trace."""

import pytest
import requests

from fake_jamf.messages import Console, SetAccount

pytestmark = pytest.mark.estate({"story": "One Mac", "fleet": [{"name": "ada"}]})

ALL = frozenset(
    {
        "Read Computers",
        "Update Computers",
        "Delete Computers",
        "Read Policies",
        "Update Policies",
        "Flush Policy Logs",
        "Send Computer Unmanage Command",
    }
)


def session_of(estate):
    """A script that is logged in with an account of its own."""
    estate.live.world.stage.jamf.handle(SetAccount("script", "pw", ALL), Console("admin"))
    token = requests.post(f"{estate.jamf_url}/api/v1/auth/token", auth=("script", "pw"), timeout=5).json()[
        "token"
    ]
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {token}"
    session.headers["Accept"] = "application/json"
    return session


def number_of(session, estate, name):
    listed = session.get(f"{estate.jamf_url}/JSSResource/computers", timeout=5).json()["computers"]
    return next(one["id"] for one in listed if one["name"] == name)


def kinds(estate):
    return [record.kind for record in estate.trace]


def test_a_mac_that_is_enrolled_is_read_with_what_recon_brought(estate):
    estate.mac("ada").enrolled()
    session = session_of(estate)
    number = number_of(session, estate, "ada")
    history = session.get(f"{estate.jamf_url}/JSSResource/computerhistory/id/{number}", timeout=5).json()
    assert "Completed" in {log["status"] for log in history["computer_history"]["policy_logs"]}
    path = f"{estate.jamf_url}/api/v1/computers-inventory-detail/{number}"
    assert session.get(path, timeout=5).json()["general"]["remoteManagement"]["managed"] is True


def test_a_mac_whose_mdm_profile_is_removed_runs_no_policy_after_its_next_check_in(estate):
    estate.mac("ada").enrolled()
    session = session_of(estate)
    number = number_of(session, estate, "ada")
    sent = session.post(
        f"{estate.jamf_url}/api/v4/computers-inventory/{number}/remove-mdm-profile", timeout=5
    )
    assert sent.status_code == 200
    detail = f"{estate.jamf_url}/api/v1/computers-inventory-detail/{number}"
    assert session.get(detail, timeout=5).json()["general"]["remoteManagement"]["managed"] is True
    estate.advance(days=3)
    session = session_of(estate)
    assert session.get(detail, timeout=5).json()["general"]["remoteManagement"]["managed"] is False


def test_a_record_that_is_deleted_is_told_in_the_trace_and_gone(estate):
    estate.mac("ada").enrolled()
    session = session_of(estate)
    number = number_of(session, estate, "ada")
    assert (
        session.delete(f"{estate.jamf_url}/JSSResource/computers/id/{number}", timeout=5).status_code == 200
    )
    assert "computer.deleted" in kinds(estate)
    estate.advance(days=1)


def test_a_policy_whose_log_is_flushed_runs_again(estate):
    estate.mac("ada").enrolled()
    session = session_of(estate)
    before = kinds(estate).count("policy.logged")
    flushed = session.delete(f"{estate.jamf_url}/JSSResource/logflush/policies/interval/Zero+Days", timeout=5)
    assert flushed.status_code == 200
    estate.advance(days=1)
    assert kinds(estate).count("policy.logged") > before
