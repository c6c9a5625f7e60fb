"""The policy analysis: whole commands on files of rules, and the analysis alone, for an org of the size of the goals."""

import random
import resource
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from fake_okta.analysis_axes import PLATFORMS
from simulator.policy_check import checked
from simulator.policy_diff import compared
from simulator.rule_sets import read_rule_set
from tests.bench.figures import Measure

GROUPS, ZONES, APPS, RULES = 40, 20, 30, 60
MEMBERSHIPS, PEOPLE = 1000, 100_000
PROVABLE = PLATFORMS[:4]


def _rule(draw, number):
    """A rule of many conditions, as the form would save it."""
    asks = draw.random() < 0.5
    platforms = draw.sample(PROVABLE if asks else PLATFORMS, draw.choice([1, 2, 4]))
    keys = {
        "name": f"rule {number}",
        "access": draw.choice(["allow", "allow", "deny"]),
        "groups": _names(draw, "group", GROUPS, draw.choice([0, 1, 1, 2, 3])),
        "excluded_groups": _names(draw, "group", GROUPS, draw.choice([0, 0, 1, 2])),
        "platforms": f"[{', '.join(platforms)}]",
        "clients": "[web, modern_auth]" if asks else draw.choice(["[web]", "[active_sync, legacy]", None]),
        "trust": draw.choice(["trusted", "not_trusted"]) if asks else "any",
    }
    if draw.random() < 0.5:
        keys["location"] = draw.choice(["in_zone", "not_in_zone"])
        keys["zones"] = _names(draw, "zone", ZONES, draw.choice([1, 2, 3]))
    return "{" + ", ".join(f"{key}: {value}" for key, value in keys.items() if value) + "}"


def _names(draw, what, many, size):
    return f"[{', '.join(f'{what}-{n}' for n in draw.sample(range(many), size))}]"


def _apps(rules_of_each, *, without=0):
    lines = ["apps:"]
    number = 0
    for app, many in enumerate(rules_of_each):
        draw = random.Random(app)
        lines.append(f"  - {{name: app-{app}, office365: true, rules: [")
        rules = [_rule(draw, number + n) for n in range(many - 1)]
        lines += [f"      {rule}," for rule in rules[: len(rules) - without] if rule]
        lines.append("      {name: deny, access: deny}]}")
        number += many
    return lines


def _estate():
    draw = random.Random(7)
    lines = ["zones:"]
    lines += [f"  - {{name: zone-{n}, gateways: [198.51.{n}.0/24]}}" for n in range(ZONES)]
    lines.append("people:")
    each = PEOPLE // MEMBERSHIPS
    lines += [
        f"  - {{name: crew{n}, count: {each}, groups: {_names(draw, 'group', GROUPS, draw.randint(1, 6))}}}"
        for n in range(MEMBERSHIPS)
    ]
    return lines


@cache
def _folder():
    folder = tempfile.TemporaryDirectory(prefix="trustlab-bench-")
    files = {
        "spread": _apps([2] * APPS),
        "one": _apps([RULES, *[2] * (APPS - 1)]),
        "each": _apps([RULES] * APPS),
        "before": [*_apps([RULES]), *_estate()],
        "after": [*_apps([RULES], without=5), *_estate()],
    }
    for name, lines in files.items():
        (Path(folder.name) / f"{name}.yaml").write_text("\n".join(lines) + "\n")
    return folder


def _path(name):
    return str(Path(_folder().name) / f"{name}.yaml")


def command_s(*arguments):
    """CPU seconds of a whole command, its start and its imports with it; it may find holes, and may not fail."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "simulator.cli", "policy", *arguments]
    answered = subprocess.run(command, check=False, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if answered.returncode not in (0, 1) or not answered.stdout:
        raise RuntimeError(answered.stderr)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def check_s(name):
    """CPU seconds of the analysis of a file that is read already."""
    rules = read_rule_set(_path(name))
    begun = time.process_time()
    for app in checked(rules):
        assert (app.holes, app.never, app.reaching_default) is not None
    return time.process_time() - begun


def diff_s(people):
    """CPU seconds of a comparison of two files that are read already, for so many people."""
    before, after = (read_rule_set(_path(name)) for name in ("before", "after"))
    known = [type(one)(one.logins[: people // MEMBERSHIPS], one.groups) for one in after.people]
    after = type(after)(after.path, after.apps, tuple(known), after.zones)
    begun = time.process_time()
    found = compared(before, after)
    hit = [app.ways for app in found.apps]
    took_s = time.process_time() - begun
    assert any(flipped.people for ways in hit for flipped in ways.values())
    return took_s


WHAT = f"{RULES} rules, {GROUPS} groups, {ZONES} zones, {APPS} apps"
MEASURES = [
    Measure(
        f"policy check, {WHAT}: the command",
        "CPU s",
        lambda _f: command_s("check", _path("spread")),
        ("at most", 2),
    ),
    Measure(
        f"policy check, {RULES} rules in one app of {APPS}: the command",
        "CPU s",
        lambda _f: command_s("check", _path("one")),
        ("at most", 2),
    ),
    Measure("the analysis alone", "CPU s", lambda _f: check_s("one"), ("at most", 2)),
    Measure(
        f"policy check, {RULES} rules in each of {APPS} apps: analysis alone",
        "CPU s",
        lambda _f: check_s("each"),
    ),
    Measure(
        f"policy check, {RULES} rules in each of {APPS} apps: the command",
        "CPU s",
        lambda _f: command_s("check", _path("each")),
    ),
    Measure(
        f"policy diff, {PEOPLE:,} people: the command",
        "CPU s",
        lambda _f: command_s("diff", _path("before"), _path("after")),
        ("at most", 5),
    ),
    Measure("comparison alone", "CPU s", lambda _f: diff_s(PEOPLE), ("at most", 5)),
    Measure(
        "for a hundred times as many people",
        "times",
        lambda _f: diff_s(PEOPLE) / diff_s(PEOPLE // 100),
        ("at most", 2),
    ),
]
