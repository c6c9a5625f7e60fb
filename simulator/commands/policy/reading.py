"""The files of ``trustlab policy``, and the apps in them that are meant."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.commands.answers import wrong
from simulator.rule_sets import AppRules, RuleSet, read_rule_set
from simulator.scenario.mistakes import ScenarioMistakes, did_you_mean


def read_all(paths: Sequence[str]) -> list[RuleSet]:
    """The rules of all files. Ends the command, with all their mistakes, where any is wrong."""
    found, texts = [], []
    for file in [file for path in paths for file in _files(path)]:
        try:
            found.append(read_rule_set(file))
        except ScenarioMistakes as mistakes:
            texts.append(str(mistakes))
    if texts:
        wrong("\n".join(texts))
    return found


def _files(path: str) -> list[str]:
    """The file itself, or all files of a folder."""
    if not path or not Path(path).is_dir():
        return [path]
    files = sorted(str(file) for file in Path(path).glob("*.yaml"))
    if not files:
        wrong(f"{path}: the folder holds no file of rules (*.yaml).")
    return files


def app_of(rules: RuleSet, name: str | None) -> AppRules:
    """The app of a name, or the only one. Ends the command where there is none, or it is not clear which."""
    names = [app.name for app in rules.apps]
    if name is None and len(names) > 1:
        wrong(f"{rules.path}: which app? Say --app with one of {', '.join(names)}.")
    found = next((app for app in rules.apps if name is None or app.name == name), None)
    if found is None:
        hint = did_you_mean(name or "", names)
        wrong(f"--app {name}: there is no such app in {rules.path}. {hint}".rstrip())
    return found
