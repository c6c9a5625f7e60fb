"""The faults in fake_okta that no unit test is to notice."""

from __future__ import annotations

from functools import partial

from tests.mutation.reason import because

_because = partial(because, "fake_okta")

OF_OKTA = (
    *_because(
        "equivalent: any key will do for the sample",
        ("ca", "CertificateAuthority._cut_form", "_key_from("),
    ),
    *_because(
        "equivalent: a key's identifier is never missing",
        ("ca", "CertificateAuthority.__init__", "XXXX"),
    ),
    *_because(
        "equivalent: what is kept and what is compared with it are hashed alike",
        ("devicetrust", "_hash", "blake2b("),
    ),
    *_because(
        "equivalent: how many answers are remembered before all are forgotten shows in memory alone",
        ("zones", "Zones.holding", "65537"),
    ),
    *_because(
        "equivalent: whatever is neither open nor a write is a read",
        ("okta", "_operations", '"XXreadsXX"'),
        ("okta", "_operations", '"READS"'),
        ("okta", "_operations", "Operation(None,"),
    ),
    *_because(
        "equivalent: no token is as wrong as another one that is wrong",
        ("okta", "Okta._check_admin", "XXXX"),
    ),
    *_because(
        "message wording: a mistake of this project's own, which no certificate of the CA can bring about",
        ("leaf_form", "_place", ""),
    ),
    *_because(
        "equivalent: a deny as it is takes nothing that got past it, and without any condition it takes everything",
        ("analysis_causes", "Causes._too_narrow", "range("),
    ),
    *_because(
        "message wording: of an assertion that cannot fail",
        ("analysis_causes", "Causes._too_narrow", "AssertionError("),
    ),
    *_because(
        "equivalent: what a rule misses does not depend on its place",
        ("analysis_causes", "Causes._would_take", "term(axes, "),
    ),
    *_because(
        "equivalent: a rule that is in force changes nothing by being so, and one that lets in keeps nothing out",
        ("analysis_causes", "Causes._inactive", "other.active and"),
    ),
    *_because(
        "equivalent: a rule that lets an untrusted device in asks for no trust, so it is none of those that ask",
        ("analysis_causes", "Causes._asked_elsewhere", "= decider.place"),
    ),
    *_because(
        "equivalent: there are as many deciding rules as sides",
        ("analysis_classes", "Outcome._alike", "zip("),
        ("analysis_classes", "Outcome.request", "zip("),
        ("analysis_classes", "Outcome._reasons", "zip("),
    ),
    *_because(
        "message wording: whoever reads a token hears only that it proves nothing",
        ("renewal_token", "_read", "ValueError("),
        ("renewal_token", "_attributes", "ValueError("),
    ),
    *_because(
        "equivalent: there are as many values as blanks",
        ("leaf_form", "LeafForm.fill", "zip("),
    ),
    *_because(
        "equivalent: what the digest is for is told to libraries that refuse SHA-1 otherwise",
        ("leaf_form", "_filled", "sha1(point"),
    ),
    *_because(
        "equivalent: the order of octets is big unless said otherwise, since Python 3.11",
        ("leaf_form", "_filled", "to_bytes(16, )"),
        ("leaf_form", "_length", "to_bytes("),
        ("ids", "Ids.text", "from_bytes("),
        ("ids", "Ids.serial_number", "from_bytes("),
        ("ca", "_key_from", "from_bytes("),
    ),
    *_because(
        "equivalent: 64 octets are what the hash gives where no size is said",
        ("ca", "_key_from", "blake2b(seed, person"),
    ),
    *_because(
        "equivalent: no more usage than False",
        ("ca", "_usage", "=None"),
    ),
    *_because(
        "equivalent: no more a CA than False",
        ("ca", "CertificateAuthority.__init__", "of_a_ca=None"),
    ),
    *_because(
        "equivalent: the certificate builder reads a time without a zone as UTC",
        ("ca", "_root", "datetime("),
    ),
    *_because(
        "equivalent: any values of these lengths will do for the sample",
        ("ca", "CertificateAuthority._cut_form", "serial_number, at, until ="),
    ),
    *_because(
        "equivalent: what is kept and what is looked for are hashed alike",
        ("ca", "_digest", "blake2b("),
    ),
    *_because(
        "message wording: the kind of error is what is promised",
        ("syslog", "SystemLog.append", "KeyError("),
    ),
    *_because(
        "equivalent: from which end the events are counted is a matter of speed",
        ("syslog", "SystemLog.forward", "if skipped"),
    ),
    *_because(
        "equivalent: any other name of the kind makes ids that are as good",
        ("groups", "Groups.add", ".text("),
        ("sign_on_policies", "SignOnPolicies.new_id", ".text("),
        ("zones", "Zones.create", ".text("),
        ("okta", "Okta.request_id", ".token("),
    ),
    *_because(
        "equivalent: any other name of the count makes secrets that are as good",
        ("setting_admin", "SettingAdmin._new_secret", ".count("),
    ),
    *_because(
        "equivalent: whether an answer is remembered is a matter of speed",
        ("zones", "Zones.holding", "answer = None"),
        ("zones", "Zones.holding", "self._answers"),
    ),
    *_because(
        "equivalent: any other name of the kind makes octets that are as good",
        ("okta", "Okta.octets", ".derive("),
    ),
    *_because(
        "equivalent: a cast does nothing while the program runs",
        ("okta", "Okta.handle", "cast("),
    ),
    *_because(
        "equivalent: the number of bits of minus the lowest bit is that of the lowest bit",
        ("analysis_axes", "KnownPeople.__init__", "self.variable | -self.variable"),
        ("analysis_space", "Space.variables", "| -state"),
        ("analysis_space", "Space.find", "| -("),
        ("analysis_space", "Space._forced", "| -live"),
    ),
    *_because(
        "equivalent: a rule that names the group of all makes it a group that all classes have",
        ("analysis_axes", "KnownPeople.member", "and False"),
    ),
    *_because(
        "equivalent: no bit is set behind the last class",
        ("analysis_axes", "KnownPeople._of", "<= len("),
    ),
    *_because(
        "equivalent: an octet of zeros more changes no number",
        ("analysis_axes", "KnownPeople._bits", "// 8 + 2"),
    ),
    *_because(
        "equivalent: the first value of the first variable is its lowest, whether it has two values or more",
        ("analysis_space", "Space.__init__", "_absent = 1"),
    ),
    *_because(
        "equivalent: a clause that the lowest values do not meet has none of them, so the value before its first is of the same variable",
        ("analysis_space", "Space.find", "bit_length() - 2"),
    ),
    *_because(
        "equivalent: where a clause has one variable left, any of its values tells which",
        ("analysis_space", "Space._forced", "& +live"),
    ),
    *_because(
        "equivalent: where all values of the variable are left, the state stays what it is",
        ("analysis_space", "Space._forced", "state | variable"),
    ),
    *_because(
        "equivalent: the deciding rule is a wanted one",
        ("analysis_classes", "Outcome._reasons", "<= decider.place"),
    ),
    *_because(
        "equivalent: only requests of untrusted devices are compared with it, and these it takes either way",
        ("analysis_causes", "Causes._asking_as_read", "replace(rule, trust="),
    ),
    *_because(
        "equivalent: of two versions it is all the same which comes first",
        ("analysis_estate", "zone_sets", "network.version != version"),
    ),
    *_because(
        "equivalent: whatever has not the length of a point on the curve goes into no form",
        ("ca", "read_request", 'b"XXXX"'),
    ),
    *_because(
        "equivalent: the shorter way and the longer one check the same signature",
        ("ca", "read_request", "_signed_with_its_key(request, None)"),
        ("ca", "_signed_with_its_key", "algorithm = None"),
        ("ca", "_signed_with_its_key", "algorithm is not None"),
    ),
    *_because(
        "no effect: what is only foreseen is not logged, so nobody reads its session",
        ("sign_in", "SignIn.foresee", "Asked(message, None,"),
        ("sign_in", "SignIn.foresee", '"XXXX"'),
    ),
    *_because(
        "equivalent: an address without an interface has no dash",
        ("zones", "_gateway", "rpartition"),
    ),
    *_because(
        "equivalent: no more events are drained than there are",
        ("syslog", "SystemLog.__init__", "_not_drained = 1"),
    ),
    *_because(
        "equivalent: no more within a transaction than False",
        ("syslog", "SystemLog.begin_request", "_in_transaction = None"),
    ),
    *_because(
        "equivalent: what is too long is cut off",
        ("ids", "Ids.text", "range(0, length, )"),
    ),
    *_because(
        "equivalent: any other count makes ids that are as good",
        ("sign_on_policies", "SignOnPolicies.__init__", "_ever = 1"),
        ("sign_on_policies", "SignOnPolicies.new_id", "_ever -= 1"),
        ("sign_on_policies", "SignOnPolicies.new_id", "_ever += 2"),
    ),
)
