"""The JSON Schema: what editors know of a scenario file."""

from __future__ import annotations

import json

from simulator.scenario.schema import schema, schema_text


def test_every_key_of_a_scenario_stands_in_the_schema():
    from simulator.scenario.model import Scenario
    from simulator.scenario.shape import keys_of

    assert [*schema()["properties"]] == [*keys_of(Scenario)]


def test_keys_are_written_as_in_files():
    faults = schema()["$defs"]["ServiceFault"]["properties"]
    assert {"from", "until"} <= faults.keys()
    assert '"from_"' not in schema_text()
    assert '"is_"' not in schema_text()


def test_unknown_keys_are_refused_in_every_part():
    parts = [part for part in schema()["$defs"].values() if part["type"] == "object"]
    assert parts
    assert all(part["additionalProperties"] is False for part in parts)


def test_durations_and_moments_say_how_they_are_written():
    length = schema()["properties"]["length"]
    assert length["description"] == "A length of time."
    assert "30 days" in length["examples"]
    at = schema()["$defs"]["RestartAct"]["properties"]["at"]
    assert "day 366 09:00" in at["examples"]


def test_habits_may_be_named():
    habits = schema()["$defs"]["MacGroup"]["properties"]["habits"]
    assert {"enum": ["calm", "mixed", "always_on", "idle"]} in habits["anyOf"]


def test_a_version_without_quotes_is_a_number_to_an_editor():
    assert schema()["$defs"]["MacGroup"]["properties"]["macos"]["type"] == ["string", "number"]


def test_every_reference_leads_somewhere():
    found = schema()

    def references(node):
        if isinstance(node, dict):
            if "$ref" in node:
                yield node["$ref"]
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    names = {reference.removeprefix("#/$defs/") for reference in references(found)}
    assert names <= found["$defs"].keys()


def test_the_text_is_json():
    assert json.loads(schema_text()) == schema()
