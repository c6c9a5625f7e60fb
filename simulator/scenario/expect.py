"""What a scenario expects of its trace: named checks on single events, on counts, on measures and on states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from simulator.measure_names import COUNTED, DAILY, OF_ROLLOUTS, NoSuchMeasure, asked
from simulator.scenario.mistakes import did_you_mean, quote
from simulator.scenario.values import Duration, Moment, Name, Part

Page = Literal["app", "security_requirements", "access_denied", "none"]


def measure_name(known: tuple[str, ...]) -> AfterValidator:
    """Checks that a text is the name of one of these measures, with a share or a cause where that has one."""

    def check(name: str) -> str:
        try:
            asked(name, known)
        except NoSuchMeasure as error:
            if not did_you_mean(name, error.known, list_up_to=0):
                raise ValueError(f"there is no measure {quote(name)}; 'trustlab schema' lists them") from None
            words = ", ".join(f"'{word}'" for word in error.known)
            raise PydanticCustomError("literal_error", "no such measure", {"expected": words}) from None
        return name

    return AfterValidator(check)


MeasureName = Annotated[
    str,
    measure_name((*COUNTED, *OF_ROLLOUTS, *DAILY)),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A measure of the run; N stands for a percentage, and some go on with ' of ' and a root cause.",
            "examples": [*COUNTED, *OF_ROLLOUTS, *DAILY],
        }
    ),
]


class EventExpectation(Part):
    """What came of the action with this name; of every one of them where it is done on a group."""

    event: Name
    outcome: Literal["allowed", "denied", "done", "refused", "succeeded", "failed"] | None = None
    """Sign-ins are allowed or denied, what admins do is done or refused, their tests succeed or fail."""
    reason: Name | None = None
    page: Page | None = None
    prompt: Literal["none", "chooser", "keychain_password"] | None = None
    rule: Name | None = None
    locked: list[Name] | None = None
    support: Literal["supported", "does_not_work", "not_tested", "not_supported"] | None = None
    """What the help page says of the client with which an app was opened."""
    says: str | None = None
    """Text in what is answered; empty: nothing is."""
    cause: Name | None = None
    """The root cause of a denial or a wrongful admission, as ``trustlab diagnose`` finds it; none: all is as it should be."""
    check: Name | None = None
    """The first of the documented checks that fails; none: all pass."""


class Bounds(Part):
    """Limits on a number; at least one must be given."""

    equals: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_a_limit(self) -> Bounds:
        if self.equals is None and self.at_least is None and self.at_most is None:
            msg = "say at_least, at_most or equals"
            raise ValueError(msg)
        return self


class CountExpectation(Bounds):
    """How many events of a kind there are, among those that match everything said."""

    count: Name
    """A kind of the trace: task.ran, app.opened, or one of Okta's event types such as pki.cert.issue."""
    mac: Name | None = None
    outcome: Name | None = None
    reason: Name | None = None
    contains: str | None = None
    """Text in the output (of a policy log)."""
    after: Moment | None = None
    before: Moment | None = None


class MeasureExpectation(Bounds):
    """A number of the run; one by day counts by its worst day."""

    measure: MeasureName
    group: Name | None = None
    after: Moment | None = None
    before: Moment | None = None


class StateExpectation(Part):
    """How every Mac of a kind stands at the end, or within a time after the last fault."""

    every: Literal["managed_mac", "mac"]
    is_: Annotated[Literal["trusted", "untrusted", "enrolled", "not_enrolled", "enforced"], Field(alias="is")]
    group: Name | None = None
    at: Moment | None = None
    within: Duration | None = None
    after: Literal["last_fault", "start"] | None = None


class NeverEnrolledExpectation(Part):
    """The list of Macs in management on which the task never succeeded, each with what stands in the way."""

    never_enrolled: dict[Name, Name]
    group: Name | None = None
    at: Moment | None = None


class OrderExpectation(Part):
    """The named events come in this order."""

    order: Annotated[list[Name], Field(min_length=2)]


_KINDS = {
    "event": "EventExpectation",
    "count": "CountExpectation",
    "measure": "MeasureExpectation",
    "every": "StateExpectation",
    "order": "OrderExpectation",
    "never_enrolled": "NeverEnrolledExpectation",
}
EXPECTATION_KEYS = tuple(_KINDS)
"""The keys of which an expectation has one; it says what is expected on."""


def _kind(value: Any) -> str | None:
    """Which expectation is meant, by the key that is there, so that a mistake in it is told once."""
    if isinstance(value, Part):
        return type(value).__name__
    return next((kind for key, kind in _KINDS.items() if isinstance(value, Mapping) and key in value), None)


Expectation = Annotated[
    Annotated[EventExpectation, Tag("EventExpectation")]
    | Annotated[CountExpectation, Tag("CountExpectation")]
    | Annotated[MeasureExpectation, Tag("MeasureExpectation")]
    | Annotated[StateExpectation, Tag("StateExpectation")]
    | Annotated[OrderExpectation, Tag("OrderExpectation")]
    | Annotated[NeverEnrolledExpectation, Tag("NeverEnrolledExpectation")],
    Discriminator(
        _kind,
        custom_error_type="expectation_kind",
        custom_error_message="say what is expected: one of the keys event, count, measure, every, order or never_enrolled",
    ),
]
