"""What a real Chromium presents, and what its user sees of it."""

from tests.fake_okta.estate import DAY


def test_a_certificate_is_presented_without_a_question_where_the_policy_names_it(office, chromium):
    certificate = office.enroll()
    mac = chromium()
    mac.add(certificate, office.mac)
    page = mac.start().open()
    page.wait_for_selector("text=You are in")
    assert "ada@acme.test" in page.locator("dl").inner_text()
    assert office.presented == [certificate.serial_number]


def test_without_a_certificate_the_security_message_is_shown(office, chromium):
    page = chromium().start().open()
    assert page.locator("h1").inner_text() == "This device does not meet the security requirements"
    assert page.locator("text=Learn more").get_attribute("href") == "https://help.acme.test/macs"
    assert office.presented == [None]


def test_an_expired_certificate_is_not_offered_by_a_browser_just_started(office, chromium):
    certificate = office.enroll()
    mac = chromium()
    mac.add(certificate, office.mac)
    office.clock.advance(366 * DAY)
    page = mac.start().open()
    assert page.locator("h1").inner_text() == "This device does not meet the security requirements"
    assert office.presented == [None]


def test_locks_stand_on_the_home_page_once_an_untrusted_device_has_tried_from_there(office, chromium):
    mac = chromium().start()
    page = mac.open("/app/UserHome")
    assert page.locator(".lock").count() == 0
    page.click("text=crm")
    page.wait_for_selector("text=security requirements")
    page.click("text=Back to my apps")
    assert "crm" in page.locator("li:has(.lock)").inner_text()


def test_nothing_on_the_way_is_refused_by_the_pages_own_policy(office, chromium):
    mac, said = chromium().start(), []
    page = mac.context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("https://acme.okta.com/app/UserHome")
    page.fill("#username", "ada@acme.test")
    page.fill("#password", "wrong")
    page.click("button[type=submit]")
    page.wait_for_selector("[role=alert]")
    said = [one for one in said if "401" not in one]
    assert page.locator("[role=alert]").inner_text().startswith("That sign-in did not work")
    assert said == []
