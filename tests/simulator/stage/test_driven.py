"""A task gets what it asks for, in world time and in one total order."""

import pytest
import simpy

from fake_okta import messages as okta
from simulator.build import build
from simulator.drive import PowerLost, perform
from simulator.scenario.model import Scenario
from simulator.stage import RANK_FAULT, RANK_MAC, RANK_SCRIPT, Moment
from simulator.steps import Do, Note, StepFailed, Wait, ask
from simulator.trace import Trace


class Bench:
    """A Mac that does as it is told."""

    def __init__(self, fails_at="", power_fails_at=""):
        self.name, self.number, self.allow_list, self.times_off = "ada", 1, None, 0
        self._fails_at, self._power_fails_at = fails_at, power_fails_at

    def at_step(self, step):
        if step == self._fails_at:
            raise StepFailed(step, 7)
        if step == self._power_fails_at:
            raise PowerLost(step)


@pytest.fixture
def stage():
    scenario = Scenario.model_validate({"story": "drive", "length": "2 days", "fleet": [{"name": "ada"}]})
    return build(scenario, 1, Trace()).stage


def finish(acting):
    with pytest.raises(StopIteration) as end:
        next(acting)
    return end.value.value


def test_a_note_s_place_in_the_trace_comes_back_to_the_task(stage):
    def task():
        first = yield Note("mac.slept", "ada")
        second = yield Note("mac.woke", "ada", cause=first)
        return first, second

    first, second = finish(perform(stage, Bench(), task()))
    assert stage.trace.records[second].cause == first


def test_notes_that_are_held_back_are_not_in_the_trace(stage):
    def task():
        return (yield Note("mac.slept", "ada"))

    held, before = [], len(stage.trace)
    assert finish(perform(stage, Bench(), task(), held)) is None
    assert len(stage.trace) == before
    assert held[0][:2] == ("mac.slept", "ada")


def test_a_service_s_refusal_is_thrown_into_the_task_which_decides(stage):
    def task():
        try:
            yield from ask(okta.ListDeviceCertificates("x"), okta.Anonymous())
        except Exception as refusal:  # noqa: BLE001  # whatever it is, it must be the service's own
            return refusal
        return None

    assert finish(perform(stage, Bench(), task())).code == "E0000011"


def test_a_failing_step_is_thrown_into_the_task(stage):
    def task():
        try:
            yield Do("import")
        except StepFailed as failure:
            return failure.status
        return 0

    assert finish(perform(stage, Bench(fails_at="import"), task())) == 7
    assert finish(perform(stage, Bench(), task())) == 0


def test_power_that_fails_ends_the_task_where_it_stands(stage):
    done = []

    def task():
        done.append("before")
        try:
            yield Do("import")
            done.append("after")
        finally:
            done.append("closed")

    with pytest.raises(PowerLost, match="import"):
        next(perform(stage, Bench(power_fails_at="import"), task()))
    assert done == ["before", "closed"]


def test_a_wait_takes_world_time(stage):
    begun, ended = stage.now(), []

    def task():
        yield Wait(begun + 90)
        ended.append(stage.now())

    stage.env.process(perform(stage, Bench(), task()))
    stage.env.run(until=begun + 100)
    assert ended == [begun + 90]


def test_within_a_second_faults_come_first_then_scripts_then_macs_in_their_order():
    env, seen = simpy.Environment(initial_time=100), []
    for rank, entity in [(RANK_MAC, 2), (RANK_SCRIPT, 9), (RANK_MAC, 1), (RANK_FAULT, 5)]:
        moment = Moment(env, 160, rank, entity)
        moment.callbacks.append(lambda _event, place=(rank, entity): seen.append(place))
    env.run(until=200)
    assert seen == [(RANK_FAULT, 5), (RANK_SCRIPT, 9), (RANK_MAC, 1), (RANK_MAC, 2)]
