"""What may stand in a trace: every kind of event, the details it must have, and the sentence that tells it.

A sentence may name the record's own fields and its details; a detail that is missing reads as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: its ``source`` (who saw it), required ``details``, and the ``sentence`` that tells it."""

    source: str
    details: frozenset[str]
    sentence: str


def _kind(source: str, details: str, sentence: str) -> Kind:
    return Kind(source, frozenset(details.split()), sentence)


PREVIEW = "preview."
"""What a preview org and its users tell begins so: it counts for nothing that is said of the production org."""

KINDS: dict[str, Kind] = {
    # the world
    "run.started": _kind("world", "seed start_at end_at zone", "The run starts with seed {seed}."),
    "run.ended": _kind("world", "", "The run ends."),
    "mac.added": _kind(
        "world", "udid serial group macos", "{subject} is a Mac of group {group}, macOS {macos}."
    ),
    "person.added": _kind("world", "mac account habits", "{subject} works on {mac}."),
    "fault.began": _kind("fault", "fault", "Fault {fault} begins."),
    "fault.ended": _kind("fault", "fault", "Fault {fault} ends."),
    "admin.acted": _kind("admin", "action", "An administrator acts: {action} {what}."),
    "admin.refused": _kind("admin", "action", "An administrator's {action} is refused: {reason}."),
    "admin.answered": _kind(
        "admin", "action says", "What the administrator's {action} comes to: {outcome} {reason}. {says}"
    ),
    "setting.inconsistent": _kind(
        "admin", "rules", "Rules ask for device trust while it is off in this org: {rules}."
    ),
    "secret.exposed": _kind(
        "admin", "where", "The org token is still in the script {where}, which is pushed as an uninstaller."
    ),
    # a Mac
    "mac.enrolled": _kind("mac", "", "{subject} is enrolled in Jamf Pro."),
    "mac.slept": _kind("mac", "", "{subject} goes to sleep."),
    "mac.shut_down": _kind("mac", "", "{subject} is shut down."),
    "mac.woke": _kind("mac", "", "{subject} wakes."),
    "act.left_out": _kind("person", "action", "{action} on {subject} is left out: the Mac is off."),
    "mac.powered_off": _kind("mac", "", "{subject} loses power ({reason})."),
    "mac.restarted": _kind("mac", "", "{subject} is restarted."),
    "mac.upgraded": _kind("mac", "macos", "macOS {macos} is installed on {subject}."),
    "mac.python3_set": _kind("mac", "python3", "Python 3 on {subject} is {python3} now."),
    "home.backed_up": _kind("mac", "account", "The home folder of {account} on {subject} is backed up."),
    "mac.clock_set": _kind("mac", "skew_s", "The clock of {subject} is off by {skew_s} s."),
    "account.logged_in": _kind("mac", "account", "{account} logs in to {subject}."),
    "account.logged_out": _kind("mac", "account", "{account} logs out of {subject}."),
    "task.ran": _kind(
        "mac",
        "account mode version",
        "The registration task ({mode}, {version}) on {subject}: {outcome} {reason}.",
    ),
    "agent.passed": _kind("mac", "account", "The scheduled task on {subject}: {outcome} {reason}."),
    "certificate.imported": _kind(
        "mac",
        "account serial_number not_after",
        "Certificate {serial_number} is in the Okta keychain of {subject}.",
    ),
    "certificate.removed": _kind(
        "mac",
        "account serial_number",
        "Certificate {serial_number} is taken out of the keychain of {subject}.",
    ),
    "keychain.changed": _kind("mac", "account change", "{change} on {subject}."),
    "browser.quit": _kind("mac", "account client", "{client} is quit and started again on {subject}."),
    "browser.window_closed": _kind("mac", "account client", "A window of {client} is closed on {subject}."),
    "profile.installed": _kind("mac", "profile", "Profile {profile} is on {subject}."),
    "command.answered": _kind("mac", "command output", "{command} on {subject} prints {output}."),
    "log.read": _kind("mac", "where says", "The task's lines on {subject}, by {where}: {says}"),
    # a person
    "app.went_on": _kind(
        "person",
        "person app client",
        "{person} goes on in {app} with {client} on {subject}, signed in there.",
    ),
    "link.followed": _kind("person", "url", "The Learn more link on {subject}: {outcome} {reason}."),
    "app.opened": _kind(
        "person",
        "person account app client page rule device",
        "{person} opens {app} with {client} on {subject}: {outcome} ({reason}).",
    ),
    f"{PREVIEW}app.opened": _kind(
        "person",
        "person account app client page rule device",
        "{person} opens {app} of the preview org with {client} on {subject}: {outcome} ({reason}).",
    ),
    "app.opened_elsewhere": _kind(
        "person",
        "app platform client page rule device",
        "{subject} opens {app} elsewhere ({platform}, {client}): {outcome} ({reason}).",
    ),
    "app.routine": _kind(
        "person",
        "person account app client device from_at until_at",
        "Up to here {person} opened {app} with {client} on {subject} as before: {outcome} ({reason}).",
    ),
    "home.opened": _kind(
        "person",
        "person client locked",
        "{person} looks at the Okta home page on {subject}; locked: {locked}.",
    ),
    "home.opened_elsewhere": _kind(
        "person",
        "platform locked",
        "{subject} looks at the Okta home page elsewhere ({platform}); locked: {locked}.",
    ),
    # the help desk
    "desk.called": _kind("person", "person app", "{person} calls the help desk about {app} on {subject}."),
    "desk.answered": _kind("desk", "person waited_s", "The help desk answers {person} after {waited_s} s."),
    "desk.given_up": _kind(
        "person", "person waited_s", "{person} hangs up after {waited_s} s at the help desk ({reason})."
    ),
    "desk.served": _kind(
        "desk",
        "person waited_s served_s",
        "The help desk has served {person} on {subject}: {outcome} ({reason}).",
    ),
    # Jamf Pro's records
    "computer.enrolled": _kind("jamf", "", "Jamf Pro has {subject} in its inventory."),
    "computer.managed": _kind("jamf", "", "Jamf Pro manages {subject} again."),
    "computer.unmanaged": _kind("jamf", "", "Jamf Pro no longer manages {subject}."),
    "computer.deleted": _kind("jamf", "", "The record of {subject} is deleted in Jamf Pro."),
    "inventory.submitted": _kind("jamf", "", "{subject} submits its inventory."),
    "policy.logged": _kind("jamf", "policy user output", "Policy {policy} on {subject}: {outcome}."),
    "policy.log_flushed": _kind("jamf", "policy", "The log of policy {policy} is flushed."),
    "access": _kind("jamf", "", "{subject} at Jamf Pro: {outcome}."),
    "change": _kind("jamf", "", "In Jamf Pro {what} {name} is changed."),
}

OKTA_KINDS: dict[str, str] = {
    "user.session.start": "{user} signs in to Okta: {outcome} {reason}.",
    "user.authentication.authenticate": "Okta authenticates the device of {user} via certificate: {outcome} {reason}.",
    "user.authentication.sso": "Okta signs {user} in to {app}.",
    "application.policy.sign_on.deny_access": "Okta denies {user} access to {app}: {reason}.",
    "policy.evaluate_sign_on": "Okta evaluates the sign-on policy of {app} for {user}: {outcome} by rule {rule}.",
    "user.credential.enroll": "Okta answers the enrollment of {subject}: {outcome} {reason}.",
    "pki.cert.issue": "Okta issues certificate {serial_number} to {subject}.",
    "pki.cert.renew": "Okta answers the renewal of {subject}: {outcome} {reason}.",
    "pki.cert.revoke": "Okta revokes certificate {serial_number}.",
}
"""Okta's own event types with a sentence; any other type of the System Log is told by its display message."""
