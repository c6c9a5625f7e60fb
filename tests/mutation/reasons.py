"""Faults that no unit test is to notice, each with the reason. They count as not noticed all the same.

To renew the table that is made of them: ``python -m tests.mutation.reasons``.
"""

from __future__ import annotations

from pathlib import Path

from tests.mutation.reason import Reason
from tests.mutation.reasons_okta import OF_OKTA

SURVIVORS = Path(__file__).with_name("SURVIVORS.md")


REASONS = (
    Reason(
        "fake_jamf",
        "accounts",
        "Accounts._digest",
        "salt=salt, ",
        "equivalent: what is kept and what is offered are hashed alike",
    ),
    Reason(
        "fake_jamf",
        "attributes",
        "ExtensionAttributes.define",
        "ExtensionAttribute(None, attribute.name",
        "equivalent: the number is given when it is saved",
    ),
    Reason(
        "fake_jamf",
        "attributes",
        "ExtensionAttributes.define",
        "ExtensionAttribute(1, attribute.name",
        "equivalent: the number is given when it is saved",
    ),
    Reason(
        "fake_jamf",
        "criteria",
        "_holds",
        "value[:11] <",
        "equivalent: the blank after a date comes before everything that a date can be compared with",
    ),
    Reason(
        "fake_jamf",
        "frequency",
        "_once_every",
        "",
        "out of reach: made while the module is imported, before a fault is chosen; a naive reading of the log holds it",
    ),
    Reason(
        "fake_jamf",
        "history",
        "History.add",
        "self._sequence += 2",
        "equivalent: places in order need not follow one another without a gap",
    ),
    Reason(
        "fake_jamf",
        "history",
        "History.add",
        "PolicyRuns(None)",
        "equivalent: the time of the last run is written in the next line, whether or not there was one before",
    ),
    Reason(
        "fake_jamf",
        "history",
        "History.entries",
        "sorted(found",
        "equivalent: the places in order differ, so the entries behind them are never compared",
    ),
    Reason(
        "fake_jamf",
        "inventory",
        "_is_id",
        "len(value) <",
        "equivalent: no record has a number of 19 digits; the bound only keeps endless ones from being read",
    ),
    Reason(
        "fake_jamf",
        "jamf",
        "Jamf.preview_due",
        "or True",
        "equivalent: no policies are no names; the short way is a matter of speed",
    ),
    Reason(
        "fake_jamf",
        "jamf",
        "Jamf.next_due_at",
        'custom_event: str = "XXXX"',
        "equivalent: only a custom trigger reads the event's name, and no policy waits for one that is left out",
    ),
    Reason(
        "fake_jamf",
        "jamf",
        "Jamf.preview_due",
        'custom_event: str = "XXXX"',
        "equivalent: only a custom trigger reads the event's name, and no policy waits for one that is left out",
    ),
    Reason(
        "fake_jamf",
        "scripts",
        "Scripts.set",
        "Script(None, name",
        "equivalent: the number is given when it is saved",
    ),
    Reason(
        "fake_jamf",
        "scripts",
        "Scripts.set",
        "Script(1, name",
        "equivalent: the number is given when it is saved",
    ),
    Reason(
        "fake_jamf",
        "policies",
        "Policies.reaching",
        "or True",
        "equivalent: whether Macs of the same groups share what reaches them is a matter of memory",
    ),
    *OF_OKTA,
    Reason(
        "mac",
        "checkin",
        "_run",
        '("XX/XX"',
        "equivalent: the task looks for two words in its arguments, and the target drive is neither",
    ),
    Reason(
        "mac",
        "browser",
        "Browser.would_present",
        "return held if ",
        "equivalent: a copy of a choice for which nothing was asked is the same; the short way is a matter of speed",
    ),
    Reason(
        "mac",
        "terminal",
        "_certificate",
        "sha1(der, ",
        "equivalent: what the digest is for is told to libraries that refuse SHA-1 otherwise",
    ),
    Reason(
        "mac",
        "mishaps",
        "delete_certificate",
        "with_key=None",
        "equivalent: no more with its key than False",
    ),
    Reason(
        "mac",
        "moving",
        "erase",
        "_put(None, ",
        "equivalent: the Mac is asked for the time alone, and that only where there is an agent to be loaded",
    ),
    Reason(
        "mac",
        "checkin",
        "_run",
        "failed = None",
        "equivalent: it is only asked whether something failed",
    ),
    Reason(
        "mac",
        "registration",
        "run_task",
        '"XX XX".join',
        "equivalent: each word is looked for by itself",
    ),
    Reason(
        "mac",
        "registration",
        "_Stopped.__init__",
        "super()",
        "no effect: it is caught where it is raised, and nobody rebuilds it",
    ),
)


def reason_for(survivor):
    """Why a fault is not to be noticed; "" where that is not known: then a test is missing."""
    return next((one.why for one in REASONS if one.explains(survivor)), "")


def idle(parts, survivors):
    """The reasons of parts, by their names, that explain none of their survivors: those faults are noticed by now."""
    return [one for one in REASONS if one.part in parts and not any(map(one.explains, survivors))]


def as_table():
    """All reasons as the text of SURVIVORS.md."""
    rows = [
        f"| {one.part} | {one.module} | {one.function} | {one.planted or 'any'} | {one.why} |"
        for one in REASONS
    ]
    return "\n".join([HEAD, *rows, ""])


HEAD = """# Faults that no unit test is to notice

Made of `reasons.py`; a test fails where it is out of date. `make mutation` counts these as not noticed all the
same; every other fault that it lists as not noticed in `build/mutation/survivors.txt` wants a test.

No faults are planted in tables and constants, in what runs while a module is imported, behind a plain `cache`, in the
services' shells and speech, and in the search for primes.

| part | module | function | planted | why |
| --- | --- | --- | --- | --- |"""


if __name__ == "__main__":
    SURVIVORS.write_text(as_table())
