"""What a task may ask of the stage: a plain generator yields one of these and is sent the answer.

A task is what a Mac or a person does. It knows neither SimPy nor HTTP; a test feeds it replies by hand. Each
``yield`` is also a place where power can fail. Steps are not frozen only for speed, nobody changes one: a frozen one takes
three times as long to make, and a fleet makes ten million.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from fake_jamf import messages as jamf
from fake_okta import messages as okta

R = TypeVar("R")


@dataclass(slots=True)
class Ask:
    """Say ``message`` to a service; the stage sends back the reply or throws the service's or network's error.

    ``org`` is the URL of the Okta org that is meant; the production org where it is "" or unknown.
    """

    message: okta.Message[Any] | jamf.Message[Any]
    credentials: okta.Credentials | jamf.Credentials
    org: str = ""


@dataclass(slots=True)
class Wait:
    """Go on at epoch second ``until``."""

    until: int


@dataclass(slots=True)
class Do:
    """About to change something on this Mac, named ``step``. The stage may throw :class:`StepFailed` or cut power."""

    step: str


@dataclass(slots=True)
class Note:
    """Something happened that the trace is to keep; the stage sends back its ``seq``, to be used as a cause."""

    kind: str
    subject: str
    outcome: str = ""
    reason: str = ""
    cause: int | None = None
    details: dict[str, Any] = field(default_factory=dict)


Step = Ask | Wait | Do | Note
Task = Generator[Step, Any, R]


class StepFailed(Exception):
    """A local step failed: ``step`` and the exit ``status`` that the command would have given."""

    def __init__(self, step: str, status: int = 1) -> None:
        super().__init__(step, status)
        self.step = step
        self.status = status


def ask(
    message: okta.Message[R] | jamf.Message[R],
    credentials: okta.Credentials | jamf.Credentials,
    org: str = "",
) -> Task[R]:
    """Say a message and wait for its answer, keeping the answer's type.

    A task writes ``reply = yield from ask(message, credentials)``.

    Raises OktaError, JamfError or NetworkError, as the stage throws them.
    """
    return (yield Ask(message, credentials, org))  # type: ignore[no-any-return]  # the stage's word for R
