"""``trustlab orders``: every order of an admin's steps is played, and told whom it keeps out or lets in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.stories import built_in

EXAMPLES = sorted((built_in() / "orders").glob("*.yaml"))
TAKEN_DOWN = """\
orders: Device Trust is taken down
estate: {fleet: [{name: ada}]}
start: day 2 10:00
apart: 1 hour
watch: 2 hours
steps:
  rules: {do: set_rules, app: salesforce, rules: open}
  setting: {do: disable_device_trust}
limits: {let_in: any}
"""


@pytest.fixture
def taken_down(folder):
    """A file whose steps are safe in one order."""
    (folder / "orders.yaml").write_text(TAKEN_DOWN)
    return folder / "orders.yaml"


def played(trustlab, *more):
    answer = trustlab("orders", "orders.yaml", "--json", *more)
    found = json.loads(answer.stdout)
    return answer.returncode, found, {tuple(one["order"]): one for one in found["played"]}


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_the_built_in_examples_come_out_as_they_say(trustlab, path):
    answer = trustlab("orders", str(path), "--json")
    found = json.loads(answer.stdout)
    assert (answer.returncode, found["unmet"]) == (0, [])
    assert found["shows"]
    assert len({one["result"] for one in found["played"]}) > 1


def test_every_order_is_played_and_the_safe_ones_stand_first(trustlab, taken_down):
    code, found, orders = played(trustlab)
    assert code == 0
    assert [tuple(one["order"]) for one in found["played"]] == [("rules", "setting"), ("setting", "rules")]
    assert found["shortest_safe"]["order"] == ["rules", "setting"]
    assert orders["rules", "setting"]["result"] == "safe"
    assert orders["setting", "rules"]["result"] == "locks out"
    assert orders["setting", "rules"]["causes"][0] == "setting_disabled"


def test_how_long_a_mac_is_kept_out_or_let_in_is_measured_between_the_steps(trustlab, taken_down):
    _, _, orders = played(trustlab)
    assert orders["setting", "rules"]["locked_out_s"] == 3600
    # Rules that ask nobody let the unmanaged Mac in: from the first step on, or from the second one.
    first, last = orders["rules", "setting"]["let_in_s"], orders["setting", "rules"]["let_in_s"]
    assert first - last == 3600
    assert abs(first - 3 * 3600) <= 60


def test_what_the_estate_s_own_timeline_changes_is_tried_right_after_it(trustlab, taken_down):
    # Rules that deny everybody stand for ten minutes, between two tries that are an hour apart.
    own = (
        "timeline: [{at: day 2 10:10, do: set_rules, app: salesforce, rules: deny_before_trusted},"
        " {at: day 2 10:20, do: set_rules, app: salesforce, rules: trusted_macs_only}]"
    )
    text = TAKEN_DOWN.replace("{fleet: [{name: ada}]}", f"{{fleet: [{{name: ada}}], {own}}}")
    text = text.replace("apart: 1 hour", "apart: 3 hours\nprobe_every: 1 hour").replace(
        "  rules: {do: set_rules, app: salesforce, rules: open}\n", ""
    )
    taken_down.write_text(text.replace("setting: {do: disable_device_trust}", "key: {do: reset_secret_key}"))
    _, found, orders = played(trustlab)
    assert (orders["key",]["locked_out_s"], found["probe_every_s"]) == (600, 3600)


def test_the_answer_says_what_is_too_short_to_be_seen(trustlab, taken_down):
    assert "The Macs try every 15 min, and a minute after each step" in " ".join(
        trustlab("orders", "orders.yaml").stdout.split()
    )
    taken_down.write_text(TAKEN_DOWN.replace("watch: 2 hours", "watch: 20 days"))
    # 400 tries of 20 days and an hour.
    assert played(trustlab)[1]["probe_every_s"] == (20 * 24 + 1) * 3600 // 400


def test_limits_decide_what_is_safe(trustlab, taken_down):
    taken_down.write_text(TAKEN_DOWN.replace("let_in: any", "let_in: 2 hours, locked_out: 1 hour"))
    code, _, orders = played(trustlab)
    assert code == 0
    assert orders["rules", "setting"]["result"] == "lets in"
    assert orders["setting", "rules"]["result"] == "safe"


def test_where_no_order_is_safe_the_exit_code_says_so(trustlab, taken_down):
    taken_down.write_text(TAKEN_DOWN.replace("let_in: any", "let_in: 1 minute"))
    code, found, _ = played(trustlab)
    assert (code, found["shortest_safe"]) == (1, None)
    assert "0 of 2 are safe." in trustlab("orders", "orders.yaml").stdout


def test_what_a_file_expects_and_does_not_come_is_told(trustlab, taken_down):
    taken_down.write_text(TAKEN_DOWN + "expect: {safe: [[setting, rules]], shortest: [setting, rules]}\n")
    answer = trustlab("orders", "orders.yaml")
    assert answer.returncode == 1
    assert "not as expected: the safe orders are rules, setting." in answer.stdout
    assert "not as expected: the shortest safe order is rules, setting." in answer.stdout


def test_of_several_lengths_between_the_steps_the_shortest_safe_one_is_named(trustlab, taken_down):
    taken_down.write_text(TAKEN_DOWN.replace("apart: 1 hour", "apart: [2 hours, 30 minutes]"))
    _, found, _ = played(trustlab)
    assert len(found["played"]) == 4
    assert (found["shortest_safe"]["apart_s"], found["shortest_safe"]["settled_s"]) == (1800, 1800)


def test_a_step_that_the_console_refuses_makes_an_order_unsafe(trustlab, taken_down):
    # Rules that look at the device cannot be saved while the setting is off.
    steps = TAKEN_DOWN.replace("rules: open}", "rules: deny_untrusted_macs}")
    taken_down.write_text(steps)
    _, _, orders = played(trustlab)
    assert orders["setting", "rules"]["refused"] == ["set_rules"]
    assert orders["setting", "rules"]["result"] == "refused"


def test_several_processes_tell_the_same(trustlab, taken_down):
    assert played(trustlab, "--jobs", "2")[1] == played(trustlab, "--jobs", "1")[1]


def test_a_scenario_file_can_be_the_estate_with_its_timeline(trustlab, taken_down):
    taken_down.write_text(TAKEN_DOWN.replace("estate: {fleet: [{name: ada}]}", "base: holds.yaml"))
    code, _, orders = played(trustlab)
    assert (code, orders["rules", "setting"]["result"]) == (0, "safe")


MISTAKES = {
    "an act that is not known": ("do: disable_device_trust", "do: disable_device_trus", "Did you mean 'disable_device_trust'?"),
    "an app that is not there": ("app: salesforce", "app: salesfore", "there is no app 'salesfore'"),
    "an unknown key": ("watch:", "wach:", "unknown key"),
    "no estate": ("estate: {fleet: [{name: ada}]}\n", "", "either 'base' or 'estate' says what is played"),
    "no time between steps": ("apart: 1 hour", "apart: 30 seconds", "more than a minute"),
    "a start before the run": ("start: day 2 10:00", "start: 2025-01-05", "later than the run begins"),
    "no managed Mac": ("{name: ada}", "{name: ada, enrolled_in_jamf: never}", "name one under 'probes'"),
    "no such base": ("estate: {fleet: [{name: ada}]}", "base: hold.yaml", "there is no such file"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_file_is_answered_with_its_place(trustlab, taken_down, old, new, told):
    taken_down.write_text(TAKEN_DOWN.replace(old, new))
    answer = trustlab("orders", "orders.yaml")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert told in answer.stderr
    assert ".yaml" in answer.stderr


def test_files_of_orders_are_no_stories(trustlab):
    listed = [row["path"] for row in json.loads(trustlab("list", "--json").stdout)]
    assert not [path for path in listed if "orders" in Path(path).parts]
