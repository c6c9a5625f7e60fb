"""A server with everything in it once, and clients who reach it through the app with one privilege more or less."""

from __future__ import annotations

import itertools

from fake_jamf.app import create_app
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Basic,
    CheckIn,
    ConfigurationProfile,
    Console,
    CreateToken,
    Criterion,
    DeviceIdentity,
    EnrollComputer,
    InventoryReport,
    Policy,
    Scope,
    ScriptRun,
    SetAccount,
    SetExtensionAttribute,
    SetPolicy,
    SetProfile,
    SetScript,
    SetSmartGroup,
    SetStaticGroup,
    SubmitInventory,
    SubmitPolicyLog,
)
from fake_jamf.speech.access import RotateClientSecret, SaveApiClient, SaveApiRole
from fake_jamf.speech.key import Key
from fake_jamf.speech.settings import CreateUser, EditUser, UserEdit

ADMIN = Console("admin")
START = 1_700_000_000
ADA, EVE = DeviceIdentity("0A-ADA"), DeviceIdentity("0B-EVE")
TASK = "#!/usr/bin/python3\nprint('<&>')\n"
PLIST = (
    '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict><key>PayloadContent</key><array><dict>'
    "<key>PayloadType</key><string>com.apple.applicationaccess</string><key>allowCloudKeychainSync</key><false/>"
    "</dict></array></dict></plist>"
)


class Estate:
    """A server in front of its app; ``api`` is the administrator's client, ``full`` an API client's role has all."""

    def __init__(self, start=START, **assumptions):
        self.now = self.start = start
        self._names = itertools.count()
        self.jamf = Jamf(
            url="https://acme.jamfcloud.com",
            seed=b"tests",
            now=lambda: self.now,
            assumptions=JamfAssumptions(**assumptions),
        )
        self.app = create_app(self.jamf)
        self.app.testing = True
        self.http = self.app.test_client(use_cookies=False)

    def handle(self, message, credentials=ADMIN):
        return self.jamf.handle(message, credentials)

    def filled(self):
        """Two Macs, a policy that ran on one, and one of everything else."""
        self.handle(SetAccount("api", "secret"))
        self.handle(SetExtensionAttribute("Okta Device Trust"))
        self.handle(SetExtensionAttribute("Asset room", "text field"))
        self.handle(SetSmartGroup("Ada's", (Criterion("Username", "is", "ada"),)))
        self.handle(SetStaticGroup("Pilot", frozenset({"eve's Mac"})))
        self.handle(SetScript("Okta task", TASK))
        scope = Scope(all_computers=False, computer_groups=frozenset({"Ada's"}))
        self.handle(
            SetPolicy(
                Policy(
                    "Okta Device Trust",
                    frozenset({"recurring check-in", "enrollmentComplete"}),
                    "Once per user per computer",
                    scope,
                    (ScriptRun("Okta task", ("verbose",)),),
                )
            )
        )
        settings = (("com.apple.applicationaccess", "allowCloudKeychainSync", False),)
        self.handle(SetProfile(ConfigurationProfile("No iCloud Keychain", settings)))
        self.handle(EnrollComputer(ADA.udid, "C02ADA", "ada's Mac", "10.13.4", "ada"), ADA)
        self.handle(EnrollComputer(EVE.udid, "C02EVE", "eve's Mac", "10.14.6", "eve"), EVE)
        self.now += 900
        self.handle(CheckIn("recurring check-in", "ada"), ADA)
        self.handle(SubmitPolicyLog(1, "ada", "Completed", "Script result: INFO\n"), ADA)
        report = InventoryReport(
            "10.13.4",
            "ada",
            ("ada",),
            (("Okta Device Trust", "Yes"),),
            (("Okta MTLS", self.start + 10),),
            ("No iCloud Keychain",),
        )
        self.handle(SubmitInventory(report), ADA)
        self.handle(EditUser(Key("name", "ada"), UserEdit(full_name="Ada L", email="ada@acme.test")))
        self.handle(CreateUser(UserEdit("guest")))
        self.handle(SaveApiRole(None, "Reader", frozenset({"Read Computers"})))
        self.handle(SaveApiClient(None, "inventory", ("Reader",), 600, True))
        self.credentials = self.handle(RotateClientSecret(1))
        self.jamf.drain_log()
        return self

    # --- clients ------------------------------------------------------------------------------------------

    def token(self, username="api", password="secret"):
        return self.handle(CreateToken(), Basic(username, password)).token

    def with_privileges(self, privileges):
        """A token of a new account that has these privileges and no others."""
        name = f"account {next(self._names)}"
        self.handle(SetAccount(name, "pw", None if privileges is None else frozenset(privileges)))
        return self.token(name, "pw")

    def ask(self, method, path, body=None, token=None, **headers):
        """A request with a token, the administrator's unless another is given; "" for none."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        token = self.token() if token is None else token
        if token:
            given["Authorization"] = f"Bearer {token}"
        if isinstance(body, dict | list):
            return self.http.open(path, method=method, json=body, headers=given)
        return self.http.open(path, method=method, data=body, headers=given)

    def json(self, path, **headers):
        """What a GET answers, as JSON."""
        answered = self.ask("GET", path, Accept="application/json", **headers)
        assert answered.status_code == 200, (answered.status_code, answered.text)
        return answered.json
