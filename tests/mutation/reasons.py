"""Faults that no unit test is to notice, each with the reason. They count as not noticed all the same.

To renew the table that is made of them: ``python -m tests.mutation.reasons``.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SURVIVORS = Path(__file__).with_name("SURVIVORS.md")


class Reason(NamedTuple):
    """``planted`` is in the faulty line of ``function`` (``Class.method``); "" for every fault there."""

    part: str
    module: str
    function: str
    planted: str
    why: str

    def explains(self, survivor):
        """Whether the survivor is one of those meant."""
        place = (survivor.part, survivor.module, survivor.function)
        return place == (self.part, self.module, self.function) and self.planted in survivor.planted


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
        "policies",
        "Policies.reaching",
        "or True",
        "equivalent: whether Macs of the same groups share what reaches them is a matter of memory",
    ),
    Reason(
        "fake_okta",
        "ca",
        "CertificateAuthority._cut_form",
        "_key_from(",
        "equivalent: any key will do for the sample",
    ),
    Reason(
        "fake_okta",
        "ca",
        "CertificateAuthority.__init__",
        "XXXX",
        "equivalent: a key's identifier is never missing",
    ),
    Reason(
        "fake_okta",
        "devicetrust",
        "_hash",
        "blake2b(",
        "equivalent: what is kept and what is compared with it are hashed alike",
    ),
    Reason(
        "fake_okta",
        "zones",
        "Zones.holding",
        "65537",
        "equivalent: how many answers are remembered before all are forgotten shows in memory alone",
    ),
    Reason(
        "fake_okta",
        "okta",
        "_operations",
        '"XXreadsXX"',
        "equivalent: whatever is neither open nor a write is a read",
    ),
    Reason(
        "fake_okta",
        "okta",
        "_operations",
        '"READS"',
        "equivalent: whatever is neither open nor a write is a read",
    ),
    Reason(
        "fake_okta",
        "okta",
        "_operations",
        "Operation(None,",
        "equivalent: whatever is neither open nor a write is a read",
    ),
    Reason(
        "fake_okta",
        "okta",
        "Okta._check_admin",
        "XXXX",
        "equivalent: no token is as wrong as another one that is wrong",
    ),
    Reason(
        "fake_okta",
        "leaf_form",
        "_place",
        "",
        "message wording: a mistake of this project's own, which no certificate of the CA can bring about",
    ),
    Reason(
        "fake_okta",
        "analysis_causes",
        "Causes._too_narrow",
        "range(",
        "equivalent: a deny as it is takes nothing that got past it, and without any condition it takes everything",
    ),
    Reason(
        "fake_okta",
        "analysis_causes",
        "Causes._too_narrow",
        "AssertionError(",
        "message wording: of an assertion that cannot fail",
    ),
    Reason(
        "fake_okta",
        "analysis_causes",
        "Causes._would_take",
        "term(axes, ",
        "equivalent: what a rule misses does not depend on its place",
    ),
    Reason(
        "fake_okta",
        "analysis_causes",
        "Causes._inactive",
        "other.active and",
        "equivalent: a rule that is in force changes nothing by being so, and one that lets in keeps nothing out",
    ),
    Reason(
        "fake_okta",
        "analysis_causes",
        "Causes._asked_elsewhere",
        "= decider.place",
        "equivalent: a rule that lets an untrusted device in asks for no trust, so it is none of those that ask",
    ),
    Reason(
        "fake_okta",
        "analysis_classes",
        "Outcome._alike",
        "zip(",
        "equivalent: there are as many deciding rules as sides",
    ),
    Reason(
        "fake_okta",
        "analysis_classes",
        "Outcome.request",
        "zip(",
        "equivalent: there are as many deciding rules as sides",
    ),
    Reason(
        "fake_okta",
        "analysis_classes",
        "Outcome._reasons",
        "zip(",
        "equivalent: there are as many deciding rules as sides",
    ),
    Reason(
        "fake_okta",
        "renewal_token",
        "_read",
        "ValueError(",
        "message wording: whoever reads a token hears only that it proves nothing",
    ),
    Reason(
        "fake_okta",
        "renewal_token",
        "_attributes",
        "ValueError(",
        "message wording: whoever reads a token hears only that it proves nothing",
    ),
    Reason(
        "fake_okta",
        "leaf_form",
        "LeafForm.fill",
        "zip(",
        "equivalent: there are as many values as blanks",
    ),
    Reason(
        "fake_okta",
        "leaf_form",
        "_filled",
        "sha1(point",
        "equivalent: what the digest is for is told to libraries that refuse SHA-1 otherwise",
    ),
    Reason(
        "fake_okta",
        "leaf_form",
        "_filled",
        "to_bytes(16, )",
        "equivalent: the order of octets is big unless said otherwise, since Python 3.11",
    ),
    Reason(
        "fake_okta",
        "leaf_form",
        "_length",
        "to_bytes(",
        "equivalent: the order of octets is big unless said otherwise, since Python 3.11",
    ),
    Reason(
        "fake_okta",
        "ids",
        "Ids.text",
        "from_bytes(",
        "equivalent: the order of octets is big unless said otherwise, since Python 3.11",
    ),
    Reason(
        "fake_okta",
        "ids",
        "Ids.serial_number",
        "from_bytes(",
        "equivalent: the order of octets is big unless said otherwise, since Python 3.11",
    ),
    Reason(
        "fake_okta",
        "ca",
        "_key_from",
        "from_bytes(",
        "equivalent: the order of octets is big unless said otherwise, since Python 3.11",
    ),
    Reason(
        "fake_okta",
        "ca",
        "_key_from",
        "blake2b(seed, person",
        "equivalent: 64 octets are what the hash gives where no size is said",
    ),
    Reason(
        "fake_okta",
        "ca",
        "_usage",
        "=None",
        "equivalent: no more usage than False",
    ),
    Reason(
        "fake_okta",
        "ca",
        "CertificateAuthority.__init__",
        "of_a_ca=None",
        "equivalent: no more a CA than False",
    ),
    Reason(
        "fake_okta",
        "ca",
        "_root",
        "datetime(",
        "equivalent: the certificate builder reads a time without a zone as UTC",
    ),
    Reason(
        "fake_okta",
        "ca",
        "CertificateAuthority._cut_form",
        "serial_number, at, until =",
        "equivalent: any values of these lengths will do for the sample",
    ),
    Reason(
        "fake_okta",
        "ca",
        "_digest",
        "blake2b(",
        "equivalent: what is kept and what is looked for are hashed alike",
    ),
    Reason(
        "fake_okta",
        "syslog",
        "SystemLog.append",
        "KeyError(",
        "message wording: the kind of error is what is promised",
    ),
    Reason(
        "fake_okta",
        "syslog",
        "SystemLog.forward",
        "if skipped",
        "equivalent: from which end the events are counted is a matter of speed",
    ),
    Reason(
        "fake_okta",
        "groups",
        "Groups.add",
        ".text(",
        "equivalent: any other name of the kind makes ids that are as good",
    ),
    Reason(
        "fake_okta",
        "sign_on_policies",
        "SignOnPolicies.new_id",
        ".text(",
        "equivalent: any other name of the kind makes ids that are as good",
    ),
    Reason(
        "fake_okta",
        "zones",
        "Zones.create",
        ".text(",
        "equivalent: any other name of the kind makes ids that are as good",
    ),
    Reason(
        "fake_okta",
        "setting_admin",
        "SettingAdmin._new_secret",
        ".count(",
        "equivalent: any other name of the count makes secrets that are as good",
    ),
    Reason(
        "fake_okta",
        "zones",
        "Zones.holding",
        "answer = None",
        "equivalent: whether an answer is remembered is a matter of speed",
    ),
    Reason(
        "fake_okta",
        "zones",
        "Zones.holding",
        "self._answers",
        "equivalent: whether an answer is remembered is a matter of speed",
    ),
    Reason(
        "fake_okta",
        "okta",
        "Okta.octets",
        ".derive(",
        "equivalent: any other name of the kind makes octets that are as good",
    ),
    Reason(
        "fake_okta",
        "okta",
        "Okta.handle",
        "cast(",
        "equivalent: a cast does nothing while the program runs",
    ),
    Reason(
        "fake_okta",
        "analysis_axes",
        "KnownPeople.__init__",
        "self.variable | -self.variable",
        "equivalent: the number of bits of minus the lowest bit is that of the lowest bit",
    ),
    Reason(
        "fake_okta",
        "analysis_axes",
        "KnownPeople.member",
        "and False",
        "equivalent: a rule that names the group of all makes it a group that all classes have",
    ),
    Reason(
        "fake_okta",
        "analysis_axes",
        "KnownPeople._of",
        "<= len(",
        "equivalent: no bit is set behind the last class",
    ),
    Reason(
        "fake_okta",
        "analysis_axes",
        "KnownPeople._bits",
        "// 8 + 2",
        "equivalent: an octet of zeros more changes no number",
    ),
    Reason(
        "mac",
        "checkin",
        "_run",
        '("XX/XX"',
        "equivalent: the task looks for two words in its arguments, and the target drive is neither",
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
