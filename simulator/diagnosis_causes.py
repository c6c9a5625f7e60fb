"""Why somebody is kept out, or wrongly let in: each cause with the check that finds it, its fact, and the remedy."""

from __future__ import annotations

from typing import NamedTuple


class Cause(NamedTuple):
    """``plain`` says what it is, ``check`` which check fails, ``fact`` documents it, ``remedy`` is what to do.

    A remedy is written in steps, "this, then that"; where there are several ways, they stand apart by ", or ", and
    what ends each of them follows after "; then ". A browser remembers what it presented, or that there was nothing: so
    who was denied for want of a certificate has to quit it last.
    """

    check: str
    fact: str
    plain: str
    remedy: str


def ways_of(remedy: str) -> list[list[str]]:
    """The ways that a remedy names, each in its steps: "this, then that, or another; then what ends both".

    >>> ways_of("flush the log, or make the policy Ongoing; then quit the browser")
    [['flush the log', 'quit the browser'], ['make the policy Ongoing', 'quit the browser']]
    """
    head, *ends = remedy.split("; then ")
    return [[*way.split(", then "), *ends] for way in head.split(", or ")]


def shortest_way(remedy: str) -> tuple[str, ...]:
    """The way with the fewest steps; of several the one that is named first."""
    shortest = min(ways_of(remedy), key=len)
    return tuple(shortest)


_ENROLL_ANEW = "uninstall, then enroll"
_SET_CLOCK = "set the clock right"
_QUIT = "; then quit the browser"
_FLUSH = "flush the policy's log, or make the policy Ongoing"
_RUN_AGAIN = "run the task again"
_PASTE = f"paste the secret key into the task as it is shown, then {_RUN_AGAIN}"
_PUSH = "run the task once more"
_DENY = "end the rules with one that denies everybody"

