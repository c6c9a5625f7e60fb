"""The JSON Schema of scenario files, and of others, for editors: ``# yaml-language-server: $schema=trustlab.schema.json``."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from simulator.scenario.model import Scenario


def schema(model: type[BaseModel] = Scenario, title: str = "A trustlab scenario") -> dict[str, Any]:
    """The schema of a file, with every key's description and default."""
    found = model.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": title,
    }


def schema_text(model: type[BaseModel] = Scenario, title: str = "A trustlab scenario") -> str:
    """The schema as a file holds it."""
    return json.dumps(schema(model, title), indent=2, ensure_ascii=False) + "\n"
