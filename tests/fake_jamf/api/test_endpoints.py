"""``fake_jamf/ENDPOINTS.md`` says what is served: it is written from the tables and from what the app answers."""

import os
import re
from pathlib import Path
from typing import get_args, get_type_hints

import fake_jamf
from fake_jamf.accounts import PRIVILEGES
from fake_jamf.api.table import ROWS
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.wire_rows import ROWS as OWN
from tests.contract.jamf_tours import seen
from tests.fake_jamf.api.estate import Estate
from tests.fake_jamf.api.examples import body_of, path_of, takes_body
from tests.fake_jamf.api.test_access_table import ANYBODYS, OPEN, needed

FILE = Path(fake_jamf.__file__).with_name("ENDPOINTS.md")

HEAD = """\
# What the fake Jamf Pro serves

Written by a test from the tables of addresses and from what the application answers: `make tables` writes it anew, and a
test fails where it is out of date.

*Errors* are the statuses that the address was seen to answer with when it was asked with a wrong token, without its
privilege, for a record that is not there, with a body that cannot be read, and twice with the same body. 405 and 413 come
everywhere. *Seen* names the published clients that ask it on their tour, unchanged: S jamf-pro-sdk, W jps-api-wrapper,
P python-jamf, J jamfpy, Y pyjamfpro. `{key}` is one of id, name, udid, serialnumber, macaddress, as the record has them.
"""

TAIL = """\
## What is different on purpose

- The clock has whole seconds: every time is written with `.000`, also a token's `expires`.
- Tokens are no JWTs. They follow from the seed, as do identifiers of commands, clients and secrets.
- A header of this project's own, `Trustlab-Refusal`, says with each error what the log says: also the missing privilege.
- Records hold what this Jamf Pro knows. Hardware, MAC addresses, applications, storage, purchasing and the like are empty;
  a filter on such a field is answered and holds for no computer.
- There are no sites, categories, packages, mobile devices, account groups or directory services. A policy or script that
  names a category, a scope that names buildings or departments, and criteria with parentheses are refused with 400
  instead of being taken and forgotten. Other elements that this server does not know are passed over.
- The department and building of a computer are plain text.
- Of MDM commands these can be sent: remove the MDM profile, erase, lock, blank push, and the framework's redeployment.
- Scopes of policies know computers, groups and users by name.
- A deleted group or script is taken out of the policies that name it; a user to whom a computer is assigned cannot be
  deleted. Both are inferred.
- Versions 1 to 4 of the inventory answer alike, but for PATCH.
- `page-size` beyond 2,000 is 2,000. Filters compare text without regard to case; 20 levels of parentheses are enough.
- Who may not ask gets 401 or 403 before anybody looks at the body.
- What Macs' agents say is not public: the addresses below `/trustlab` are this project's own.

## Assumptions

What nobody outside of Jamf knows, or what depends on the server's age, can be set; the default comes first.

"""

LETTERS = {"jamf-pro-sdk": "S", "jps-api-wrapper": "W", "python-jamf": "P", "jamfpy": "J", "pyjamfpro": "Y"}
_KEYS = re.compile(r"/(id|name|udid|serialnumber|macaddress|userid|username)/\{value\}")


def errors_seen(row):
    """The statuses of what goes wrong at an address."""
    statuses = set()

    def ask(path, body, token):
        estate = Estate().filled()
        given = estate.with_privileges(token) if token is not None else "wrong"
        return estate.ask(row.method, path, body(estate) if body else None, given).status_code

    example = lambda estate: body_of(row, estate)  # noqa: E731
    if row.message not in OPEN:
        statuses.add(ask(path_of(row), example, None))
    if row.message not in OPEN | ANYBODYS:
        statuses.add(ask(path_of(row), example, PRIVILEGES - {*needed(row, Estate().filled())}))
    if "{" in row.path:
        statuses.add(ask(re.sub(r"\{\w+\}", "99", row.path), example, PRIVILEGES))
    if takes_body(row) or row.path.endswith("oauth/token"):
        statuses.add(ask(path_of(row), lambda estate: "{", PRIVILEGES))
    if row.path.endswith("oauth/token"):
        form = "grant_type=client_credentials&client_id=x&client_secret=y"
        statuses.add(ask(path_of(row), lambda estate: form, PRIVILEGES))
    if row.path.startswith("/api/") and row.method == "GET":
        statuses.add(ask(f"{path_of(row).partition('?')[0]}?filter=(", None, PRIVILEGES))
    if row.method == "POST":
        estate = Estate().filled()
        for _ in range(2):
            status = estate.ask("POST", path_of(row), body_of(row, estate)).status_code
        statuses.add(status)
    return {status for status in statuses if status >= 400}


def privileges_of(row):
    if row.message in OPEN:
        return "nobody's"
    return ", ".join(needed(row, Estate().filled())) if row.message not in ANYBODYS else "any token"


def told():
    """The lines of the table: rows that differ in a version or a key only are told together."""
    asked = seen()
    for path, who in (("token", "name and password"), ("keep-alive", "a user's token")):
        address = f"POST /api/v1/auth/{path}"
        letters = " ".join(sorted(LETTERS[client] for client, rows in asked.items() if address in rows))
        status = Estate().filled().ask("POST", f"/api/v1/auth/{path}", token="wrong").status_code
        yield f"/api/v1/auth/{path}", f"| POST `/api/v1/auth/{path}` | 200 | {who} | {status} | {letters} |"
    together = {}
    for row in ROWS:
        name = _KEYS.sub("/{key}", re.sub(r"/api/v\d", "/api/v*", row.path))
        line = together.setdefault(
            (row.method, name, row.status),
            {"versions": set(), "privileges": privileges_of(row), "errors": set(), "seen": set()},
        )
        line["versions"] |= {*re.findall(r"/api/v(\d)", row.path)}
        line["errors"] |= errors_seen(row)
        line["seen"] |= {
            LETTERS[client] for client, rows in asked.items() if f"{row.method} {row.path}" in rows
        }
    for (method, name, status), line in together.items():
        versions = ",".join(sorted(line["versions"]))
        path = name.replace("v*", f"v{versions}" if len(versions) < 2 else f"v{{{versions}}}")
        errors = " ".join(map(str, sorted(line["errors"])))
        yield (
            path,
            f"| {method} `{path}` | {status} | {line['privileges']} | {errors} | {' '.join(sorted(line['seen']))} |",
        )


def document():
    lines = [*told()]
    parts = [HEAD]
    for title, prefix in (("Classic API", "/JSSResource"), ("Jamf Pro API", "/api"), ("Pages", "/health")):
        table = [line for path, line in lines if path.startswith(prefix)]
        parts.append(
            f"## {title}\n\n| Address | Answer | Privilege | Errors | Seen |\n| --- | --- | --- | --- | --- |"
        )
        parts.append("\n".join(table) + "\n")
    own = "\n".join(f"- {row.method} `{row.path}`" for row in OWN if row.path.startswith("/trustlab"))
    parts.append(f"## Between this project's own Macs and the server\n\n{own}\n")
    parts.append(TAIL + "\n".join(assumptions()))
    return "\n".join(parts) + "\n"


def assumptions():
    for name, kind in get_type_hints(JamfAssumptions).items():
        default = getattr(JamfAssumptions(), name)
        yield f"- `{name}`: {default}; or {', '.join(word for word in get_args(kind) if word != default)}"


def test_the_table_of_endpoints_is_up_to_date():
    written = document()
    if os.environ.get("TRUSTLAB_WRITE"):
        FILE.write_text(written)
    assert FILE.read_text() == written
