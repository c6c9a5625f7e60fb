"""Chrome's hold on its certificate, case by case, as a real Chromium has it: until it is quit, unless TLS refuses.

A is a Mac's first certificate, B the renewed one with a key of its own. In each case the browser runs on while things
change, and is asked before A's expiry, after it, and once it has been quit and started again.
"""

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed")

from playwright.sync_api import Error

from tests.fake_okta.estate import DAY

NEAR_THE_END = 340 * DAY
PAST_THE_END = 30 * DAY


class Tale:
    """A Mac with certificate A, near its end, whose browser has presented it."""

    def __init__(self, office, chromium, *, first=True):
        self.office, self.a = office, None
        self.browser = chromium()
        if first:
            self.a = office.enroll()
            self.browser.add(self.a, office.mac)
            office.clock.advance(NEAR_THE_END)
        self.browser.start()
        self.said = [self.presents()]

    def presents(self):
        shown = self.browser.presents()
        if shown is None:
            return "none"
        return "A" if self.a is not None and shown == self.a.serial_number else "B"

    def renew(self):
        self.browser.add(self.office.renew(self.a), self.office.new_key)

    def enroll(self):
        self.browser.add(self.office.enroll(), self.office.mac)

    def rest(self):
        """What is presented now, after A's expiry, and by a browser just started."""
        self.said.append(self.presents())
        self.office.clock.advance(PAST_THE_END)
        self.said.append(self.presents())
        self.browser.restart()
        self.said.append(self.presents())
        return self.said


def test_the_old_one_is_presented_on_while_both_are_there(office, chromium):
    tale = Tale(office, chromium)
    tale.renew()
    assert tale.rest() == ["A", "A", "A", "B"]


def test_the_old_one_is_presented_on_where_its_certificate_alone_was_deleted(office, chromium):
    tale = Tale(office, chromium)
    tale.browser.remove(tale.a, with_key=False)
    tale.renew()
    assert tale.rest() == ["A", "A", "A", "B"]


def test_the_new_one_is_presented_at_once_where_the_old_key_was_deleted_first(office, chromium):
    tale = Tale(office, chromium)
    tale.browser.remove(tale.a, with_key=True)
    tale.renew()
    assert tale.rest() == ["A", "B", "B", "B"]


def test_the_new_one_is_presented_at_once_where_the_old_key_was_deleted_after_the_import(office, chromium):
    tale = Tale(office, chromium)
    tale.renew()
    tale.browser.remove_key(office.mac)
    assert tale.rest() == ["A", "B", "B", "B"]


def test_none_is_remembered_where_it_was_asked_between_deletion_and_import(office, chromium):
    tale = Tale(office, chromium)
    tale.browser.remove(tale.a, with_key=True)
    tale.said.append(tale.presents())
    tale.renew()
    assert tale.rest() == ["A", "none", "none", "none", "B"]


def test_none_is_remembered_where_the_host_was_met_before_enrollment(office, chromium):
    tale = Tale(office, chromium, first=False)
    tale.enroll()
    assert tale.rest() == ["none", "none", "none", "B"]


def test_an_expired_one_is_presented_on_and_forgotten_with_the_browser(office, chromium):
    assert Tale(office, chromium).rest() == ["A", "A", "A", "none"]


def test_a_connection_that_is_kept_makes_no_difference(office, chromium):
    office.keep_alive = True
    tale = Tale(office, chromium)
    tale.renew()
    assert tale.rest() == ["A", "A", "A", "B"]


def test_a_host_that_refuses_the_expired_one_in_tls_heals_the_browser(office, chromium):
    tale = Tale(office, chromium)
    tale.renew()
    office.refuses_expired = True
    office.clock.advance(PAST_THE_END)
    # What Chromium calls the refusal, and whether it tries a second time on a spare connection, differs from run to run.
    refused, shown = [], None
    while shown is None and len(refused) < 10:
        try:
            shown = tale.presents()
        except Error as error:
            refused.append(error.message)
    assert refused
    assert all("net::ERR_" in one for one in refused)
    assert shown == "B"
