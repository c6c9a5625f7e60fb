"""What the desk makes of printed remedies: for each cause that it can do something about, the caller is let in again."""

import pytest

from simulator.diagnosis_causes import CAUSES, LETS_IN, ways_of
from simulator.help_desk.remedies import STEPS, steps_of, told_of
from simulator.run import play
from simulator.scenario.model import Scenario
from tests.simulator.judgement.small_worlds import ADA, KEPT_OUT, OPEN_OF_ADA

MENDED = [word for word in KEPT_OUT if steps_of(word) and not KEPT_OUT[word].heals]


def test_the_words_of_every_step_are_those_of_a_remedy():
    assert {*STEPS} <= {step for cause in CAUSES.values() for way in ways_of(cause.remedy) for step in way}


def test_of_several_ways_the_one_that_the_desk_can_go_is_gone():
    assert [step.by for step in steps_of("used_up")] == ["desk", "person"]
    assert told_of(steps_of("used_up")) == "mended"
    assert told_of(steps_of("jamf_unauthorized")) == "passed_on"
    assert told_of(steps_of("rules_deny")) == told_of(steps_of("out_of_scope")) == "advised"


def with_desk(word, **more):
    """The world of a cause with a desk, whose people call at once, and no remedy but the desk's."""
    world = KEPT_OUT[word]
    opened = {**OPEN_OF_ADA, "mac": world.mac, **world.opened}
    raw = {"story": "a cause", "fleet": [ADA], **world.more, "help_desk": {"passes_on": "4 hours", **more}}
    day = int(world.when.split()[1])
    acts = [*world.before, (world.when, {**opened, "as": "wrong"})]
    fleet = [
        {**group, "habits": {**group.get("habits", {}), "calls_help_desk": "at_once"}}
        for group in raw["fleet"]
    ]
    timeline = [{"at": moment, **act} for moment, act in acts]
    length = f"{day + 10} days"
    return Scenario.model_validate({**raw, "fleet": fleet, "length": length, "timeline": timeline})


@pytest.mark.parametrize("word", MENDED)
def test_who_calls_is_let_in_again(word):
    records = [*play(with_desk(word), 1).records]
    told = [record for record in records if record.kind == "desk.served"]
    assert told[0].reason == word
    assert told[0].outcome in {"mended", "passed_on"}
    opened = [record for record in records if record.kind == "app.opened"]
    assert [one.outcome for one in opened].count("denied") >= 1
    assert opened[-1].outcome == "allowed", [(one.outcome, one.reason) for one in told]


def test_what_is_passed_on_to_nobody_is_only_advised():
    (first, *_) = [
        record
        for record in play(with_desk("jamf_unauthorized", passes_on="never"), 1).records
        if record.kind == "desk.served"
    ]
    assert first.outcome == "advised"


def test_no_cause_that_lets_somebody_in_is_a_caller_s():
    assert not {*MENDED} & LETS_IN
