"""Small estates in which much happens, drawn for tests: every kind of outside change, at times of all kinds."""

from hypothesis import strategies as st

from simulator.scenario.model import Scenario

DAYS = 20
LONG = 390
"""Renewals begin on day 335, and the first certificates end on day 365."""
MACS = ["ada", "bob", "terminal"]
RATES = st.sampled_from([0.03, 0.1, 0.4])
HABITS = st.fixed_dictionaries(
    {},
    optional={
        "opens_apps": st.sampled_from(
            ["never", "every_workday", "often", {"per_workday": 0.3}, {"per_workday": 3.5}]
        ),
        "quits_chrome": st.sampled_from(["never", "every_day"])
        | RATES.map(lambda rate: {"daily_probability": rate}),
        "restarts_mac": st.sampled_from(["never", "every_day", "weekly"])
        | RATES.map(lambda rate: {"daily_probability": rate}),
        "absent": RATES.map(lambda rate: {"daily_probability": rate}),
        "sleeps": st.sampled_from(["at_night", "never"]),
    },
)
RULES = st.sampled_from(["trusted_macs_only", "deny_before_trusted", "deny_untrusted_macs", "open"])
STEPS = st.sampled_from(
    [
        "keychain",
        "keychain_password",
        "enroll",
        "renew",
        "import",
        "delete_identity",
        "metadata",
        "safari",
        "chrome",
        "partition_list",
        "agent_file",
        "launch_agent",
    ]
)
HOSTS = st.sampled_from(["org", "mtls", "jamf"])
SKEWS = st.sampled_from(["-400 days", "-40 days", "-2 hours", "20 minutes", "40 days", "340 days"])


@st.composite
def moments(draw, days):
    """A moment of the run: mostly in working hours, where Macs are awake, and where certificates begin and end."""
    near = st.integers(1, 6) | st.integers(max(1, days - 70), days - 2)
    day = draw(near)
    second = draw(st.integers(7 * 3600, 19 * 3600) | st.integers(0, 86_399))
    return f"day {day} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


@st.composite
def faults(draw, days):
    """One fault of any kind, on one Mac or all."""
    whom = draw(st.sampled_from([{}, {"on": {"mac": "ada"}}, {"on": {"mac": "terminal"}}]))
    kinds = [
        st.just({"kind": "read_only_cell"}),
        st.just({"kind": "jamf_down"}),
        st.just({"kind": "okta_down"}),
        HOSTS.map(lambda host: {"kind": "host_blocked", "host": host} | whom),
        st.just({"kind": "tls_inspection"} | whom),
        HOSTS.map(lambda host: {"kind": "answer_lost", "host": host} | whom),
        st.sampled_from(["5 seconds", "2 minutes"]).map(
            lambda delay: {"kind": "slow_network", "delay": delay} | whom
        ),
        STEPS.map(lambda step: {"kind": "failing_step", "step": step} | whom),
        STEPS.map(lambda step: {"kind": "power_cut", "step": step} | whom),
        st.just({"kind": "mac_off"} | whom),
        st.just({"kind": "unmanaged"} | whom),
        SKEWS.map(lambda by: {"kind": "clock_skew", "by": by} | whom),
        st.just({"kind": "jamf_password_rotated"}),
    ]
    first, second = draw(moments(days)), draw(moments(days))
    begins, ends = sorted((first, second), key=_sortable)
    return draw(st.one_of(kinds)) | {"from": begins, "until": ends}


def _sortable(moment):
    _, day, clock = moment.split()
    return int(day), clock


