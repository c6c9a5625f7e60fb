"""Serve an estate in a process of its own, let clients at it, and compare what they wrote with what is there."""

import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.soak.clients import KINDS, PATIENCE_S, Books, Turns

SCENARIO = """\
story: A served estate under load
length: 730 days
fleet:
  - {name: staff, count: 20}
"""
SPEED = 60
"""Simulated seconds a second: a minute, after which the org counts requests anew."""
FORGOTTEN_AFTER_S = 91 * 86_400


@dataclass
class Served:
    """A running ``trustlab serve``, and all that a client is told of it."""

    process: subprocess.Popen
    trusted: str
    printed: str

    def _printed(self, pattern):
        return re.search(pattern, self.printed).group(1)

    @property
    def org(self):
        return self._printed(r"https://acme\.okta\.com +(\S+)")

    @property
    def jamf(self):
        return self._printed(r"https://acme\.jamfcloud\.com +(\S+)")

    @property
    def okta_token(self):
        return self._printed(r"SSWS\) +(\S+)")

    @property
    def jamf_account(self):
        return "api-administrator", self._printed(r"account api-administrator +(\S+)")

    @property
    def administrator_password(self):
        return self._printed(r"administrator admin@acme +(\S+)")

    @property
    def person(self):
        return "staff-0001", self._printed(r"user staff-0001 +(\S+)")

    def resident_kib(self):
        """Memory of the serving process, once the services have forgotten what they keep for ninety days only."""
        url = self._printed(r"https://control\.trustlab\.test +(\S+)")
        token = self._printed(r"Bearer\) +(\S+)")
        headers = {"Authorization": f"Bearer {token}"}
        with _session(self) as http:
            forgotten = {"seconds": FORGOTTEN_AFTER_S}
            http.post(
                f"{url}/time/advance", json=forgotten, headers=headers, timeout=PATIENCE_S
            ).raise_for_status()
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1))


@contextmanager
def serving(folder, speed=SPEED):
    """``trustlab serve`` in a process of its own."""
    (folder / "soak.yaml").write_text(SCENARIO)
    command = [
        sys.executable,
        "-m",
        "simulator.cli",
        "serve",
        "soak.yaml",
        "--ca",
        "ca.pem",
        "--speed",
        str(speed),
    ]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        printed = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("Servers are certified by"):
                break
        try:
            yield Served(process, str(folder / "ca.pem"), "".join(printed))
        finally:
            process.terminate()


@dataclass
class Found:
    """What came of it. ``lost``: differences between what was written and what is there."""

    asked: int
    written: int
    turned_away: int
    wrong: list
    lost: list
    third_kib: int
    end_kib: int

    @property
    def growth(self):
        """Memory at the end beside that after a third of the time."""
        return self.end_kib / self.third_kib


def soak(seconds, clients=50):
    """Let so many clients at a served estate for so long."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as served:
        books, stop, turns = Books(), threading.Event(), Turns()
        running = [
            KINDS[number % len(KINDS)](number, served, books, stop, turns) for number in range(clients)
        ]
        for one in running:
            one.thread.start()
        time.sleep(seconds / 3)
        with turns.rest():
            third = served.resident_kib()
        time.sleep(seconds * 2 / 3)
        stop.set()
        for one in running:
            one.thread.join(2 * PATIENCE_S)
        end = served.resident_kib()
        lost = [*_differences("user", books.users, _users(served))]
        lost += _differences("computer", books.computers, _computers(served))
        return Found(books.asked, books.written, books.turned_away, books.wrong, lost, third, end)


def _differences(what, written, there):
    for key in written.keys() | there.keys():
        if written.get(key) != there.get(key):
            yield f"{what} {key}: written {written.get(key)}, there {there.get(key)}"


def _users(served):
    """Every user that a client made, by id."""
    found, url = {}, f"{served.org}/api/v1/users?limit=200"
    with _session(served) as http:
        while url:
            page = http.get(url, headers={"Authorization": f"SSWS {served.okta_token}"}, timeout=PATIENCE_S)
            for one in page.json():
                profile = one["profile"]
                if profile["login"].startswith("soak-"):
                    found[one["id"]] = (profile["login"], profile["lastName"])
            url = page.links.get("next", {}).get("url")
    return found


def _computers(served):
    """Every computer that a client made, by id."""
    with _session(served) as http:
        login = http.post(
            f"{served.jamf}/api/v1/auth/token", auth=served.jamf_account, timeout=PATIENCE_S
        ).json()
        headers = {"Authorization": f"Bearer {login['token']}", "Accept": "application/json"}
        listed = http.get(f"{served.jamf}/JSSResource/computers", headers=headers, timeout=PATIENCE_S).json()
    return {one["id"]: one["name"] for one in listed["computers"] if one["name"].startswith("SOAK")}


def _session(served):
    session = requests.Session()
    session.trust_env, session.verify = False, served.trusted
    return session
