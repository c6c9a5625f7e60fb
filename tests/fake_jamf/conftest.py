"""A Jamf Pro server with a clock that tests turn by hand, and the few words that every test about it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    CheckIn,
    Console,
    DeviceIdentity,
    EnrollComputer,
    InventoryReport,
    Policy,
    PolicyStatus,
    SetPolicy,
    SubmitInventory,
    SubmitPolicyLog,
    Trigger,
)

START = 1_500_000_000


@pytest.fixture
def clock() -> list[int]:
    """The server's time, in its only element."""
    return [START]


@pytest.fixture
def jamf(clock: list[int]) -> Jamf:
    """A new server."""
    return Jamf(url="https://acme.jamfcloud.com", seed=b"tests", now=lambda: clock[0])


@pytest.fixture
def admin() -> Console:
    """The administrator of a new server."""
    return Console("admin")


@pytest.fixture
def enroll(jamf: Jamf) -> Callable[..., DeviceIdentity]:
    """Enrolls a Mac by its name; its UDID and serial number follow from the name."""

    def enroll_named(name: str, owner: str = "", macos_version: str = "10.13.4") -> DeviceIdentity:
        identity = DeviceIdentity(f"UDID-{name}")
        jamf.handle(EnrollComputer(identity.udid, f"SERIAL-{name}", name, macos_version, owner), identity)
        return identity

    return enroll_named


@pytest.fixture
def publish(jamf: Jamf, admin: Console) -> Callable[..., int]:
    """Makes a policy on recurring check-in; keywords as those of ``Policy``."""

    def publish_policy(name: str = "okta", **fields: object) -> int:
        settings = {"triggers": frozenset({"recurring check-in"}), "frequency": "Ongoing"} | fields
        return jamf.handle(SetPolicy(Policy(name, **settings)), admin)  # type: ignore[arg-type]

    return publish_policy


@pytest.fixture
def due(jamf: Jamf) -> Callable[..., tuple[str, ...]]:
    """The names of the policies that a check-in of a Mac is given."""

    def names(
        identity: DeviceIdentity,
        user: str = "",
        trigger: Trigger = "recurring check-in",
        custom_event: str = "",
    ) -> tuple[str, ...]:
        return tuple(policy.name for policy in jamf.handle(CheckIn(trigger, user, custom_event), identity))

    return names


@pytest.fixture
def ran(jamf: Jamf) -> Callable[..., None]:
    """Logs a run."""

    def submit(
        identity: DeviceIdentity,
        policy_id: int,
        user: str = "",
        status: PolicyStatus = "Completed",
        output: str = "",
    ) -> None:
        jamf.handle(SubmitPolicyLog(policy_id, user, status, output), identity)

    return submit


@pytest.fixture
def recon(jamf: Jamf) -> Callable[..., None]:
    """Submits inventory; keywords are extension attributes' values, with underscores for spaces."""

    def submit(identity: DeviceIdentity, user: str = "", version: str = "10.13.4", **values: str) -> None:
        attributes = tuple((name.replace("_", " "), value) for name, value in values.items())
        report = InventoryReport(version, user, (), attributes, (("Okta MTLS", 0),), ("Restrictions",))
        jamf.handle(SubmitInventory(report), identity)

    return submit
