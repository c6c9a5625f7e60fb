"""A drawn estate as the scenario file that a person reads: what fits a line stands in one line."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from simulator.swarm.fleet import Raw

_LINE = 140
"""What takes no more characters than this, as Python would write it, stands in one line."""
_MEANT_EMPTY = frozenset({"preview"})
"""Keys that say something although nothing stands below them: there is such an org, with all its defaults."""


def as_yaml(raw: Raw, comment: str = "") -> str:
    """An estate as a scenario file, one line for each group, fault and act as far as they fit one."""
    yaml = YAML()
    yaml.width = 100_000
    yaml.brace_single_entry_mapping_in_flow_sequence = True
    # What is drawn once may stand twice, and a scenario file knows no anchors.
    yaml.representer.ignore_aliases = lambda *_: True
    said = {key: value for key, value in raw.items() if key in _MEANT_EMPTY or value not in ({}, [])}
    text = io.StringIO()
    yaml.dump(CommentedMap((key, _laid_out(value)) for key, value in said.items()), text)
    return "".join(f"# {line}\n" for line in comment.splitlines()) + text.getvalue()


def _laid_out(value: Any, *, in_list: bool = False) -> Any:
    """A value with its style: lists of the file's own keys one below the other, all else in one line where that is short."""
    if isinstance(value, dict):
        laid_out: Any = CommentedMap((key, _within(below)) for key, below in value.items())
        if len(repr(value)) <= _LINE:
            laid_out.fa.set_flow_style()
        return laid_out
    if isinstance(value, list):
        laid_out = CommentedSeq(_laid_out(below, in_list=True) for below in value)
        plain = not any(isinstance(below, dict | list) for below in value)
        if (in_list or plain) and len(repr(value)) <= _LINE:
            laid_out.fa.set_flow_style()
        return laid_out
    return value


def _within(value: Any) -> Any:
    return _laid_out(value, in_list=True)
