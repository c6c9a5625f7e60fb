"""Where tasks become SimPy processes: the one place that answers what a task asks of the stage."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeVar

import simpy

from fake_jamf.errors import JamfError
from fake_okta.errors import OktaError
from simulator.network import NetworkError
from simulator.stage import RANK_MAC, Held, Stage
from simulator.steps import Ask, Do, Note, Step, StepFailed, Task

R = TypeVar("R")
Acting = Generator[simpy.Event, Any, R]


class PowerLost(Exception):
    """Power failed at ``step``: the task is gone, what it had done stays done."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class WentOff(Exception):
    """The Mac was put to sleep or switched off while a task waited: the task is gone, and others tell why."""


class Actor(Protocol):
    """Who performs a task: a Mac on the stage, which counts how often it went off."""

    name: str
    number: int
    allow_list: tuple[str, ...] | None
    times_off: int

    def at_step(self, step: str) -> None:
        """About to do a local step. Raises StepFailed or PowerLost where a fault says so."""


def perform(stage: Stage, actor: Actor, task: Task[R], hold: Held | None = None) -> Acting[R]:
    """Play a task to its end and return what it returns; yields to SimPy only where the task has to wait.

    What there is to tell goes to the trace, or into ``hold`` where somebody has yet to decide on it.
    Raises PowerLost where power is cut at a step, WentOff where the Mac goes off while the task waits, and whatever the
    task does not catch.
    """
    # One loop, without a function or a generator for each kind of step: a fleet takes ten million of them.
    resume: Callable[[Any], Step] = task.send
    answer: Any = None
    while True:
        try:
            step = resume(answer)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]  # a generator's value is R, StopIteration forgets it
        finally:
            answer = None  # an error that was thrown holds this frame: without this, both would wait to be collected
        resume = task.send
        if isinstance(step, Ask):
            try:
                answer = stage.deliver(
                    step.message, step.credentials, actor.name, actor.allow_list, hold, step.org
                )
            except (OktaError, JamfError, NetworkError) as error:
                resume, answer = task.throw, error
            delay_s = stage.weather.delay_s(actor.name)
            if delay_s:
                yield from _wait(stage, actor, task, stage.now() + delay_s)
        elif isinstance(step, Do):
            try:
                actor.at_step(step.step)
            except StepFailed as failure:
                resume, answer = task.throw, failure
            except PowerLost:
                task.close()
                raise
        elif isinstance(step, Note):
            answer = _note(stage, step, hold)
        else:
            yield from _wait(stage, actor, task, step.until)


def _wait(stage: Stage, actor: Actor, task: Task[R], until: int) -> Acting[None]:
    times_off = actor.times_off
    yield stage.moment(until, RANK_MAC, actor.number)
    if actor.times_off != times_off:
        task.close()
        raise WentOff


def _note(stage: Stage, step: Note, hold: Held | None) -> int | None:
    note = (step.kind, step.subject, step.outcome, step.reason, step.cause, step.details)
    if hold is None:
        return stage.note(*note)
    hold.append((*note, ""))
    return None
