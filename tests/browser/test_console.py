"""The Admin Console in a real Chromium: by keyboard alone, and refused by no policy of its own pages."""

from fake_okta.messages import ListUserCertificates
from tests.browser.conftest import PASSWORD

FOCUSED = """() => {
  const one = document.activeElement;
  return [one.innerText || one.name || "", getComputedStyle(one).outlineStyle];
}"""


def tab_to(page, name):
    """Press Tab until the thing of this name has the focus, as somebody without a mouse does."""
    for _ in range(40):
        page.keyboard.press("Tab")
        found, outline = page.evaluate(FOCUSED)  # asked once: each question waits for the browser
        if found == name:
            assert outline == "solid"
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def press(page, name):
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_administrator_tests_the_credentials_and_revokes_by_keyboard_alone(office, chromium):
    office.estate.open(certificate=office.enroll())
    mac, said = chromium().start(), []
    page = mac.context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("https://acme.okta.com/admin")
    # A field takes its focus a frame after the page was loaded: what is typed before is nobody's.
    page.locator("input:focus").wait_for()
    page.keyboard.type("admin@acme")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == "https://acme.okta.com/admin/access/device-trust"
    for field, entered in (("username", "okta"), ("password", office.estate.jamf.password)):
        tab_to(page, field)
        page.keyboard.type(entered)
    press(page, "Test API credentials")
    assert page.locator("[role=status]").inner_text() == "A connection to Jamf Pro was established"
    press(page, "People")
    press(page, "ada@acme.test")
    press(page, "Revoke Trust Certificate")
    assert page.locator("h1").inner_text() == "Revoke the Device Trust certificates of ada@acme.test?"
    press(page, "Revoke Trust Certificate")
    assert page.locator(".badge").inner_text() == "Revoked"
    (certificate,) = office.estate.asks(ListUserCertificates("ada@acme.test"))
    assert certificate.status == "revoked"
    press(page, "System Log")
    tab_to(page, "filter")
    page.keyboard.type('eventType eq "pki.cert.revoke"')
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator("tbody tr").count() == 1
    assert said == []
