"""The timeline of a drawn estate: one strategy a verb, and a few sequences of acts that belong together."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st

from simulator.swarm.fleet import Cast, Raw
from simulator.swarm.moments import OFTEN, SOMETIMES, Span, pick, text
from simulator.swarm.rules import rules
from simulator.swarm.sagas import sagas
from simulator.swarm.services import scopes

Settings = Callable[[Cast], st.SearchStrategy[Raw]]
_SKEWS = ("20 minutes", "-2 hours", "-60 days", "40 days", "0 seconds")


@st.composite
def _on_mac(draw: st.DrawFn, cast: Cast) -> Raw:
    mac = draw(pick(*cast.macs))
    accounts = cast.accounts[mac]
    return {"mac": mac, **({"account": draw(pick(*accounts))} if len(accounts) > 1 and draw(OFTEN) else {})}


@st.composite
def _with_client(draw: st.DrawFn, cast: Cast) -> Raw:
    raw = draw(_on_mac(cast))
    return {**raw, "client": draw(pick(*cast.clients[raw["mac"]]))}


@st.composite
def _open_app(draw: st.DrawFn, cast: Cast) -> Raw:
    raw = draw(_with_client(cast)) | {"app": draw(pick(*cast.apps))}
    if cast.preview and draw(SOMETIMES):
        return raw | {"org": "preview", "app": "salesforce"}
    return raw | ({"from_home_page": True} if draw(SOMETIMES) else {})


@st.composite
def _app_and_client(draw: st.DrawFn, cast: Cast) -> Raw:
    return draw(_with_client(cast)) | {"app": draw(pick(*cast.apps))}


@st.composite
def _enter_command(draw: st.DrawFn, cast: Cast) -> Raw:
    return draw(_on_mac(cast)) | {
        "command": draw(pick("version", "find-certificate", "dump-keychain", "chrome-policy", "jamf-scripts"))
    }


@st.composite
def _copy(draw: st.DrawFn, cast: Cast) -> Raw:
    return draw(_on_mac(cast)) | {"to": draw(pick(*cast.macs))}


@st.composite
def _edit_policy(draw: st.DrawFn, cast: Cast) -> Raw:
    edits: tuple[Raw, ...] = (
        {"frequency": "Once every day"},
        {"frequency": "Once per computer"},
        {"enabled": False},
        {"enabled": True},
        {"groups": [], "exclude_groups": [], "limit_to_users": []},
        {"triggers": ["enrollmentComplete"]},
        {"triggers": ["enrollmentComplete", "recurring check-in"]},
    )
    return dict(draw(pick(*edits))) if draw(OFTEN) else draw(scopes(cast))


@st.composite
def _set_rules(draw: st.DrawFn, cast: Cast) -> Raw:
    app = draw(pick(*cast.apps))
    return {"app": app, "rules": draw(rules(cast, office365=app == "mail"))}


def _wizard(_cast: Cast) -> st.SearchStrategy[Raw]:
    entered: tuple[Raw, ...] = (
        {},
        {"learn_more_url": "https://help.acme.test/macs"},
        {"password": "mistyped"},
        {"tenant_url": "https://acme.jamfcloud.com/api"},
        {"tenant_url": "https://another.jamfcloud.com"},
    )
    return pick(*entered).map(dict)


def _set_privileges(_cast: Cast) -> st.SearchStrategy[Raw]:
    read = ["Read Accounts", "Read Computers", "Read User"]
    return st.fixed_dictionaries({"privileges": pick("administrator", read, read[1:])})


def _edit_task(_cast: Cast) -> st.SearchStrategy[Raw]:
    edits: tuple[Raw, ...] = (
        {},
        {"version": "1.2.0"},
        {"org_token": "wrong"},
        {"whitelist_added": ["M932RC5J66"]},
        {"whitelist_added": []},
    )
    return pick(*edits).map(dict)


def _set_profile(_cast: Cast) -> st.SearchStrategy[Raw]:
    settings: tuple[Raw, ...] = (
        {"icloud_keychain": "disabled"},
        {"icloud_keychain": "allowed"},
        {"managed_chrome_policy": True},
        {"managed_chrome_policy": False},
        {"managed_chrome_policy": "other_cell"},
    )
    return pick(*settings).map(dict)


def _plain(_cast: Cast) -> st.SearchStrategy[Raw]:
    return st.just({})


def _one_mac(cast: Cast) -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({"mac": pick(*cast.macs)})


def _person(cast: Cast) -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({"person": pick(*cast.logins)})


def _told(key: str) -> Settings:
    return lambda _cast: pick({}, {key: True}).map(dict)


VERBS: dict[str, Settings] = {
    "open_app": _open_app,
    "go_on_in_app": _app_and_client,
    "open_home_page": _with_client,
    "close_window": _with_client,
    "quit": _with_client,
    "log_in": _on_mac,
    "log_out": _on_mac,
    "sleep": _one_mac,
    "shut_down": _one_mac,
    "restart": _one_mac,
    "delete_keychain": _on_mac,
    "reset_login_keychain": _on_mac,
    "break_login_keychain": _on_mac,
    "delete_device_trust_password": _on_mac,
    "uninstall_task": _on_mac,
    "delete_certificate": _on_mac,
    "delete_private_key": _on_mac,
    "delete_identity_preferences": _on_mac,
    "delete_chrome_entry": _on_mac,
    "unload_scheduled_task": _on_mac,
    "run_task": _on_mac,
    "back_up": _on_mac,
    "restore_backup": _on_mac,
    "erase": _on_mac,
    "enroll_anew": _on_mac,
    "migrate_account": _copy,
    "upgrade_macos": lambda cast: st.fixed_dictionaries(
        {"mac": pick(*cast.macs), "macos": pick("10.15.7", "12.3.1")}
    ),
    "set_python3": lambda cast: st.fixed_dictionaries(
        {"mac": pick(*cast.macs), "python3": pick("ready", "without_modules", "absent")}
    ),
    "set_profile": _set_profile,
    "set_clock": lambda cast: st.fixed_dictionaries({"mac": pick(*cast.macs), "by": pick(*_SKEWS)}),
    "copy_keychain": _copy,
    "enter_command": _enter_command,
    "read_log": lambda cast: st.fixed_dictionaries(
        {"mac": pick(*cast.macs), "where": pick("asl", "console", "log_stream")}
    ),
    "read_policy_log": lambda cast: st.fixed_dictionaries(
        {"mac": pick(*cast.macs), "by": pick("policy", "computer")}
    ),
    "follow_learn_more": _app_and_client,
    "open_app_elsewhere": lambda cast: st.fixed_dictionaries(
        {
            "person": pick(*cast.logins),
            "app": pick(*cast.apps),
            "platform": pick("ios", "windows", "desktop_other"),
            "client": pick("web", "modern_auth", "active_sync"),
        }
    ),
    "open_home_page_elsewhere": lambda cast: st.fixed_dictionaries(
        {
            "person": pick(*cast.logins),
            "platform": pick("ios", "android", "windows"),
            "tried": pick(*cast.apps).map(lambda app: [app]),
        }
    ),
    "unmanage": _one_mac,
    "manage": _one_mac,
    "delete_computer": _one_mac,
    "flush_policy_log": lambda cast: _one_mac(cast) | st.just({}),
    "push_task": lambda cast: st.fixed_dictionaries(
        {"mac": pick(*cast.macs)},
        optional={"parameter": pick("uninstall", "verbose")}
        | ({"org": pick("preview")} if cast.preview else {}),
    ),
    "edit_policy": _edit_policy,
    "set_jamf_password": _told("tell_okta"),
    "create_user": _person,
    "activate_user": _person,
    "deactivate_user": _person,
    "suspend_user": _person,
    "unsuspend_user": _person,
    "revoke_user_certificates": _person,
    "revoke_device_certificates": _one_mac,
    "reset_secret_key": _told("update_script"),
    "enable_device_trust": _wizard,
    "edit_device_trust": _wizard,
    "test_api_credentials": _wizard,
    "set_privileges": _set_privileges,
    "edit_task": _edit_task,
    "check_task_version": _plain,
    "download_task": _plain,
    "disable_device_trust": _plain,
    "enable_feature": _plain,
    "disable_feature": _plain,
    "set_rules": _set_rules,
}
"""What each verb of a timeline may say, besides its moment."""
_LASTING = {"sleep", "shut_down"}
_REVOKING = ("revoke_user_certificates", "revoke_device_certificates")
"""Drawn more often, and an app is opened soon after: the next renewal mends what they break."""
_ON_A_MAC = (
    "quit",
    "log_in",
    "log_out",
    "restart",
    "delete_keychain",
    "set_clock",
    "copy_keychain",
    "push_task",
)
"""What changes a Mac, or may: drawn more often than what only asks."""
_HOURS = (6, 1, 30, 200)


@st.composite
def acts(draw: st.DrawFn, cast: Cast, span: Span) -> list[Raw]:
    """One act of any kind, or one of the sequences."""
    if draw(pick(*[False] * 7, True)):
        return draw(sagas(cast, span))
    at = draw(cast.moments(span))
    do = draw(pick(*VERBS, *_REVOKING * 3, *_ON_A_MAC * 2))
    raw = {"at": text(at), "do": do, **draw(VERBS[do](cast))}
    if do in _LASTING:
        raw["until"] = text(span.after(at, draw(pick(*_HOURS)) * 60))
    if do in _REVOKING:
        soon = text(span.within(at + 60 * draw(pick(*_HOURS))))
        return [raw, {"at": soon, "do": "open_app", **draw(_open_app(cast))}]
    return [raw]
