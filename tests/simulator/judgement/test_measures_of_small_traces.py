"""Every measure counts what its name says, on traces of a few lines."""

from simulator.measures import MEASURES, Window
from simulator.reading import Reading
from tests.simulator.judgement.small_trace import CALENDAR, START_AT, SmallTrace, at

EVER = Window(None, -(1 << 62), 1 << 62)


def measured(trace, name, window=EVER):
    return MEASURES[name](Reading(trace.records, CALENDAR), window)


def test_routine_sign_ins_are_counted_between_the_two_that_were_played():
    trace = SmallTrace(opens=3.0)
    trace.opened("day 1 10:00")
    trace.routine_until("day 1 10:00", "day 30 10:00")
    times = [
        t for day in range(60) for t in trace.routine.opens_on(day, trace.routine.stream("crm", "chrome"))
    ]
    routine = [t for t in times if at("day 1 10:00") < t < at("day 30 10:00")]
    assert len(routine) > 30
    assert measured(trace, "sign_ins") == len(routine) + 1


def test_a_denial_counts_once_a_person_and_day_however_often_it_is_tried():
    trace = SmallTrace("ada", "ben", opens=0.0)
    for moment in ("day 1 10:00", "day 1 11:00", "day 2 10:00"):
        trace.opened(moment, "denied", "no_certificate")
    trace.opened("day 1 10:00", "denied", "no_certificate", mac="ben")
    assert measured(trace, "denied_sign_ins") == 4
    assert measured(trace, "denied_person_days") == 3
    assert measured(trace, "denied_person_days", Window("ben", *EVER_TIMES)) == 1
    assert measured(trace, "denied_person_days", Window(None, at("day 2"), at("day 3"))) == 1


EVER_TIMES = (-(1 << 62), 1 << 62)


def test_locked_out_is_who_had_been_trusted_before():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.opened("day 1 10:00")
    trace.opened("day 5 10:00", "denied", "certificate_expired")
    trace.opened("day 5 10:00", "denied", "no_certificate", mac="ben")
    assert measured(trace, "macs_locked_out") == 1


def test_an_exposure_is_an_untrusted_device_that_was_let_in():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", device="untrusted")
    trace.opened("day 2 10:00", device="not_asked")
    trace.opened("day 3 10:00", device="trusted")
    assert measured(trace, "exposures") == 1


def test_certificates_are_issued_renewed_bound_and_lost():
    trace = SmallTrace("ada", "ben")
    trace.issued("day 0 09:00", "s1")
    trace.bound("day 1 09:00", "s1")
    trace.issued("day 335 09:00", "s2", kind="pki.cert.renew", renewed_from="s1")
    trace.issued("day 0 09:00", "b1", mac="ben", imported=False)
    trace.issued("day 1 09:00", "b2", mac="ben")
    trace.add(at("day 2"), "certificate.removed", "ben", details={"account": "ben", "serial_number": "b2"})
    trace.issued("day 3 09:00", "b3", mac="ben")
    assert measured(trace, "certificates_issued") == 4
    assert measured(trace, "certificates_renewed") == 1
    assert measured(trace, "certificates_unbound") == 3
    assert measured(trace, "certificates_unbound", Window("ada", *EVER_TIMES)) == 0
    assert measured(trace, "certificates_unbound", Window("ada", EVER_TIMES[0], at("day 0 12:00"))) == 1
    assert measured(trace, "certificates_lost") == 2
    assert measured(trace, "macs_enrolled") == 2
    assert measured(trace, "macs_never_enrolled", Window(None, EVER_TIMES[0], at("day 0 12:00"))) == 1


def test_a_revoked_certificate_no_longer_counts_as_unbound():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.okta("day 1 09:00", "pki.cert.revoke", "success", serial_number="s1")
    assert measured(trace, "certificates_unbound") == 0
    assert measured(trace, "trusted_share_at_end") == 0.0


def test_failures_are_counted_by_what_failed():
    trace = SmallTrace()
    trace.okta("day 0 09:00", "user.credential.enroll", "failure", "read_only")
    trace.okta("day 1 09:00", "pki.cert.renew", "failure", "not_managed")
    trace.okta("day 2 09:00", "pki.cert.renew", "failure", "not_managed")
    assert measured(trace, "failed_enrollments") == 1
    assert measured(trace, "failed_renewals") == 2
    assert measured(trace, "certificates_renewed") == 0


def test_the_trusted_share_goes_by_the_last_sign_in_or_by_the_certificate_held():
    trace = SmallTrace("ada", "ben", "cai", "dan")
    trace.opened("day 1 10:00")
    trace.opened("day 1 10:00", mac="ben")
    trace.opened("day 2 10:00", "denied", "no_certificate", mac="ben")
    trace.issued("day 0 09:00", "c1", mac="cai")
    early = Window(None, EVER_TIMES[0], at("day 10"))
    assert measured(trace, "trusted_share_at_end", early) == 0.5
    assert measured(trace, "trusted_share_at_end", Window(None, EVER_TIMES[0], at("day 366 12:00"))) == 0.25


def test_the_busiest_week_is_the_week_with_most_renewals():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s0")
    for number, moment in enumerate(("day 337", "day 338", "day 339", "day 350"), start=1):
        trace.issued(f"{moment} 09:00", f"s{number}", kind="pki.cert.renew", renewed_from=f"s{number - 1}")
    assert measured(trace, "renewals_in_busiest_week") == 3


