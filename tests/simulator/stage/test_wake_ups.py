"""A Mac with nothing due finds each kind of change: by being woken, or by looking again when it has acted.

Each estate here comes out otherwise where one kind of wake-up is missing; when everything is played, none is needed.
"""

import pytest

from simulator.run import play
from simulator.scenario.model import Scenario
from simulator.trace import first_difference

OFTEN = {"opens_apps": "often", "quits_chrome": "every_day"}
ALL_DAY = {"opens_apps": {"per_workday": 30.0}, "quits_chrome": "every_day"}
NEVER_QUITS = {"opens_apps": "often", "quits_chrome": "never"}
SELDOM = {"opens_apps": {"per_workday": 0.4}, "quits_chrome": {"daily_probability": 0.4}}
SELDOM_QUITS = {"quits_chrome": {"daily_probability": 0.4}}
RARELY = {"opens_apps": {"per_workday": 0.1}, "quits_chrome": {"daily_probability": 0.2}}
UNMANAGED = {"kind": "unmanaged", "from": "day 300", "until": "day 385 11:00"}
LONG = {"length": "395 days", "jamf": {"check_in": {"interval": "1 hour"}}}


def slow(begins, ends, delay="4 minutes"):
    return {"kind": "slow_network", "delay": delay, "from": begins, "until": ends}


def on(day, do, **more):
    return {"at": f"day {day}", "do": do, **more}


