"""What clients send and what is said of them, word for word: Okta, admins and Chrome read it."""

from __future__ import annotations

import json

import pytest

from simulator.mac.apps import CLIENTS, codesign, first_browser, support, user_agent
from simulator.mac.chrome_policy import AutoSelect, common_name, entry_for, read_entry
from simulator.mac.task_script import ScriptBroken, TaskScript, parse_task, task_script


def test_codesign_prints_five_lines_for_apple_s_own_and_for_others() -> None:
    assert codesign("safari").split("\n") == [
        "Executable=/Applications/Safari.app/Contents/MacOS/Safari",
        "Identifier=com.apple.Safari",
        "Format=app bundle with Mach-O thin (x86_64)",
        "Authority=Software Signing",
        "TeamIdentifier=not set",
    ]
    assert codesign("ringcentral").split("\n") == [
        "Executable=/Applications/RingCentral Meetings.app/Contents/MacOS/RingCentral Meetings",
        "Identifier=com.ringcentral.meetings",
        "Format=app bundle with Mach-O thin (x86_64)",
        "Authority=Developer ID Application (M932RC5J66)",
        "TeamIdentifier=M932RC5J66",
    ]


def test_the_first_browser_is_the_first_that_is_one_and_else_safari() -> None:
    assert first_browser(("slack", "firefox", "chrome")) == "firefox"
    assert first_browser(("slack", "office")) == first_browser(()) == "safari"


def test_each_client_s_support_is_its_own() -> None:
    told = {client: support(client, "16.15") for client in CLIENTS}
    assert [client for client, verdict in told.items() if verdict != "supported"] == [
        "firefox",
        "ringcentral",
    ]
    assert (told["firefox"], told["ringcentral"]) == ("not_supported", "not_tested")


def test_a_user_agent_has_the_system_s_version_in_its_client_s_manner() -> None:
    assert user_agent("firefox", "10.14.6", "16.15") == (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.14.6; rv:66.0) Gecko/20100101 Firefox/66.0"
    )
    assert user_agent("slack", "10.14.6", "16.15") == (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) AppleWebKit/605.1.15 (KHTML, like Gecko) Slack/3.4"
    )
    office = "Microsoft Office/16.15 (Macintosh; Mac OS X 10.14.6; Microsoft Outlook)"
    assert user_agent("office", "10.14.6", "16.15") == office


# --- Chrome's policy -----------------------------------------------------------------------------------------


def test_the_task_s_entry_is_json_for_one_host_and_issuer_and_is_read_again() -> None:
    entry = entry_for("ok3-devicetrust.okta.com")
    assert json.loads(entry) == {
        "pattern": "https://ok3-devicetrust.okta.com",
        "filter": {"ISSUER": {"CN": "MTLS Certificate Authority"}},
    }
    read = AutoSelect("https://ok3-devicetrust.okta.com", "MTLS Certificate Authority")
    assert read_entry(entry) == read
    assert read.accepts("CN=MTLS Certificate Authority, O=Okta")
    assert not read.accepts("CN=Another")


@pytest.mark.parametrize(
    ("entry", "read"),
    [
        ('{"pattern":"https://a.test"}', AutoSelect("https://a.test", None)),
        ('{"pattern":"https://a.test","filter":{}}', AutoSelect("https://a.test", None)),
        ('{"pattern":"https://a.test","filter":{"ISSUER":{}}}', AutoSelect("https://a.test", None)),
        ('{"pattern":"https://a.test","filter":{"ISSUER":{"CN":"x"}}}', AutoSelect("https://a.test", "x")),
        ('{"pattern":"http://a.test"}', None),
        ('{"pattern":1}', None),
        ('{"filter":{}}', None),
        ('{"pattern":"https://a.test","filter":[]}', None),
        ('["pattern"]', None),
        ("”", None),
    ],
)
def test_an_entry_is_read_with_or_without_a_filter_and_otherwise_ignored(
    entry: str, read: AutoSelect | None
) -> None:
    assert read_entry(entry) == read


@pytest.mark.parametrize(
    ("pattern", "host", "covered"),
    [
        ("https://a.test", "a.test", True),
        ("https://a.test/", "a.test", True),
        ("https://a.test:443", "a.test", True),
        ("https://a.test:8443", "a.test", False),
        ("https://a.test", "b.a.test", False),
        ("https://[*.]a.test", "a.test", True),
        ("https://[*.]a.test", "b.a.test", True),
        ("https://[*.]a.test", "ba.test", False),
        ("https://*", "a.test", True),
        ("https://a.testX", "a.test", False),
        ("https://b.test://a.test", "a.test", False),
    ],
)
def test_a_pattern_covers_its_host_and_with_a_star_what_is_below_it(
    pattern: str, host: str, covered: bool
) -> None:
    assert AutoSelect(pattern, None).covers(host) is covered


@pytest.mark.parametrize(
    ("name", "found"), [("O=Okta, CN=x", "x"), ("CN=a=b,O=c", "a=b"), ("O=Okta", ""), ("", "")]
)
def test_a_common_name_is_found_wherever_it_stands(name: str, found: str) -> None:
    assert common_name(name) == found


# --- the script ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "interpreter"), [("1.2.1", "/usr/bin/python"), ("1.3.3", "/usr/bin/env python3")]
)
def test_a_script_is_these_lines_and_reads_as_what_was_pasted(version: str, interpreter: str) -> None:
    script = task_script(version, "token", "https://acme.okta.com", "apple:,teamid:ONE")
    assert script.split("\n") == [
        f"#!{interpreter}",
        "# Registers this Mac for Okta Device Trust. What it does is played by trustlab.",
        f"VERSION = '{version}'",
        "ORG_TOKEN = 'token'",
        "URL = 'https://acme.okta.com'",
        "TEAM_IDS_TO_WHITELIST = 'apple:,teamid:ONE'",
        "",
    ]
    read = parse_task(script)
    assert read == TaskScript(version, "token", "https://acme.okta.com", "apple:,teamid:ONE")
    assert read.partitions() == {"apple-tool:", "apple:", "teamid:ONE"}


FILE = '  File "Okta Device Registration Task", line'


@pytest.mark.parametrize(
    ("token", "error"),
    [
        ("ORG_TOKEN = 0abc", "SyntaxError: invalid syntax"),
        ("ORG_TOKEN = abc", "NameError: name is not defined"),
        ("ORG_TOKEN = 7", "TypeError: a string was expected"),
        ("ORG_TOKEN = 'a' + 'b'", "TypeError: a string was expected"),
    ],
)
def test_a_line_that_python_stops_at_is_told_by_number_and_not_by_its_text(token: str, error: str) -> None:
    script = task_script("1.2.1", "token", "url", "ids").replace("ORG_TOKEN = 'token'", token)
    with pytest.raises(ScriptBroken) as broken:
        parse_task(script)
    assert (broken.value.reason, broken.value.output) == ("syntax_error", f"{FILE} 4\n{error}")
    assert broken.value.args == ("syntax_error", f"{FILE} 4\n{error}")


@pytest.mark.parametrize("missing", ["VERSION", "ORG_TOKEN", "URL", "TEAM_IDS_TO_WHITELIST"])
def test_a_script_without_any_one_of_the_settings_is_another_one(missing: str) -> None:
    script = task_script("1.2.1", "token", "url", "ids").replace(missing, "OTHER")
    assert parse_task(script) is None