@st.composite
def acts(draw, days):
    """One act of any kind in the timeline."""
    mac = {"mac": draw(st.sampled_from(MACS))}
    person = {"person": draw(st.sampled_from(["ada", "bob", "terminal-early", "terminal-late"]))}
    account = draw(st.sampled_from([{}, {"account": "early"}, {"account": "late"}]))
    whose = {"mac": "terminal", **account} if account else mac
    doing = [
        *(
            mac | {"do": do}
            for do in ("unmanage", "manage", "delete_computer", "flush_policy_log", "restart")
        ),
        *(mac | {"do": "push_task", "parameter": what} for what in ("", "uninstall")),
        *(
            person | {"do": do}
            for do in ("activate_user", "deactivate_user", "suspend_user", "unsuspend_user")
        ),
        person | {"do": "revoke_user_certificates"},
        mac | {"do": "revoke_device_certificates"},
        *({"do": "reset_secret_key", "update_script": told} for told in (False, True)),
        *(
            {"do": do}
            for do in ("enable_device_trust", "disable_device_trust", "enable_feature", "disable_feature")
        ),
        *({"do": "set_jamf_password", "tell_okta": told} for told in (False, True)),
        *(
            {"do": "edit_device_trust", **entered}
            for entered in ({"password": "mistyped"}, {"tenant_url": "https://another.jamfcloud.com"}, {})
        ),
        *({"do": "set_privileges", "privileges": which} for which in (["Read Computers"], "administrator")),
        *({"do": "edit_task", "org_token": how} for how in ("wrong", "pasted")),
        *({"do": do} for do in ("test_api_credentials", "check_task_version", "download_task")),
        {
            "do": "edit_policy",
            "frequency": draw(st.sampled_from(["Once every day", "Ongoing", "Once per computer"])),
        },
        {"do": "edit_policy", "enabled": draw(st.booleans())},
        {"do": "set_rules", "app": draw(st.sampled_from(["salesforce", "workday"])), "rules": draw(RULES)},
        *(whose | {"do": do} for do in ("log_in", "log_out", "quit", "close_window", "uninstall_task")),
        *(
            whose | {"do": do}
            for do in ("delete_keychain", "reset_login_keychain", "delete_device_trust_password")
        ),
        whose | {"do": "open_app", "app": "salesforce", "from_home_page": draw(st.booleans())},
        whose | {"do": "open_home_page"},
        person | {"do": "open_app_elsewhere", "app": "salesforce", "platform": "ios"},
        *(whose | {"do": do, "app": "salesforce"} for do in ("follow_learn_more", "go_on_in_app")),
        whose | {"do": "enter_command", "command": "version"},
        whose | {"do": "read_log", "where": "asl"},
        mac | {"do": "set_clock", "by": draw(SKEWS)},
        {"do": "copy_keychain", "mac": "ada", "to": "bob"},
    ]
    act, at = draw(st.sampled_from(doing)), draw(moments(days))
    if act["do"] in {"open_app", "open_home_page"}:
        act = act | {"as": f"asked {draw(st.integers(0, 10**9))}"}
    return act | {"at": at}


@st.composite
def estates(draw):
    """A scenario of a month, or of a little more than a year: two own Macs and a shared one, with much going on."""
    days = draw(st.sampled_from([DAYS, LONG]))
    app = {"name": "salesforce", "rules": draw(RULES)}
    people = [{"name": "early"}, {"name": "late", "habits": {"works": {"from": "13:00", "until": "21:00"}}}]
    fleet = [
        {
            "name": "ada",
            "habits": draw(HABITS),
            "apps": draw(st.sampled_from([["chrome"], ["safari"], ["chrome", "safari"]])),
        },
        {"name": "bob", "habits": draw(HABITS)},
        {"name": "terminal", "habits": draw(HABITS), "people": people},
    ]
    raw = {
        "story": "much goes on",
        "length": f"{days} days",
        "okta": {"apps": [app, {"name": "workday", "protocol": "ws_fed", "rules": draw(RULES)}]},
        "jamf": {"check_in": {"interval": "15 minutes" if days == DAYS else "1 hour"}},
        "fleet": fleet if days == DAYS else [draw(st.sampled_from(fleet))],
        "faults": draw(st.lists(faults(days), max_size=4)),
        "timeline": draw(st.lists(acts(days), max_size=6)),
    }
    return only_those_there(raw)


def only_those_there(raw):
    """Without what names a Mac that this estate has not."""
    there = {group["name"] for group in raw["fleet"]}
    people = {
        name if name != "terminal" else f"terminal-{who}" for name in there for who in ("early", "late")
    }
    raw["faults"] = [one for one in raw["faults"] if one.get("on", {}).get("mac", next(iter(there))) in there]
    raw["timeline"] = [
        one
        for one in raw["timeline"]
        if one.get("mac", next(iter(there))) in there
        and one.get("to", next(iter(there))) in there
        and one.get("person", next(iter(people))) in people
    ]
    return raw


def of_tree(raw):
    """The scenario of a drawn tree."""
    return Scenario.model_validate(raw)
