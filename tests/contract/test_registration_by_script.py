"""A Mac of nobody's making: a shell's tools, ``openssl`` and ``requests``, do what task and browser do, over real TLS.

Nothing is known of the estate but what ``trustlab serve`` prints and what an administrator reads in the console.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from email.utils import parsedate_to_datetime

import pytest
import requests

from tests.soak.soak import serving

UDID = "09261578-C3CC-524D-B080-C885D2B23E59"
BROWSER = {
    "Accept": "text/html",
    "User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) Chrome/72.0 Safari/537.36",
}
TASK = {"User-Agent": "Okta Device Registration Task/1.2.0 (Macintosh; x86_64 Mac OS X 10_14_6)"}
CA = "/api/internal/device-trust/ca/v1"

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


class ScriptedMac:
    """What a script has in its folder, and whom it may speak to."""

    def __init__(self, served, folder):
        self.served, self.folder = served, folder
        self.http = requests.Session()
        self.http.trust_env, self.http.verify = False, served.trusted
        self.device = {"uuid": UDID, "displayName": "scripted"}

    def openssl(self, *arguments, given=None):
        command = ["openssl", *arguments]
        return subprocess.run(command, cwd=self.folder, input=given, capture_output=True, check=True).stdout

    def request(self, name):
        """A new key ``name.key`` and a signing request for it."""
        self.openssl("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr",
                     "-outform", "DER", "-subj", "/C=US/ST=CA/O=Okta/CN=Okta MTLS")  # fmt: skip
        return base64.b64encode((self.folder / f"{name}.csr").read_bytes()).decode()

    def keep(self, name, answered):
        """The certificate of an answer, beside its key."""
        assert answered.status_code == 200, answered.text
        der = base64.b64decode(answered.json()["issuedCertificate"])
        (self.folder / f"{name}.pem").write_bytes(self.openssl("x509", "-inform", "DER", given=der))

    def enroll(self, secret):
        csr = self.request("first")
        body = {
            "clientVersion": "1.2.0",
            "orgToken": secret,
            "device": self.device,
            "csr": csr,
            "user": "staff-0001",
        }
        return self.http.post(f"{self.served.org}{CA}/enroll/macos", json=body, headers=TASK, timeout=30)

    def renew(self, now):
        said = {"device": self.device, "iat": now, "exp": now + 3600, "nbf": now - 300}
        token = self.openssl("cms", "-sign", "-nodetach", "-binary", "-md", "sha256", "-signer", "first.pem", "-inkey",
                             "first.key", "-outform", "DER", given=json.dumps(said).encode())  # fmt: skip
        body = {
            "clientVersion": "1.2.0",
            "device": self.device,
            "csr": self.request("second"),
            "user": "staff-0001",
            "deviceRenewalToken": base64.encodebytes(token).decode(),
        }
        return self.http.post(f"{self.served.org}{CA}/renew/macos", json=body, headers=TASK, timeout=30)

    def open_app(self, identity=None):
        """The page at which a browser ends up that has this certificate, or none."""
        login, password = self.served.person
        with requests.Session() as browser:
            browser.trust_env, browser.verify = False, self.served.trusted
            browser.headers.update(BROWSER)
            if identity:
                browser.cert = (str(self.folder / f"{identity}.pem"), str(self.folder / f"{identity}.key"))
            form = {"username": login, "password": password}
            browser.post(f"{self.served.org}/login/login.htm", data=form, timeout=30)
            return browser.get(f"{self.served.org}/app/salesforce/sso", timeout=30).text


def secret_key(served):
    """A new secret key, as an administrator gets one."""
    with requests.Session() as admin:
        admin.trust_env, admin.verify = False, served.trusted
        admin.headers.update(BROWSER)
        form = {"username": "admin@acme", "password": served.administrator_password}
        admin.post(f"{served.org}/login/login.htm", data=form, timeout=30)
        url = f"{served.org}/admin/access/device-trust/secret-key/reset"
        token = re.search(r'name="_xsrfToken" value="(\w+)"', admin.get(url, timeout=30).text).group(1)
        shown = admin.post(url, data={"_xsrfToken": token}, timeout=30).text
    return re.search(r"Secret Key Value</dt><dd><code>(\w+)", shown).group(1)


def manage(served, mac):
    """Enter the Mac into Jamf Pro's inventory."""
    login = mac.http.post(f"{served.jamf}/api/v1/auth/token", auth=served.jamf_account, timeout=30).json()
    headers = {"Authorization": f"Bearer {login['token']}", "Content-Type": "text/xml"}
    record = (
        f"<computer><general><name>scripted</name><udid>{UDID}</udid>"
        "<remote_management><managed>true</managed></remote_management></general></computer>"
    )
    mac.http.post(
        f"{served.jamf}/JSSResource/computers/id/0", data=record, headers=headers, timeout=30
    ).raise_for_status()


def test_a_scripted_mac_enrolls_opens_an_app_and_renews(tmp_path):
    with serving(tmp_path, speed=1) as served:
        mac = ScriptedMac(served, tmp_path)
        metadata = mac.http.get(
            f"{served.org}/api/internal/v1/device-trust/metadata?platform=macos", timeout=30
        )
        assert metadata.json()["certAuthDomain"].endswith("-devicetrust.okta.com")
        secret = secret_key(served)
        refused = mac.enroll(secret)
        assert refused.status_code >= 400, "Jamf Pro does not know it yet"
        manage(served, mac)
        mac.keep("first", mac.enroll(secret))
        assert "does not meet the security requirements" in mac.open_app()
        assert "On the way to salesforce" in mac.open_app("first")
        now = int(parsedate_to_datetime(metadata.headers["Date"]).timestamp())
        renewed = mac.renew(now)
        assert renewed.status_code == 200, renewed.text
        mac.keep("second", renewed)
        assert "On the way to salesforce" in mac.open_app("second")
        mac.http.close()
