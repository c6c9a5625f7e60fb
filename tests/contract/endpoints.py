"""What is emulated, as a table: ``python -m tests.contract.endpoints`` writes ``fake_okta/ENDPOINTS.md`` anew.

What it says of clients is seen, not claimed: the contract conversations are held, and each request and event is recorded.
"""

from __future__ import annotations

import inspect
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import flask

import fake_okta
from fake_okta import syslog
from fake_okta.app import create_app
from fake_okta.assumptions import OktaAssumptions
from fake_okta.rest import differences
from fake_okta.rest.addresses import find
from fake_okta.rest.rows import ROWS
from fake_okta.wire_rows import ROWS as OWN_ROWS
from fake_okta.wire_rows import match, segments_of
from tests.contract import test_okta_client, test_okta_scripts
from tests.contract.served import served
from tests.fake_okta.estate import Estate
from tests.fake_okta.pages_table import CONSOLE, PAGES, filled_in
from tests.fake_okta.test_app import Served, held
from tests.fake_okta.test_console import HTML, ORG, Browser

FILE = Path(fake_okta.__file__).parent / "ENDPOINTS.md"


@dataclass
class Seen:
    """Which clients met which addresses, errors and events."""

    clients: dict = field(default_factory=lambda: defaultdict(set))
    errors: dict = field(default_factory=lambda: defaultdict(set))
    events: dict = field(default_factory=lambda: defaultdict(set))

    def watch(self, app, client, okta):
        """Record every exchange of this client with this application."""

        @app.after_request
        def note(response):
            row = _row(
                flask.request.method, flask.request.environ.get("REQUEST_URI") or flask.request.full_path
            )
            if row is not None:
                self.clients[row].add(client)
                said = response.get_json(silent=True)
                if response.status_code >= 400 and isinstance(said, dict):
                    self.errors[row].add(f"{response.status_code} {said['errorCode']}")
            for event in okta.log.query():
                self.events[event.event_type].add(client)
            return response

        return app


def _row(method, target):
    path = segments_of(target)
    place = find(path)
    if place is not None:
        row = place.rows.get(method)
        return row and (row.method, row.path)
    for row in OWN_ROWS:
        if row.method == method and match(row, path) is not None:
            return row.method, row.path
    return None


def observed():
    """Every conversation held once."""
    seen = Seen()
    for talk in _talks(test_okta_client, {"org"}):
        estate = Estate(OktaAssumptions(), b"client", "acme").enabled()
        app = seen.watch(create_app(estate.okta), "okta 3", estate.okta)
        with served(app) as url:
            talk(org=test_okta_client.Org(estate, url))
    for talk in _talks(test_okta_scripts, {"estate", "http"}):
        estate = Estate(OktaAssumptions(), b"scripts", "acme").enabled()
        app = seen.watch(create_app(estate.okta), "requests", estate.okta)
        known = {"estate": estate, "http": test_okta_scripts.session_of(estate)}
        with ExitStack() as until, test_okta_scripts.behind_the_real_url(app):
            until.callback(known["http"].close)
            talk(**{name: known[name] for name in inspect.signature(talk).parameters})
    mac = Served()
    seen.watch(mac.client.application, "the Mac", mac.estate.okta)
    held(mac, mac.http)
    return seen


def _talks(module, fixtures):
    for name, talk in vars(module).items():
        if name.startswith("test_") and inspect.signature(talk).parameters.keys() <= fixtures:
            yield talk


def table(seen):
    """The file's text."""
    lines = [
        "# What this Okta serves",
        "",
        (
            "Written by `python -m tests.contract.endpoints`; a test compares it. *Seen by* and *errors seen* come from the"
            " contract conversations: `okta 3` is Okta's published client for Python, `requests` are scripts, `the Mac` is"
            " the emulated Mac with its people. What is served and not seen is tested address by address all the same."
        ),
        "",
        "## Addresses",
        "",
        "| | address | permission | seen by | errors seen |",
        "| --- | --- | --- | --- | --- |",
    ]
    permissions = _permissions()
    for row in [*ROWS, *OWN_ROWS]:
        key = (row.method, row.path)
        clients, errors = (", ".join(sorted(found[key])) for found in (seen.clients, seen.errors))
        lines.append(
            f"| {row.method} | `{row.path}` | {permissions.get(row.message, '')} | {clients} | {errors} |"
        )
    lines += ["", "## Pages for people", "", *_pages()]
    lines += [
        "",
        "## Events of the System Log",
        "",
        "| event type | message | seen by |",
        "| --- | --- | --- |",
    ]
    for kind, message in syslog.VOCABULARY.items():
        lines.append(f"| `{kind}` | {message} | {', '.join(sorted(seen.events[kind]))} |")
    lines += ["", "## Different on purpose, or by a guess", ""]
    lines += [f"- {sentence}" for sentence in differences.EVERYWHERE]
    lines += [f"- `{start}`: {sentence}" for start, sentence in differences.AT.items()]
    return "\n".join(lines) + "\n"


def _pages():
    """Each address of the pages' own map, and what it answers to whom."""
    estate = Estate(OktaAssumptions(), b"table", "acme").enabled()
    app = estate.okta.app("crm").id
    yield "What a browser is answered that has no session, a person's, and the administrator's. Forms of the console (POST) are"
    yield "taken only with the token that their page has shown in this session, and here they come without one."
    yield ""
    yield "| | address | nobody | a person | the administrator |"
    yield "| --- | --- | --- | --- | --- |"
    for rule, method in PAGES:
        told = []
        for login in (None, "ada@acme.test", "admin@acme"):
            browser = Browser(estate.okta, login)
            address = filled_in(rule, app if rule.startswith(CONSOLE) else "crm")
            data = {"username": "x"} if method == "POST" else None
            answered = browser.client.open(address, method=method, base_url=ORG, headers=HTML, data=data)
            there = answered.location or ""
            told.append("to the sign-in" if there.startswith("/login/") else str(answered.status_code))
            answered.close()
        yield f"| {method} | `{rule}` | {' | '.join(told)} |"


def _permissions():
    okta = Estate(OktaAssumptions(), b"table", "acme").okta
    known = {**okta._operations, **okta._management.operations}
    return {message: one.permission for message, one in known.items() if getattr(one, "kind", "") != "open"}


def main():
    """Write the file."""
    FILE.write_text(table(observed()))


if __name__ == "__main__":
    main()