ESTATES = {
    "a fault begins and ends": {
        "faults": [{"kind": "host_blocked", "host": "mtls", "from": "day 7 11:00", "until": "day 9 11:00"}]
    },
    "TLS is inspected for a while": {
        "faults": [{"kind": "tls_inspection", "from": "day 7 11:00", "until": "day 9 11:00"}]
    },
    "rules are edited": {
        "timeline": [on("7 12:00", "set_rules", app="salesforce", rules="deny_before_trusted")]
    },
    "certificates are revoked": {"timeline": [on("7 12:00", "revoke_user_certificates", person="ada")]},
    "a device's certificates are revoked": {
        "timeline": [on("7 12:00", "revoke_device_certificates", mac="ada")]
    },
    "a person is suspended and comes back": {
        "timeline": [
            on("7 12:00", "suspend_user", person="ada"),
            on("9 12:00", "unsuspend_user", person="ada"),
        ]
    },
    "the cell is read-only when a first certificate is to be had": {
        "faults": [{"kind": "read_only_cell", "from": "day 0 08:00", "until": "day 3 12:00"}]
    },
    "the cell is read-only in the renewal window": {
        **LONG,
        "faults": [{"kind": "read_only_cell", "from": "day 330", "until": "day 350 12:30"}],
    },
    "the old task deletes the certificate and fails to bring in the new one": {
        "length": "395 days",
        "jamf": {"check_in": {"interval": "1 hour"}, "task": {"version": "1.2.0"}},
        "faults": [{"kind": "failing_step", "step": "import", "from": "day 330", "until": "day 392"}],
    },
    "management is lost, and the certificate expires": {**LONG, "faults": [UNMANAGED]},
    "an expired certificate is held by somebody who seldom signs in": {
        **LONG,
        "faults": [UNMANAGED],
        "fleet": [{"name": "ada", "habits": SELDOM}],
    },
    "the old certificate is revoked while Chrome holds it": {
        **LONG,
        "assumptions": {"old_certificate_after_renewal": "revoked"},
    },
    "a password is rotated": {
        "faults": [{"kind": "jamf_password_rotated", "from": "day 0 08:00", "until": "day 4 12:00"}]
    },
    "a password is rotated back in a cell that is read-only": {
        "faults": [
            {"kind": "jamf_password_rotated", "from": "day 0 08:00", "until": "day 4 12:00"},
            {"kind": "read_only_cell", "from": "day 4 08:00", "until": "day 4 15:20"},
        ],
        "jamf": {"policy": {"frequency": "Once every day"}},
    },
    "a privilege is taken, and given back": {
        "jamf": {"policy": {"frequency": "Once every day"}},
        "timeline": [
            on("0 08:00", "set_privileges", privileges=["Read Computers"]),
            on("4 12:00", "set_privileges", privileges="administrator"),
        ],
    },
    "Okta's wizard gets a wrong tenant, and the right one": {
        "jamf": {"policy": {"frequency": "Once every day"}},
        "timeline": [
            on("0 08:00", "edit_device_trust", tenant_url="https://another.jamfcloud.com"),
            on("4 12:00", "edit_device_trust", tenant_url="https://acme.jamfcloud.com"),
        ],
    },
    "the setting goes off and on": {
        "timeline": [on("7 12:00", "disable_device_trust"), on("9 12:00", "enable_device_trust")]
    },
    "the task is pushed": {"timeline": [on("7 12:00", "push_task", mac="ada")]},
    "a whitelist is pushed that has an app more, and later one that has it no longer": {
        "fleet": [{"name": "ada", "habits": OFTEN, "apps": ["ringcentral", "chrome"]}],
        "timeline": [
            on("4 12:00", "edit_task", whitelist_added=["M932RC5J66"]),
            on("4 12:01", "push_task", mac="ada"),
            on("7 12:00", "edit_task", whitelist_added=[]),
            on("8 12:00", "push_task"),
        ],
    },
    "the preview org's task is pushed before production's, and after it": {
        "preview": {},
        "fleet": [{"name": "ada", "habits": OFTEN}, {"name": "bob", "habits": OFTEN}],
        "timeline": [
            on("0 08:00", "push_task", mac="ada", org="preview"),
            on("5 12:00", "push_task", mac="bob", org="preview"),
            on("7 12:00", "open_app", mac="ada", app="salesforce", org="preview", **{"as": "piloting"}),
            on("7 14:00", "push_task", mac="ada", parameter="uninstall", org="preview"),
            on("8 12:00", "push_task", mac="ada"),
        ],
    },
    "an uninstall is pushed while Chrome holds the certificate": {
        "timeline": [on("7 14:00", "push_task", mac="ada", parameter="uninstall")],
        "assumptions": {"chrome_keeps_identity_whose_key_was_deleted": "yes"},
    },
    "Chrome holds an expired certificate and is quit before anybody signs in": {
        **LONG,
        "faults": [UNMANAGED],
        "fleet": [{"name": "staff", "count": 5, "habits": RARELY}],
    },
    "a policy's log is flushed": {"timeline": [on("7 12:00", "flush_policy_log", mac="ada")]},
    "the policy is edited": {"timeline": [on("7 12:00", "edit_policy", frequency="Once every day")]},
    "a clock is set back in the renewal window": {
        **LONG,
        "faults": [{"kind": "clock_skew", "by": "-50 days", "from": "day 300", "until": "day 380"}],
    },
    "a clock runs ahead of the certificate": {
        **LONG,
        "faults": [{"kind": "clock_skew", "by": "40 days", "from": "day 320", "until": "day 330"}],
        "fleet": [{"name": "ada", "habits": NEVER_QUITS}],
    },
    "the Mac is shut down into the renewal window": {
        **LONG,
        "faults": [{"kind": "mac_off", "from": "day 330 12:00", "until": "day 345 10:00"}],
    },
    "the Mac was off, and its daily pass has another hour since": {
        **LONG,
        "faults": [{"kind": "mac_off", "from": "day 100 12:00", "until": "day 102 15:37"}],
        "fleet": [{"name": "ada", "habits": {"opens_apps": "never", "sleeps": "never"}}],
    },
    "power is cut in the task": {
        "faults": [{"kind": "power_cut", "step": "import", "from": "day 0 08:00", "until": "day 2 12:00"}]
    },
    "a step fails for a while": {
        "faults": [{"kind": "failing_step", "step": "chrome", "from": "day 0 08:00", "until": "day 2 12:00"}],
        "jamf": {"policy": {"frequency": "Once every day"}},
    },
    "somebody logs out and in": {
        "timeline": [on("7 12:00", "log_out", mac="ada"), on("8 12:00", "log_in", mac="ada")]
    },
    "the Mac is restarted": {"timeline": [on("7 12:00", "restart", mac="ada")]},
    "a restart makes Chrome forget the revoked certificate": {
        **LONG,
        "assumptions": {"old_certificate_after_renewal": "revoked"},
        "fleet": [{"name": "ada", "habits": NEVER_QUITS}],
        "timeline": [on("360 12:00", "restart", mac="ada")],
    },
    "an upgrade of macOS makes Chrome forget the revoked certificate": {
        **LONG,
        "assumptions": {"old_certificate_after_renewal": "revoked"},
        "fleet": [{"name": "ada", "habits": NEVER_QUITS, "macos": "10.15.7"}],
        "timeline": [on("360 12:00", "upgrade_macos", mac="ada", macos="11.6")],
    },
    "a Mac sleeps over the hour at which Chrome, which holds a revoked certificate, is quit on other days": {
        "fleet": [{"name": "ada", "habits": ALL_DAY}],
        "timeline": [
            on("7 10:00", "revoke_device_certificates", mac="ada"),
            on("7 10:30", "delete_keychain", mac="ada"),
            on("7 11:00", "push_task", mac="ada"),
            on("7 14:00", "sleep", mac="ada", until="day 8 10:30"),
        ],
    },
    "a Mac is erased": {
        "fleet": [{"name": "ada", "habits": NEVER_QUITS}],
        "timeline": [on("7 12:00", "erase", mac="ada")],
    },
    "somebody quits Chrome, which held the revoked certificate": {
        **LONG,
        "assumptions": {"old_certificate_after_renewal": "revoked"},
        "fleet": [{"name": "ada", "habits": NEVER_QUITS}],
        "timeline": [on("360 12:00", "quit", mac="ada", client="chrome")],
    },
    "the keychain is deleted, and Safari looks at it each time": {
        "fleet": [{"name": "ada", "habits": ALL_DAY, "apps": ["safari"]}],
        "timeline": [on("7 10:00", "delete_keychain", mac="ada")],
    },
    "a clock is set to a time before the certificate, and Safari looks at it each time": {
        "fleet": [{"name": "ada", "habits": ALL_DAY, "apps": ["safari"]}],
        "timeline": [on("7 10:00", "set_clock", mac="ada", by="-60 days")],
    },
    "the password is deleted, and restarts are daily": {
        "fleet": [{"name": "ada", "habits": {**OFTEN, "restarts_mac": "every_day"}}],
        "timeline": [on("7 14:00", "delete_device_trust_password", mac="ada")],
    },
    "somebody logs out for good on a Mac that is restarted": {
        **LONG,
        "fleet": [{"name": "ada", "habits": {**OFTEN, "restarts_mac": "weekly"}}],
        "timeline": [on("300 12:00", "log_out", mac="ada")],
    },
    "a keychain is copied to another Mac": {
        "fleet": [
            {"name": "ada", "habits": OFTEN},
            {"name": "bob", "habits": OFTEN, "enrolled_in_jamf": "never"},
        ],
        "timeline": [on("7 12:00", "copy_keychain", mac="ada", to="bob")],
    },
    "a wave of the rollout reaches the second Mac": {
        "fleet": [{"name": "staff", "count": 3, "habits": OFTEN}],
        "jamf": {"rollout": {"macs_a_day": 1}},
    },
    "somebody who was denied is asked for a certificate from then on": {
        "fleet": [{"name": "first"}, {"name": "ada", "habits": OFTEN | SELDOM_QUITS}],
        "jamf": {"rollout": {"macs_a_day": 1}},
        "assumptions": {"chrome_user_policy": "ignored", "chooser_answer": "cancels"},
    },
    "a Mac joins": {
        "fleet": [{"name": "ada", "habits": OFTEN, "enrolled_in_jamf": "during", "joins": "day 3 10:30"}]
    },
    "a Mac joins with nobody there": {
        "fleet": [
            {
                "name": "ada",
                "habits": OFTEN,
                "enrolled_in_jamf": "during",
                "joins": "day 3 10:30",
                "joins_logged_in": False,
            }
        ]
    },
    "locks are looked at while sign-ins keep the session alive": {
        "fleet": [{"name": "ada", "habits": {**OFTEN, "opens_apps": {"per_workday": 30.0}}}],
        "faults": [UNMANAGED | {"from": "day 0 08:00", "until": "day 9"}],
        "timeline": [
            on("7 10:30", "open_app", mac="ada", app="salesforce", from_home_page=True, **{"as": "locking"}),
            on("7 15:30", "open_home_page", mac="ada", **{"as": "looking"}),
        ],
    },
    "the setting is off, so that Chrome presents nothing to nobody, when the keychain is deleted": {
        "timeline": [on("3 12:00", "disable_device_trust"), on("7 12:00", "delete_keychain", mac="ada")]
    },
    "Jamf Pro is not on its allow list, and the consoles change what it would get and who gets in": {
        "fleet": [
            {"name": "ada", "habits": OFTEN, "allows_hosts": ["*.okta.com"]},
            {"name": "ben", "habits": OFTEN},
        ],
        "timeline": [
            on("4 12:00", "push_task"),
            on("7 12:00", "set_rules", app="salesforce", rules="deny_before_trusted"),
        ],
    },
    "answers are late for a day": {
        "faults": [slow("day 7 09:00", "day 8 16:00")],
        "fleet": [{"name": "ada", "habits": {**OFTEN, "opens_apps": {"per_workday": 30.0}}}],
        "timeline": [
            on("7 11:00", "push_task", mac="ada"),
            on("7 14:00", "revoke_user_certificates", person="ada"),
        ],
    },
    "answers were late, and it has to catch up": {
        "faults": [slow("day 7 09:00", "day 7 15:00", "20 minutes")],
        "fleet": [{"name": "ada", "habits": {**OFTEN, "opens_apps": {"per_workday": 30.0}}}],
        "timeline": [
            on("7 11:00", "push_task", mac="ada"),
            on("7 15:10", "set_rules", app="salesforce", rules="deny_before_trusted"),
            on("7 15:30", "set_rules", app="salesforce", rules="trusted_macs_only"),
        ],
    },
}


def scenario(estate):
    raw = {"story": "woken", "length": "12 days", "fleet": [{"name": "ada", "habits": OFTEN}], **estate}
    return Scenario.model_validate(raw)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("estate", ESTATES.values(), ids=ESTATES)
def test_what_it_finds_is_what_a_mac_that_plays_everything_finds(estate, seed):
    changes, every = (play(scenario(estate), seed, detail=detail) for detail in ("changes", "every"))
    assert not first_difference(changes, every)
