"""What the clients of a soak do: write, read back, and keep books of what must be there in the end."""

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlsplit

import requests
from lxml import etree

PATIENCE_S = 60
KEPT = 3
"""So many records of its own a client leaves standing, so that what is there stays as large as it is."""
FRESH = 25
"""After so many requests a client connects anew."""


@dataclass
class Books:
    """What all clients together have done, and what went wrong; ``users`` and ``computers`` must be there in the end."""

    asked: int = 0
    written: int = 0
    turned_away: int = 0
    wrong: list = field(default_factory=list)
    users: dict = field(default_factory=dict)
    computers: dict = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Turns:
    """Clients act at the same time; who wants them to rest waits until each has ended what it is about."""

    def __init__(self):
        self._open, self._changed, self._acting = True, threading.Condition(), 0

    def __enter__(self):
        with self._changed:
            self._changed.wait_for(lambda: self._open)
            self._acting += 1

    def __exit__(self, *_):
        with self._changed:
            self._acting -= 1
            self._changed.notify_all()

    @contextmanager
    def rest(self):
        """Nobody acts meanwhile."""
        with self._changed:
            self._open = False
            self._changed.wait_for(lambda: not self._acting)
        yield
        with self._changed:
            self._open = True
            self._changed.notify_all()


class Client:
    """A thread that does one thing after the other until it is told to stop."""

    def __init__(self, number, served, books, stop, turn):
        self.number, self.served, self.books, self.stop, self.turn = number, served, books, stop, turn
        self.session, self._used, self._count = self._connect(), 0, count()
        self.thread = threading.Thread(target=self._run, name=f"client {number}")

    def _connect(self):
        session = requests.Session()
        session.trust_env, session.verify = False, self.served.trusted
        return session

    def _run(self):
        try:
            self.begin()
            while not self.stop.is_set():
                with self.turn:
                    self.act(next(self._count))
            self.session.close()
        except Exception as error:  # noqa: BLE001 - whatever it is, it counts, and the others go on
            self.books.wrong.append(f"{self.thread.name}: {error!r}")

    def begin(self):
        """Before the first act."""

    def ask(self, method, url, expected, *, writes=False, **more):
        """A request, again where the service says that it was one too many; the answer, whose status is one expected."""
        while True:
            self._used += 1
            if self._used % FRESH == 0:
                self.session.close()
            answered = self.session.request(method, url, timeout=PATIENCE_S, **more)
            with self.books.lock:
                self.books.asked += 1
                self.books.written += writes
            if answered.status_code != 429 or self.stop.is_set():
                break
            assert answered.json()["errorCode"] == "E0000047"
            assert answered.headers["X-Rate-Limit-Remaining"] == "0"
            self.books.turned_away += 1
            time.sleep(0.05)
        if answered.status_code not in {expected, 429}:
            self.books.wrong.append(
                f"{method} {urlsplit(url).path}: {answered.status_code} {answered.text[:200]}"
            )
        return answered


class Directory(Client):
    """Creates people in Okta, renames them, and deletes the oldest."""

    def begin(self):
        self.session.headers["Authorization"] = f"SSWS {self.served.okta_token}"
        self.users, self.mine = f"{self.served.org}/api/v1/users", {}

    def act(self, number):
        login = f"soak-{self.number}-{number}@acme.test"
        profile = {"firstName": "Soak", "lastName": "0", "email": login, "login": login}
        made = self.ask("POST", self.users, 200, writes=True, json={"profile": profile})
        if made.status_code != 200:
            return
        user = made.json()["id"]
        self.mine[user] = self.books.users[user] = (login, "0")
        changed = self.ask(
            "POST", f"{self.users}/{user}", 200, writes=True, json={"profile": {"lastName": login}}
        )
        if changed.status_code == 200:
            self.mine[user] = self.books.users[user] = (login, login)
        read = self.ask("GET", f"{self.users}/{login}", 200)
        if read.status_code == 200:
            seen = read.json()["profile"]
            if (seen["login"], seen["lastName"]) != self.mine[user]:
                self.books.wrong.append(f"{login} reads as {seen}")
        self.ask("GET", self.users, 200, params={"limit": 20})
        if len(self.mine) > KEPT:
            self._delete(next(iter(self.mine)))

    def _delete(self, user):
        # The first call deactivates, the second deletes.
        gone = [self.ask("DELETE", f"{self.users}/{user}", 204, writes=True).status_code for _ in range(2)]
        if gone == [204, 204]:
            del self.mine[user], self.books.users[user]


class Inventory(Client):
    """Creates computers in Jamf Pro by the Classic API, edits them, and deletes the oldest."""

    def begin(self):
        self.mine = {}
        self._log_in()

    def _log_in(self):
        login = self.ask("POST", f"{self.served.jamf}/api/v1/auth/token", 200, auth=self.served.jamf_account)
        self.session.headers["Authorization"] = f"Bearer {login.json()['token']}"

    def act(self, number):
        self._log_in()  # the estate's clock goes so fast that a token of half an hour is soon at its end
        serial, base = f"SOAK{self.number}N{number}", f"{self.served.jamf}/JSSResource/computers"
        made = self.ask(
            "POST",
            f"{base}/id/0",
            201,
            writes=True,
            data=_computer(serial, serial),
            headers={"Content-Type": "text/xml"},
        )
        key = int(etree.fromstring(made.content).findtext("id"))
        renamed = f"{serial} renamed"
        self.ask("PUT", f"{base}/id/{key}", 201, writes=True, data=_computer(renamed, serial))
        self.mine[key] = self.books.computers[key] = renamed
        read = self.ask("GET", f"{base}/id/{key}", 200, headers={"Accept": "application/json"}).json()
        if read["computer"]["general"]["name"] != renamed:
            self.books.wrong.append(f"{serial} reads as {read['computer']['general']['name']}")
        self.ask("GET", f"{self.served.jamf}/api/v1/computers-inventory?page-size=20", 200)
        if len(self.mine) > KEPT:
            oldest = next(iter(self.mine))
            self.ask("DELETE", f"{base}/id/{oldest}", 200, writes=True)
            del self.mine[oldest], self.books.computers[oldest]


class Visitor(Client):
    """A person in a browser without a certificate: signs in, looks at the home page, is shown the security message."""

    def begin(self):
        self.session.headers.update(
            {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4)"}
        )

    def act(self, number):
        login, password = self.served.person
        form = {"username": login, "password": password}
        page = self.ask("POST", f"{self.served.org}/login/login.htm", 200, data=form)
        if "My apps" not in page.text:
            self.books.wrong.append(f"the home page reads {page.text[:200]}")
        page = self.ask("GET", f"{self.served.org}/app/salesforce/sso", 403)
        if "does not meet the security requirements" not in page.text:
            self.books.wrong.append(f"the security message reads {page.text[:200]}")
        self.ask("GET", f"{self.served.org}/login/signout", 200)


class Auditor(Client):
    """Reads the System Log with a filter, page by page."""

    def begin(self):
        self.session.headers["Authorization"] = f"SSWS {self.served.okta_token}"

    def act(self, number):
        query = {"filter": 'eventType sw "user.lifecycle"', "limit": 50, "sortOrder": "DESCENDING"}
        page = self.ask("GET", f"{self.served.org}/api/v1/logs", 200, params=query)
        following = page.links.get("next", {}).get("url")
        if following:
            self.ask("GET", following, 200)


KINDS = (Directory, Inventory, Directory, Inventory, Visitor, Auditor)


def _computer(name, serial):
    return (
        f"<computer><general><name>{name}</name><serial_number>{serial}</serial_number></general></computer>"
    )
