"""The JSON Schema of scenario files, for editors: ``# yaml-language-server: $schema=trustlab.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from simulator.scenario.model import Scenario


def schema() -> dict[str, Any]:
    """The schema, with every key's description and default."""
    found = Scenario.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": "A trustlab scenario",
    }


def schema_text() -> str:
    """The schema as a file holds it."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
