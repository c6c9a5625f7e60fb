"""What is not known is named, explained and settable."""

from __future__ import annotations

import pytest

from simulator.assumptions import all_assumptions, build
from simulator.facts import FACT_IDS, FACTS
from simulator.facts_beyond import BEYOND


@pytest.mark.parametrize("row", all_assumptions(), ids=lambda row: row.name)
def test_every_assumption_says_what_it_means_and_has_an_alternative(row):
    assert row.meaning
    assert row.unknown
    assert "Unknown" not in row.meaning
    assert row.alternatives
    assert row.default not in row.alternatives


def test_names_are_not_shared_between_owners():
    names = [row.name for row in all_assumptions()]
    assert len(names) == len(set(names))
    assert {row.owner for row in all_assumptions()} == {"okta", "jamf", "mac"}


@pytest.mark.parametrize("row", all_assumptions(), ids=lambda row: row.name)
def test_every_alternative_reaches_its_owner_and_no_other(row):
    owners = dict(zip(("okta", "jamf", "mac"), build({row.name: row.alternatives[0]}), strict=True))
    defaults = dict(zip(("okta", "jamf", "mac"), build({}), strict=True))
    assert getattr(owners[row.owner], row.name) == row.alternatives[0]
    assert [name for name in owners if owners[name] != defaults[name]] == [row.owner]


@pytest.mark.parametrize("values", [{"nonsense": "yes"}, {"renewal_of_expired": "perhaps"}])
def test_what_does_not_exist_cannot_be_assumed(values):
    with pytest.raises(ValueError, match="assumption"):
        build(values)


def test_facts_have_ids_of_their_own_and_a_line_each():
    assert len(FACT_IDS) == len(set(FACT_IDS)) == 73 + len(BEYOND)
    assert all(fact.says.endswith(".") for fact in FACTS)
