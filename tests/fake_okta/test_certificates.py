"""A certificate's life as a table, and the limit of five."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.certificates import (
    TRANSITIONS,
    UNBOUND_LIMIT,
    ImpossibleTransition,
    IssuedCertificate,
    Register,
)

VALID_FOR = 100


def issued(serial_number: int, at: int = 0, udid: str = "mac") -> IssuedCertificate:
    return IssuedCertificate(serial_number, f"k{serial_number}", udid, "Mac", "ada", at, at + VALID_FOR)


def test_a_certificate_begins_unbound_and_is_bound_by_its_first_use() -> None:
    register, certificate = Register(), issued(1)
    register.add(certificate)
    assert certificate.status == "issued_unbound"
    register.bind(certificate, "ada")
    assert (certificate.status, certificate.bound_to) == ("bound", "ada")
    assert register.of_user("ada", 0) == [certificate]


@pytest.mark.parametrize(
    ("status", "event"),
    [
        ("bound", "bind"),
        ("expired", "expire"),
        ("revoked", "bind"),
        ("revoked", "expire"),
        ("revoked", "renew"),
        ("revoked", "revoke"),
    ],
)
def test_what_is_not_in_the_table_is_a_bug(status: str, event: str) -> None:
    certificate = issued(1)
    certificate.status = status  # type: ignore[assignment]
    with pytest.raises(ImpossibleTransition, match=f"is {status}: {event} cannot"):
        certificate.undergo(event)  # type: ignore[arg-type]


def test_it_expires_after_its_last_second_and_not_before() -> None:
    statuses = []
    for at in (VALID_FOR, VALID_FOR + 1):
        certificate = issued(1)
        certificate.settle(at)
        statuses.append(certificate.status)
    assert statuses == ["issued_unbound", "expired"]


def test_a_revoked_certificate_stays_revoked_when_its_time_is_over() -> None:
    register, certificate = Register(), issued(1)
    register.add(certificate)
    register.revoke(certificate)
    assert register.find(1, VALID_FOR + 1) is certificate
    assert certificate.status == "revoked"


def test_a_renewal_names_what_it_renews_and_leaves_it_in_its_state() -> None:
    register, old, new = Register(), issued(1), issued(2)
    register.add(old)
    register.bind(old, "ada")
    register.renew(old, new)
    assert (new.renewed_from, old.status) == (1, "bound")


def test_the_limit_counts_the_unused_of_one_device_only() -> None:
    register = Register()
    for serial_number in range(UNBOUND_LIMIT):
        assert not register.limit_reached("mac", 0)
        register.add(issued(serial_number))
    assert register.limit_reached("mac", 0)
    assert not register.limit_reached("another mac", 0)


@pytest.mark.parametrize(("counts", "left"), [(True, 5), (False, 0)])
def test_whether_expired_unused_ones_count_is_an_assumption(counts: bool, left: int) -> None:
    register = Register(expired_unbound_counts=counts)
    for serial_number in range(UNBOUND_LIMIT):
        register.add(issued(serial_number))
    assert register.unbound("mac", VALID_FOR + 1) == left


def test_a_used_one_that_has_expired_never_counts() -> None:
    register, certificate = Register(), issued(1)
    register.add(certificate)
    register.bind(certificate, "ada")
    assert register.unbound("mac", VALID_FOR + 1) == 0


def test_a_serial_number_is_issued_once() -> None:
    register = Register()
    register.add(issued(1))
    with pytest.raises(ValueError, match="was issued before"):
        register.add(issued(1))


@given(
    st.lists(st.tuples(st.sampled_from(["enroll", "bind", "revoke", "renew", "wait"]), st.integers(0, 30)))
)
def test_whatever_happens_no_device_has_more_than_five_unused_ones(steps: list[tuple[str, int]]) -> None:
    register, at = Register(), 0
    all_issued: list[IssuedCertificate] = []
    ever_bound: dict[int, str | None] = {}
    ever_revoked: set[int] = set()
    for what, number in steps:
        chosen = register.find(number % len(all_issued), at) if all_issued else None
        if what == "wait":
            at += number
        elif what == "enroll" and not register.limit_reached("mac", at):
            all_issued.append(issued(len(all_issued), at))
            register.add(all_issued[-1])
        elif chosen is not None and what in TRANSITIONS[chosen.status]:
            if what == "bind":
                register.bind(chosen, f"user {number}")
                ever_bound[chosen.serial_number] = chosen.bound_to
            elif what == "revoke":
                register.revoke(chosen)
                ever_revoked.add(chosen.serial_number)
            elif what == "renew" and chosen.bound_to is not None:
                all_issued.append(issued(len(all_issued), at))
                register.renew(chosen, all_issued[-1])
                register.bind(all_issued[-1], chosen.bound_to)
                ever_bound[all_issued[-1].serial_number] = chosen.bound_to
        now = register.of_device("mac", at)
        active_and_unused = [one for one in now if one.status == "issued_unbound"]
        assert len(active_and_unused) <= UNBOUND_LIMIT
        assert {one.serial_number for one in now if one.status == "revoked"} == ever_revoked
        assert {one.serial_number: one.bound_to for one in now if one.bound_to} == ever_bound
        assert all(one.not_after >= at for one in now if one.status in ("issued_unbound", "bound"))
