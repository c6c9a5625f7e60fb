"""A real Chromium in front of the fake Okta: its own home folder, certificates and clock, and no way to the network."""

import json
import mmap
import os
import shutil
import struct
import subprocess
import time
from hashlib import sha1
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from fake_okta.app import CERTIFICATE
from fake_okta.assumptions import OktaAssumptions
from fake_okta.messages import Anonymous, Renew
from fake_okta.site import create_site
from simulator.tls.certificates import ServerAuthority
from simulator.tls.server import TlsServer
from tests.fake_okta.estate import Estate

NEEDED = {
    "chromium": "Chromium is not installed",
    "certutil": "libnss3-tools is not installed: nothing puts a certificate where Chromium looks for it",
    "cc": "there is no C compiler: nothing moves the browser's clock",
}
PASSWORD = "correct horse battery staple"
USER_AGENT = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
WAIT_MS = 20_000


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for program, reason in NEEDED.items():
                item.add_marker(pytest.mark.skipif(shutil.which(program) is None, reason=reason))


@pytest.fixture(scope="session")
def shim(tmp_path_factory):
    """The library that moves a browser's clock."""
    library = tmp_path_factory.mktemp("clock") / "clock.so"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return library


class Clock:
    """One clock for browser and org: the machine's, moved by whole seconds."""

    def __init__(self, file):
        self.file = file
        file.write_bytes(bytes(8))
        with file.open("r+b") as opened:
            self._shared = mmap.mmap(opened.fileno(), 8)
        self.ahead_s = 0

    def now(self):
        return int(time.time()) + self.ahead_s

    def advance(self, seconds):
        self.ahead_s += seconds
        self._shared[:] = struct.pack("=q", self.ahead_s * 1_000_000_000)


class TickingEstate(Estate):
    """An org whose clock is the browser's."""

    def __init__(self, clock):
        self.clock = clock
        super().__init__(OktaAssumptions(), b"seed", "acme")

    @property
    def at(self):
        return self.clock.now()

    @at.setter
    def at(self, value):
        """The clock is the browser's: it is not set from here."""


class Office:
    """The org, served; what the browser presented in each handshake, by serial number (None: no certificate)."""

    def __init__(self, clock, tmp_path):
        self.clock = clock
        self.estate = TickingEstate(clock).enabled()
        self.presented, self.keep_alive, self.refuses_expired = [], False, False
        self.mac, self.new_key = self.estate.mac("ada"), self.estate.mac("ada's other key")
        authority = ServerAuthority(b"seed")
        self.root = tmp_path / "root.pem"
        self.root.write_bytes(authority.pem)
        accepted = x509.load_der_x509_certificate(self.estate.okta.ca_certificate)
        self.org = TlsServer(authority.issue(("acme.okta.com",)))
        self.mtls = TlsServer(authority.issue(("ok3-devicetrust.okta.com",)), accepted, takes=self._takes)
        site = create_site(self.estate.okta, lambda login, password: password == PASSWORD)
        self.org.hosts["acme.okta.com"] = site
        self.mtls.hosts["ok3-devicetrust.okta.com"] = self._watched(site)

    def _takes(self, certificate):
        in_time = certificate.not_valid_after_utc.timestamp() > self.clock.now()
        return in_time or not self.refuses_expired

    def _watched(self, site):
        def answer(environ, start_response):
            if environ["PATH_INFO"].startswith("/trustlab/device/"):
                der = environ[CERTIFICATE]
                self.presented.append(
                    None if der is None else x509.load_der_x509_certificate(der).serial_number
                )

            def start(status, headers):
                # A browser that keeps its connection shows nothing anew.
                return start_response(
                    status, headers if self.keep_alive else [*headers, ("Connection", "close")]
                )

            return site(environ, start)

        return answer

    def enroll(self):
        return self.estate.enroll(self.mac)

    def renew(self, certificate):
        """As the task renews: a new key, proven with the old one."""
        mac = self.mac
        proof = mac.proof(certificate, self.clock.now())
        return self.estate.okta.handle(
            Renew("1.2.1", mac.device, self.new_key.request(), mac.name, proof), Anonymous()
        )

    def stop(self):
        self.org.stop()
        self.mtls.stop()


@pytest.fixture
def office(tmp_path):
    clock = Clock(tmp_path / "clock")
    running = Office(clock, tmp_path)
    yield running
    running.stop()


