"""Sign-ins on what is no Mac: Okta reads client and platform from what such a thing says of itself."""

from typing import get_args

import pytest

from fake_okta.user_agent import read_user_agent
from simulator.elsewhere import user_agent_of
from simulator.run import play
from simulator.scenario.model import Scenario
from simulator.scenario.services import ClientType, Platform


@pytest.mark.parametrize("platform", get_args(Platform))
@pytest.mark.parametrize("client", get_args(ClientType))
def test_okta_reads_what_the_story_says(client, platform):
    assert read_user_agent(user_agent_of(client, platform)) == (client, platform)


def test_a_phone_has_no_certificate_to_present():
    raw = {
        "story": "a phone",
        "length": "3 days",
        "okta": {"apps": [{"name": "crm", "rules": "trusted_macs_only"}]},
        "fleet": [{"name": "ada"}],
        "timeline": [
            {
                "at": "day 1 10:00",
                "do": "open_app_elsewhere",
                "person": "ada",
                "app": "crm",
                "platform": "ios",
            }
        ],
    }
    trace = play(Scenario.model_validate(raw), 1)
    found = next(record for record in trace.records if record.kind == "app.opened_elsewhere")
    assert (found.outcome, found.reason, found.details["device"]) == ("denied", "denied_by_rule", "untrusted")


def test_nobody_gets_through_while_okta_is_down():
    raw = {
        "story": "an outage",
        "length": "3 days",
        "fleet": [{"name": "ada"}],
        "faults": [{"kind": "okta_down", "from": "day 1", "until": "day 2"}],
        "timeline": [
            {
                "at": "day 1 10:00",
                "do": "open_app_elsewhere",
                "person": "ada",
                "app": "salesforce",
                "platform": "windows",
            }
        ],
    }
    trace = play(Scenario.model_validate(raw), 1)
    found = next(record for record in trace.records if record.kind == "app.opened_elsewhere")
    assert (found.outcome, found.reason) == ("denied", "network:unreachable")


def test_apps_tried_from_a_home_page_elsewhere_are_told_and_a_suspended_person_sees_none():
    home = {"do": "open_home_page_elsewhere", "person": "ada", "platform": "android", "tried": ["salesforce"]}
    raw = {
        "story": "a home page on a phone",
        "length": "4 days",
        "fleet": [{"name": "ada", "habits": {"opens_apps": "never"}}],
        "timeline": [
            {"at": "day 1 10:00", **home},
            {"at": "day 2 10:00", "do": "suspend_user", "person": "ada"},
            {"at": "day 3 10:00", **home},
        ],
    }
    trace = play(Scenario.model_validate(raw), 1)
    opened = [record for record in trace.records if record.kind == "app.opened_elsewhere"]
    seen = [record for record in trace.records if record.kind == "home.opened_elsewhere"]
    assert [record.reason for record in opened] == ["denied_by_rule", "authentication_failed"]
    assert [record.details["locked"] for record in seen] == [["salesforce"], []]
    assert [record.outcome for record in seen] == ["allowed", "denied"]
