"""What the documentation says and the model leaves out or makes simpler, so that the ledger does not look fuller than it is."""

from __future__ import annotations

from typing import NamedTuple


class Limitation(NamedTuple):
    """``says`` is what is documented, by ``source``; ``instead`` what the model does. ``facts`` are the rows it touches."""

    says: str
    source: str
    instead: str
    facts: tuple[str, ...] = ()


NOT_COVERED: tuple[Limitation, ...] = (
    Limitation(
        "Macs run a version of macOS that Okta supports.",
        "doc 5",
        "No version is refused; a version counts for Python, the Mac's log and the keys of deleted certificates alone.",
        ("BRW-10",),
    ),
    Limitation(
        "Legacy protocols of Office 365 are secured by policies of Office 365's own.",
        "doc 16, 41",
        "They meet the app's client rules and nothing else.",
        ("BRW-04",),
    ),
    Limitation(
        "Locks are seen in mobile browsers as well.",
        "doc 35",
        "The home page is looked at on Macs, and in Okta Mobile; a phone's browser has none.",
        ("BRW-08",),
    ),
    Limitation(
        "There are other approaches to trigger deployment of the script.",
        "doc 120",
        "The extension attribute with a smart group is played; of other triggers login and startup can be set, and never fire.",
        ("JMF-01",),
    ),
    Limitation(
        "The Mac's log shows the system calls that the task executes.",
        "doc 316-317",
        "It holds the task's own lines, and no system calls.",
        ("LOG-03",),
    ),
    Limitation(
        "The message, the wizard and the home page have their looks and words.",
        "doc 43, 55-56",
        "Which page comes, with which link and locks, is played; its words are this project's.",
        ("ADM-05", "CRT-03"),
    ),
    Limitation(
        "Certificates have RSA-2048 keys and are checked in a TLS handshake.",
        "doc 47, 404",
        "P-256 unless a scenario asks for RSA; what is presented is verified, and where nobody serves TLS no handshake is made.",
        ("NET-01",),
    ),
    Limitation(
        "Device Trust exists for Windows and mobile devices, with tasks of their own.",
        "help",
        "They are untrusted here; rules see their platform.",
        ("POL-02",),
    ),
)