def run(*command):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


class ChromiumMac:
    """A Mac's Chromium, as far as Linux has it: an NSS database for the keychain, a profile with the admin's policy."""

    def __init__(self, playwright, office, shim, home, *, policy=True):
        self.playwright, self.office, self.home = playwright, office, home
        self.database = f"sql:{home}/.pki/nssdb"
        (home / ".pki" / "nssdb").mkdir(parents=True)
        run("certutil", "-N", "-d", self.database, "--empty-password")
        run("certutil", "-A", "-d", self.database, "-n", "root", "-t", "C,,", "-i", office.root)
        self.environment = {
            **os.environ,
            "HOME": str(home),
            "LD_PRELOAD": str(shim),
            "TRUSTLAB_CLOCK": str(office.clock.file),
        }
        profile = home / "profile" / "Default"
        profile.mkdir(parents=True)
        rule = {"filters": [{"ISSUER": {"CN": "MTLS Certificate Authority"}}]}
        exceptions = {"https://[*.]okta.com,*": {"setting": rule}} if policy else {}
        content = {"exceptions": {"auto_select_certificate": exceptions}}
        (profile / "Preferences").write_text(json.dumps({"profile": {"content_settings": content}}))
        self.context = None

    # --- the keychain ---------------------------------------------------------------------------------

    def add(self, certificate, mac):
        """Import a certificate with its key; its nickname in the database."""
        file = self.home / "identity.p12"
        parsed = x509.load_der_x509_certificate(bytes(certificate.der))
        how = serialization.BestAvailableEncryption(b"x")
        file.write_bytes(pkcs12.serialize_key_and_certificates(None, mac.key, parsed, None, how))
        run("pk12util", "-i", file, "-d", self.database, "-W", "x", "-K", "")

    def remove(self, certificate, *, with_key):
        """Delete a certificate, with or without its key."""
        listed = run("certutil", "-L", "-d", self.database).splitlines()
        nickname = next(line for line in listed if "u,u,u" in line).rsplit("u,u,u")[0].strip()
        run("certutil", "-F" if with_key else "-D", "-d", self.database, "-n", nickname)

    def remove_key(self, mac):
        """Delete a key, and leave its certificate: NSS calls keys by the SHA-1 of their public point."""
        point = mac.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        run("certutil", "-F", "-d", self.database, "-k", sha1(point).hexdigest())

    # --- the browser ----------------------------------------------------------------------------------

    def start(self):
        here = f"127.0.0.1:{self.office.org.port}"
        there = f"127.0.0.1:{self.office.mtls.port}"
        rules = f"MAP acme.okta.com {here}, MAP ok3-devicetrust.okta.com {there}, MAP * ~NOTFOUND"
        self.context = self.playwright.chromium.launch_persistent_context(
            self.home / "profile",
            executable_path=shutil.which("chromium"),
            env=self.environment,
            user_agent=USER_AGENT,
            args=[f"--host-resolver-rules={rules}", "--disable-gpu", "--disable-background-networking"],
        )
        self.context.set_default_timeout(WAIT_MS)
        return self

    def quit(self):
        self.context.close()
        self.context = None

    def restart(self):
        self.quit()
        return self.start()

    def open(self, path="/app/crm/sso"):
        """Open a page in a new tab, signing in to Okta where it asks; the page."""
        page = self.context.new_page()
        page.goto(f"https://acme.okta.com{path}")
        if page.locator("#password").count():
            page.fill("#username", "ada@acme.test")
            page.fill("#password", PASSWORD)
            with page.expect_navigation():
                page.click("button[type=submit]")
        return page

    def presents(self):
        """What it presents when the app is opened now."""
        before = len(self.office.presented)
        page = self.open()
        page.wait_for_selector("main")
        page.close()
        (shown,) = self.office.presented[before:]
        return shown


@pytest.fixture
def chromium(office, shim, tmp_path):
    """Makes Chromiums, and quits them in the end."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    running = []
    with sync_api.sync_playwright() as playwright:

        def make(**how):
            mac = ChromiumMac(playwright, office, shim, tmp_path / f"home-{len(running)}", **how)
            running.append(mac)
            return mac

        yield make
        for mac in running:
            if mac.context is not None:
                mac.quit()