def test_a_computer_is_covered_once_okta_has_authenticated_the_device_with_its_id():
    trace = SmallTrace("ada", "ben", "cem")
    trace.okta("day 1 10:00", "user.authentication.authenticate", "success", "ok", mac="ada")
    trace.okta("day 1 10:00", "user.authentication.authenticate", "failure", "certificate_expired", mac="ben")
    trace.add(at("day 2"), "computer.deleted", "cem")
    assert measured(trace, "enforcement_coverage") == 0.5
    assert measured(trace, "enforcement_coverage", Window(None, 0, at("day 1"))) == 0


def test_routine_sign_ins_with_a_trusted_device_cover_a_computer_on_the_days_of_their_own():
    trace = SmallTrace("ada")
    trace.okta("day 1 10:00", "user.authentication.authenticate", "success", "ok", mac="ada")
    trace.routine_until("day 1 10:00", "day 30")
    assert measured(trace, "enforcement_coverage", Window(None, at("day 7"), at("day 14"))) == 1
    assert measured(trace, "enforcement_coverage", Window(None, at("day 40"), at("day 50"))) == 0


def test_trust_counts_as_outliving_management_only_between_its_loss_and_its_return():
    trace = SmallTrace("ada", "ben")
    trace.opened("day 1 10:00")
    trace.add(at("day 2"), "computer.unmanaged", "ada")
    trace.opened("day 3 10:00")
    trace.opened("day 3 11:00", "denied", "no_certificate")
    trace.opened("day 3 12:00", mac="ben")
    trace.add(at("day 4"), "computer.managed", "ada")
    trace.opened("day 5 10:00")
    assert measured(trace, "trusted_while_unmanaged") == 1
    assert measured(trace, "trusted_while_unmanaged", Window("ben", *EVER_TIMES)) == 0
    assert measured(trace, "trusted_while_unmanaged", Window(None, at("day 4"), at("day 9"))) == 0


def test_routine_sign_ins_outlive_management_on_the_days_without_it():
    trace = SmallTrace("ada")
    trace.routine_until("day 1 10:00", "day 30")
    routine = measured(trace, "sign_ins")
    trace = SmallTrace("ada")
    trace.add(at("day 1"), "computer.deleted", "ada")
    trace.routine_until("day 1 10:00", "day 30")
    assert measured(trace, "trusted_while_unmanaged") == measured(trace, "sign_ins") == routine > 0


def test_an_account_of_several_people_is_shared():
    trace = SmallTrace("ada", "ben")
    assert measured(trace, "shared_accounts") == 0
    habits = trace.routine.details()
    for person, account in (("eve", "ada"), ("fay", "ada"), ("gus", "gus")):
        trace.add(
            START_AT, "person.added", person, details={"mac": "ada", "account": account, "habits": habits}
        )
    assert measured(trace, "shared_accounts") == 1
    assert measured(trace, "shared_accounts", Window("ben", *EVER_TIMES)) == 0


def test_days_of_trust_after_leaving_end_with_expiry_revocation_or_removal():
    trace = SmallTrace("ada", "ben", "cem", "dan")
    for mac in ("ada", "ben", "cem"):
        trace.issued("day 0 09:00", f"s-{mac}", mac=mac)
    for mac in ("ada", "ben", "cem"):
        trace.add(at("day 50 09:00"), "computer.unmanaged", mac)
    trace.add(at("day 50 09:00"), "computer.deleted", "dan")
    trace.okta("day 60 09:00", "pki.cert.revoke", "success", mac="ben", serial_number="s-ben")
    gone = {"account": "cem", "serial_number": "s-cem"}
    trace.add(at("day 70 09:00"), "certificate.removed", "cem", details=gone)
    assert measured(trace, "most_trusted_days_after_leaving") == 315
    assert measured(trace, "trusted_days_after_leaving") == (315 + 10 + 20 + 0) / 4
    assert measured(trace, "trusted_days_after_leaving", Window(None, 0, at("day 40"))) == 0


def test_a_certificate_that_comes_back_out_of_a_backup_is_held_again():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    kept = {"account": "ada", "serial_number": "s1", "not_after": at("day 365 09:00")}
    trace.add(at("day 10"), "certificate.removed", "ada", details=kept)
    trace.add(at("day 20"), "certificate.imported", "ada", details=kept)
    trace.add(at("day 30"), "computer.unmanaged", "ada")
    assert measured(trace, "trusted_days_after_leaving") > 300


def test_a_copy_that_is_removed_elsewhere_stays_on_the_mac_that_it_was_issued_to():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.issued("day 0 09:00", "s1")
    trace.issued("day 0 09:00", "b1", mac="ben")
    removed = {"account": "ben", "serial_number": "s1"}
    trace.add(at("day 2"), "certificate.removed", "ben", details=removed)
    assert measured(trace, "trusted_share_at_end", Window("ada", *DAY_3)) == 1.0
    assert measured(trace, "certificates_lost") == 0
    trace.add(at("day 2"), "certificate.removed", "ada", details={**removed, "account": "ada"})
    assert measured(trace, "trusted_share_at_end", Window("ada", *DAY_3)) == 0.0
    assert measured(trace, "certificates_lost") == 1


DAY_3 = (EVER_TIMES[0], at("day 3"))