CAUSES: dict[str, Cause] = {
    # Okta's setting
    "feature_missing": Cause("feature", "ADM-01", "the org lacks the feature", "ask Okta for the feature"),
    "setting_disabled": Cause("setting", "ADM-06", "Okta's setting is disabled", "enable the setting"),
    # Jamf Pro and its policy
    "unmanaged": Cause(
        "distribution",
        "JMF-08",
        "Jamf Pro does not manage the Mac",
        f"take it into management, then {_RUN_AGAIN}{_QUIT}",
    ),
    "disabled": Cause("distribution", "JMF-03", "the policy is disabled", f"enable the policy{_QUIT}"),
    "out_of_scope": Cause(
        "distribution", "JMF-03", "it is out of the policy's scope", f"widen the scope{_QUIT}"
    ),
    "trigger_missing": Cause(
        "triggers", "JMF-01", "the policy lacks Recurring Check-in", f"add the trigger{_QUIT}"
    ),
    "not_yet": Cause(
        "completed",
        "TSK-11",
        "the task has not run there yet",
        f"log in, then wait for the next check-in, or run the task by hand{_QUIT}",
    ),
    "used_up": Cause(
        "completed", "JMF-02", "the policy has run and counts, whatever came of it", _FLUSH + _QUIT
    ),
    "used_up_read_only": Cause("completed", "CRT-07", "its one run met a read-only cell", _FLUSH + _QUIT),
    "step_failed": Cause(
        "completed", "TSK-11", "a step of the task fails", f"mend what stops it, then {_RUN_AGAIN}{_QUIT}"
    ),
    # the task, or Okta's answer to it
    "python_missing": Cause(
        "python",
        "ADM-10",
        "this version of the task does not start there",
        f"put in a newer task, then {_RUN_AGAIN}{_QUIT}",
    ),
    "python_modules_missing": Cause(
        "python",
        "READ-06",
        "Python lacks what the task needs",
        f"install the modules, then {_RUN_AGAIN}{_QUIT}",
    ),
    "placeholder": Cause(
        "secret_key", "TSK-01", "the task has no org token, or no org URL, as Okta showed it", _PASTE + _QUIT
    ),
    "syntax_error": Cause("secret_key", "TSK-01", "the task lost its quotes", _PASTE + _QUIT),
    "org_token_invalid": Cause(
        "secret_key", "ADM-04", "Okta no longer takes the task's secret key", _PASTE + _QUIT
    ),
    "enrollment_limit": Cause(
        "limit",
        "CRT-10",
        "five of its certificates were never used",
        f"revoke by device, then {_ENROLL_ANEW}{_QUIT}",
    ),
    "jamf_unauthorized": Cause(
        "jamf_account",
        "ADM-09",
        "Jamf Pro refuses Okta's password",
        f"enter the account's password in Okta, then {_RUN_AGAIN}{_QUIT}",
    ),
    "jamf_forbidden": Cause(
        "jamf_account",
        "ADM-03",
        "Okta's account lacks a privilege",
        f"give it the three privileges, then {_RUN_AGAIN}{_QUIT}",
    ),
    "jamf_unreachable": Cause(
        "jamf_account", "JMF-08", "Jamf Pro does not answer", f"bring Jamf Pro back, then {_RUN_AGAIN}{_QUIT}"
    ),
    "tenant_wrong": Cause(
        "jamf_account",
        "ADM-02",
        "Okta's setting names another Jamf Pro",
        f"enter the tenant's URL in Okta, then {_RUN_AGAIN}{_QUIT}",
    ),
    "read_only": Cause(
        "okta_writes",
        "CRT-07",
        "Okta's cell is read-only, and issues nothing",
        f"wait until it writes again, then {_RUN_AGAIN}{_QUIT}",
    ),
    "read_only_first_use": Cause(
        "okta_writes",
        "CRT-07",
        "a first use cannot be written in a read-only cell",
        "wait until it writes again",
    ),
    # the keychain
    "uninstalled": Cause("certificate", "TSK-08", "the task was uninstalled there", _RUN_AGAIN + _QUIT),
    "keychain_deleted": Cause(
        "certificate", "OPS-04", "the Okta keychain was deleted", f"run the task until it completes{_QUIT}"
    ),
    "certificate_deleted": Cause(
        "certificate",
        "OPS-04",
        "the certificate was deleted there",
        f"run the task until it completes{_QUIT}",
    ),
    "key_missing": Cause(
        "certificate", "OPS-04", "the certificate's private key is gone", _ENROLL_ANEW + _QUIT
    ),
    "keychain_password_left": Cause(
        "certificate", "OPS-04", "a password left behind stopped the task", f"run the task once more{_QUIT}"
    ),
    "keychain_password_missing": Cause("password", "OPS-04", "the keychain's password is gone", _ENROLL_ANEW),
    "login_keychain_unavailable": Cause(
        "password",
        "READ-05",
        "the login keychain is unavailable",
        f"reset the login keychain, then run the task until it completes{_QUIT}",
    ),
    # the certificate that is there
    "revoked": Cause(
        "revoked", "CRT-06", "its certificate is revoked, and the task enrolls no other", _ENROLL_ANEW + _QUIT
    ),
    "copied": Cause("owner", "CRT-09", "its keychain is another Mac's", _ENROLL_ANEW + _QUIT),
    "migrated": Cause(
        "owner",
        "MET-05",
        "its keychain was migrated from another Mac, for which alone Okta renews",
        _ENROLL_ANEW + _QUIT,
    ),
    "other_org": Cause(
        "owner",
        "ADM-08",
        "its certificate is another org's, and the task enrolls no other",
        _ENROLL_ANEW + _QUIT,
    ),
    "certificate_unknown": Cause(
        "certificate", "ADM-08", "its renewals go to another org", f"push the right org's task{_QUIT}"
    ),
    "certificate_expired": Cause(
        "certificate", "TSK-05", "Okta does not renew an expired certificate", _ENROLL_ANEW
    ),
    "certificate_unbound": Cause(
        "certificate", "CRT-01", "Okta does not renew a certificate never used", _ENROLL_ANEW + _QUIT
    ),
    "clock": Cause("clock", "TSK-05", "its clock is wrong", _SET_CLOCK + _QUIT),
    "agent_gone": Cause(
        "scheduled_task",
        "TSK-04",
        "the scheduled task is gone, so nothing opens the keychain at login, or renews",
        _PUSH,
    ),
    "renewal_left_none": Cause(
        "scheduled_task",
        "READ-04",
        "a renewal deleted the old certificate, and the new one did not come in",
        _PUSH,
    ),
    "not_set_up": Cause("scheduled_task", "TSK-11", "the task never came to its good end there", _PUSH),
    "was_off": Cause(
        "scheduled_task",
        "TSK-04",
        "it was off or asleep while the certificate could be renewed in time",
        "log in, then wait for the scheduled task",
    ),
    "keychain_locked": Cause(
        "scheduled_task", "TSK-04", "the account is logged out, and its keychains are locked", "log in"
    ),
    # the handshake, and Okta itself
    "network:blocked": Cause(
        "handshake", "NET-02", "an allow list keeps it from Okta or Jamf Pro", "allow both to the letter"
    ),
    "mtls_blocked": Cause(
        "handshake",
        "NET-02",
        "the handshake on the mutual TLS host is blocked",
        "let it through to the letter",
    ),
    "mtls_inspected": Cause(
        "handshake",
        "NET-02",
        "something on the way out ends TLS and begins it anew",
        "exempt the mutual TLS host",
    ),
    "okta_unreachable": Cause(
        "okta_answers", "NET-01", "Okta does not answer the Mac", "wait until Okta can be reached again"
    ),
    "too_slow": Cause(
        "okta_answers",
        "NET-01",
        "answers come later than Okta waits for the handshake",
        "try again when the network is faster",
    ),
    # the user
    "user_staged": Cause("user", "OPS-05", "the user is not activated yet", "activate the user"),
    "user_suspended": Cause("user", "OPS-05", "the user is suspended", "unsuspend the user"),
    "user_deactivated": Cause(
        "user",
        "OPS-05",
        "the user is deactivated",
        f"activate the user, then {_ENROLL_ANEW}{_QUIT}",
    ),
    "user_absent": Cause("user", "OPS-05", "Okta has no such user", "create the user"),
    # the certificate is good, and is not presented, or not taken
    "browser_keeps_old": Cause(
        "relaunch", "BRW-01", "the browser keeps the old certificate", "quit the browser"
    ),
    "browser_keeps_none": Cause(
        "relaunch", "BRW-11", "the browser remembers that there was none", "quit the browser"
    ),
    "access_list": Cause(
        "access_list",
        "BRW-02",
        "the app is not on the keychain's access list",
        f"add the app's team to the task, then {_PUSH}",
    ),
    "chooser": Cause(
        "chrome_policy", "BRW-03", "the browser asks which certificate, and nobody picks one", _PUSH + _QUIT
    ),
    "other_user": Cause(
        "owner", "CRT-08", "the certificate is bound to another user", "an account for each user"
    ),
    "unsupported": Cause("client", "BRW-10", "the client presents no certificates", "use a supported client"),
    "office": Cause("client", "BRW-05", "this version of Office does not work", "use a tested version"),
    "account_page": Cause(
        "client", "BRW-07", "Backup and Sync stops at the account page", "sign in with the browser instead"
    ),
    # the rules deny
    "rules_order": Cause(
        "policy",
        "POL-01",
        "a rule that denies stands before the one that lets in",
        "put the permissive rules first",
    ),
    "rules_restrict": Cause(
        "policy",
        "POL-02",
        "a rule denies this person, place or client, whatever the device",
        "where that is not meant, spare the person in the rule that denies",
    ),
    "rules_deny_trusted": Cause(
        "policy",
        "POL-08",
        "a rule denies just the trusted devices",
        "ask for Not trusted in the rule that denies",
    ),
    "rules_exclude": Cause(
        "policy",
        "POL-02",
        "the rule that lets in is not for this person, place or client",
        "widen the conditions of the rule that lets in",
    ),
    "rules_inactive": Cause(
        "policy", "POL-08", "the rule that lets in trusted Macs is inactive", "activate the rule"
    ),
    "rules_deny": Cause(
        "policy", "POL-05", "the rules let in nobody here", "put a rule that lets in trusted Macs first"
    ),
    # somebody is let in
    "no_deny": Cause("policy", "CRT-03", "no rule denies, so the default rule lets in", _DENY),
    "deny_inactive": Cause("policy", "POL-08", "the rule that denies is inactive", "activate the rule"),
    "deny_narrow": Cause(
        "policy",
        "POL-10",
        "the rule that denies is not for this person, place or client",
        "widen the conditions of the rule that denies",
    ),
    "let_in_by_rule": Cause(
        "policy",
        "POL-01",
        "a rule before the deny lets in untrusted Macs",
        "ask for Trusted in it, or move it down",
    ),
    "trust_inactive": Cause(
        "policy", "POL-08", "the rules that look at the device are inactive", "activate the rules"
    ),
    "not_asked": Cause(
        "policy", "ADM-06", "the app's rules no longer look at the device", "set rules that ask for Trusted"
    ),
    "open_app": Cause(
        "policy", "POL-09", "the app's rules do not look at the device", "set rules that ask for Trusted"
    ),
    "conditions_lapse": Cause(
        "setting", "ADM-06", "the setting is off, and device conditions do not apply", "enable the setting"
    ),
    "feature_lapses": Cause(
        "feature",
        "ADM-07",
        "the feature is gone, and device conditions do not apply",
        "ask Okta for the feature",
    ),
    "left_management": Cause(
        "distribution",
        "JMF-08",
        "it left management, and its certificate is good until it expires",
        "revoke it",
    ),
    "copied_in": Cause(
        "owner", "CRT-09", "it presents a certificate that iCloud brought from another Mac", "revoke it"
    ),
    "elsewhere": Cause(
        "owner",
        "CRT-03",
        "it is no Mac of the fleet, and shows no certificate",
        "open the app on a managed Mac",
    ),
    "unexplained": Cause(
        "policy", "OPS-01", "nothing in the trace explains it", "read the Mac's flight recorder"
    ),
}
"""Every cause by the word that finds it."""

LETS_IN = frozenset(
    {
        "no_deny",
        "deny_inactive",
        "deny_narrow",
        "let_in_by_rule",
        "trust_inactive",
        "not_asked",
        "conditions_lapse",
        "feature_lapses",
        "left_management",
        "copied_in",
    }
)
"""Causes of a wrongful admission; all others keep somebody out."""
