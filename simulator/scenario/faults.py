"""The faults of a scenario: each acts around the rules, on some Macs or all, and always ends."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.values import Duration, Moment, Name, Part, Probability, SignedDuration


class On(Part):
    """Whom a fault hits; everybody where left out."""

    group: Name | None = None
    mac: Name | None = None


class FaultModel(Part):
    """A fault and its time."""

    name: Name | None = None
    from_: Annotated[Moment, Field(alias="from")]
    until: Moment
    on: On = On()
    daily_probability: Probability | None = None
    """How likely it strikes on a day of its time, each Mac by itself (a service as a whole); certain where left out."""


class ServiceFault(FaultModel):
    """The cell in read-only mode, or a service that cannot be reached from anywhere."""

    kind: Literal["read_only_cell", "jamf_down", "okta_down"]


class HostBlocked(FaultModel):
    """A host that these Macs cannot reach, for example the mutual TLS host behind an allow list."""

    kind: Literal["host_blocked"]
    host: Literal["org", "mtls", "jamf"]


class TlsInspection(FaultModel):
    """Something on these Macs' way out ends TLS and begins it anew, also to the mutual TLS host."""

    kind: Literal["tls_inspection"]


class SlowNetwork(FaultModel):
    """Every answer comes late."""

    kind: Literal["slow_network"]
    delay: Duration = "30 seconds"


class AnswerLost(FaultModel):
    """The service does its deed, and the answer goes missing on the way back."""

    kind: Literal["answer_lost"]
    host: Literal["org", "mtls", "jamf"] = "org"


Step = Literal[
    "keychain",
    "keychain_password",
    "enroll",
    "renew",
    "import",
    "delete_identity",
    "metadata",
    "safari",
    "chrome",
    "partition_list",
    "agent_file",
    "launch_agent",
    "uninstall_keychain",
    "uninstall_agent",
]
"""The local steps of the registration task, of a renewal and of uninstalling, in their order."""


class FailingStep(FaultModel):
    """A step of the registration task that fails on these Macs, for example 'partition_list'."""

    kind: Literal["failing_step"]
    step: Step


class PowerCut(FaultModel):
    """Power is cut at a step of the task; the Mac is off until the fault ends."""

    kind: Literal["power_cut"]
    step: Step


class MacFault(FaultModel):
    """The Mac is off or asleep, or out of management, for a while."""

    kind: Literal["mac_off", "unmanaged"]


class ClockSkew(FaultModel):
    """The Mac's clock is wrong for a while."""

    kind: Literal["clock_skew"]
    by: SignedDuration


class PasswordRotated(FaultModel):
    """The Jamf Pro account's password is changed and Okta is told only when the fault ends."""

    kind: Literal["jamf_password_rotated"]
    account: Name = "okta-api"


Fault = Annotated[
    ServiceFault
    | HostBlocked
    | TlsInspection
    | SlowNetwork
    | AnswerLost
    | FailingStep
    | PowerCut
    | MacFault
    | ClockSkew
    | PasswordRotated,
    Field(discriminator="kind"),
]
