"""A run's configuration as it was evaluated, defaults and all, with secrets removed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

REMOVED = "(removed)"
_SECRET = re.compile(r"password|secret|token|private_?key|credential", re.IGNORECASE)
_HOW_PASTED = frozenset(
    {"pasted", "placeholder", "in_parentheses", "without_quotes", "wrong", "removed", "right", "mistyped"}
)
"""A scenario has no field for a secret, and says with these words how one was pasted or typed."""
_NOT_A_CONFIGURATION = ("story", "expect", "counter_case", "variants", "shows", "seeds")


def without_secrets(value: Any, key: str = "") -> Any:
    """Data with every text removed that stands under the name of a secret, save the words that say how one was pasted."""
    if isinstance(value, Mapping):
        return {name: without_secrets(one, str(name)) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [without_secrets(one, key) for one in value]
    if isinstance(value, str) and _SECRET.search(key) and value not in _HOW_PASTED:
        return REMOVED
    return value


def configuration_text(scenario: Mapping[str, Any]) -> str:
    """The configuration as YAML; what is only expected of it is left out."""
    shown = {name: one for name, one in without_secrets(scenario).items() if name not in _NOT_A_CONFIGURATION}
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.width = None, 120
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]  # its default is typed as None alone
    text = StringIO()
    yaml.dump(shown, text)
    return text.getvalue()
