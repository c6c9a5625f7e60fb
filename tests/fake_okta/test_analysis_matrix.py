"""The access matrix: what comes of each client, platform and trust."""

from __future__ import annotations

import pytest

from fake_okta.analysis import Analysis
from fake_okta.analysis_matrix import matrix
from fake_okta.messages import Rule

DENY = Rule("Deny", "deny")


@pytest.mark.parametrize(
    ("rules", "access"),
    [
        ((DENY,), "denied"),
        ((), "allowed"),
        ((Rule("Sales", "allow", groups=frozenset({"sales"})), DENY), "depends"),
    ],
)
def test_a_cell_is_denied_allowed_or_depends_on_who_asks(rules, access):
    assert {cell.access for cell in matrix(Analysis(rules))} == {access}


def test_a_rule_for_trusted_macs_lets_in_their_cell_alone():
    trusted = Rule("Macs", "allow", platforms=frozenset({"osx"}), trust="trusted")
    allowed = [cell for cell in matrix(Analysis((trusted, DENY))) if cell.access == "allowed"]
    assert [(cell.platform, cell.trust, cell.places) for cell in allowed] == [("osx", "trusted", (0,))]
