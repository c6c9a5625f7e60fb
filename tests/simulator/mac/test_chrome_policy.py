"""AutoSelectCertificateForUrls: patterns, issuers, and values that Chrome ignores."""

from __future__ import annotations

import pytest

from simulator.mac.chrome_policy import entry_for, read_entry

HOST = "ok3-devicetrust.okta.com"
ISSUER = "CN=MTLS Certificate Authority"


def test_the_tasks_own_entry_names_the_host_and_the_issuer() -> None:
    rule = read_entry(entry_for(HOST))
    assert rule is not None
    assert rule.covers(HOST)
    assert rule.accepts(ISSUER)
    assert not rule.covers("ok3-devicetrust.okta-emea.com")
    assert not rule.accepts("CN=Another CA")


@pytest.mark.parametrize(
    ("pattern", "covered"),
    [
        (f"https://{HOST}", True),
        (f"https://{HOST}:443", True),
        (f"https://{HOST}/", True),
        ("https://[*.]okta.com", True),
        ("https://*", True),
        ("https://ok2-devicetrust.okta.com", False),
        ("https://[*.]okta-emea.com", False),
        ("https://okta.com", False),
    ],
)
def test_a_pattern_covers_a_host_or_all_under_it(pattern: str, covered: bool) -> None:
    rule = read_entry(f'{{"pattern":"{pattern}","filter":{{}}}}')
    assert rule is not None
    assert rule.covers(HOST) is covered


@pytest.mark.parametrize(
    "entry",
    [
        # As the help page prints it, with a typographic quote at its end.
        '{"pattern":"https://ok3-devicetrust.okta.com","filter":{"ISSUER":{"CN":"MTLS Certificate Authority”}}}',
        "",
        "[]",
        '"https://ok3-devicetrust.okta.com"',
        '{"filter":{}}',
        '{"pattern":7}',
        '{"pattern":"http://ok3-devicetrust.okta.com"}',
        '{"pattern":"https://ok3-devicetrust.okta.com","filter":{"ISSUER":"MTLS"}}',
    ],
)
def test_what_is_no_such_entry_does_nothing(entry: str) -> None:
    assert read_entry(entry) is None


def test_without_an_issuer_every_certificate_passes() -> None:
    rule = read_entry(f'{{"pattern":"https://{HOST}"}}')
    assert rule is not None
    assert rule.accepts("CN=Another CA")
