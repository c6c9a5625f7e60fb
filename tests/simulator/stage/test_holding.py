"""What a browser holds is worked out backwards, and is what playing every quit and visit would have left there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from fake_okta import messages as okta
from simulator.clock import DAY_S, Calendar, parse_start
from simulator.habits import Routine
from simulator.holding import Holding
from simulator.mac.apps import CLIENTS
from simulator.mac.chrome_policy import entry_for
from simulator.mac.keychain import PASSWORD_LABEL, Identity, OktaKeychain
from simulator.mac.keys import make_key
from simulator.mac.machine import Mac
from simulator.place import before_macs
from simulator.resident import Resident, Stream

START_AT, ZONE = parse_start("2025-01-06 08:00 Europe/Berlin")
CALENDAR = Calendar(START_AT, ZONE, 70)
HOST = "ok3-devicetrust.okta.com"
ISSUER = "CN=MTLS Certificate Authority,O=Okta"
KEY = make_key(b"a key")

routines = st.builds(
    lambda index, **habits: Routine(CALENDAR, (1, 0, ("sales", index)), **habits),
    st.integers(0, 500),
    opens=st.sampled_from([0.0, 0.3, 2.0]),
    quits=st.sampled_from([0.0, 0.1, 1.0]),
    restarts=st.sampled_from([0.0, 0.1]),
    absent=st.sampled_from([0.0, 0.4]),
)
seconds = st.integers(START_AT, START_AT + 60 * DAY_S)


def identity(number, valid_from=START_AT - DAY_S, valid_until=START_AT + 400 * DAY_S):
    certificate = okta.Certificate(number, "CN=Okta MTLS", ISSUER, "", valid_from, valid_until, b"")
    return Identity(certificate, KEY)


def mac_of(*accounts):
    mac = Mac(
        name="ada",
        udid="ada",
        serial_number="C02",
        macos="10.14.6",
        now=lambda: START_AT,
        address=(1, 0, ("ada", 0)),
        org_url="https://acme.okta.com",
        cert_auth_domain=f"https://{HOST}",
    )
    mac.managed_chrome_policy = (entry_for(HOST),)
    for name in accounts:
        account = mac.add_account(name)
        account.browser("chrome")
        account.login_keychain.passwords[PASSWORD_LABEL] = "p"  # a test's own
        account.okta_keychain = OktaKeychain("p")
        account.okta_keychain.unlocked = True
        account.okta_keychain.partition_list = frozenset({CLIENTS["chrome"].partition})
    return mac


def resident(routine, account="ada", *apps, handshakes=True):
    streams = [
        Stream(app, "chrome", routine.stream(app, "chrome"), handshakes=handshakes)
        for app in apps or ("crm",)
    ]
    return Resident(f"{account} {id(routine)}", account, routine, streams)


def put(mac, number, account="ada"):
    """The keychain holds another certificate from now on, and nothing else."""
    mac.accounts[account].okta_keychain.identities[:] = [identity(number)]


def held(mac, account="ada"):
    """The serial number that Chrome remembers; None where it remembers nothing at all."""
    memory = mac.accounts[account].browser("chrome").memory
    return memory[HOST].identity.certificate.serial_number if HOST in memory else None


def played(residents, account, changes, until):
    """The same by playing each quit, restart and visit of each day, one by one, between the changes."""
    events = [(at, 0, number) for at, number in changes]
    for one in residents:
        if one.account == account:
            for day in range(CALENDAR.days):
                ends = [one.routine.quit_at(day), one.routine.restart_at(day)]
                events += [(at, 2, 0) for at in ends if at is not None]
                for stream in one.streams:
                    if stream.handshakes:
                        events += [(at, 1, 0) for at in one.routine.opens_on(day, stream.key)]
    number, memory = None, None
    first = changes[0][0]
    for at, what, value in sorted(events):
        if at >= until:
            break
        if what == 0:
            number = value
        elif at < first:
            continue
        elif what == 2:
            memory = None
        elif memory is None:
            memory = number
    return memory


@given(
    st.lists(routines, min_size=1, max_size=2),
    st.lists(seconds, min_size=2, max_size=7, unique=True),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_worked_out_backwards_it_is_what_playing_day_by_day_leaves(found, moments, two_apps):
    mac = mac_of("ada")
    residents = [resident(routine, "ada", *(("crm", "hr") if two_apps else ("crm",))) for routine in found]
    holding = Holding(mac, residents)
    *changes, until = sorted(moments)
    numbered = [(at, number) for number, at in enumerate(changes, start=1)]
    for at, number in numbered:
        holding.settle("ada", before_macs(at))
        put(mac, number)
    holding.settle("ada", before_macs(until))
    assert held(mac) == played(residents, "ada", numbered, until)


@given(routines, st.lists(seconds, min_size=3, max_size=10, unique=True))
@settings(max_examples=80, deadline=None)
def test_looking_more_often_changes_nothing(routine, moments):
    first, *between, last = sorted(moments)
    found = []
    for stops in ([last], [*between, last]):
        mac = mac_of("ada")
        holding = Holding(mac, [resident(routine)])
        holding.settle("ada", before_macs(first))
        put(mac, 1)
        for at in stops:
            holding.settle("ada", before_macs(at))
        found.append(held(mac))
    assert found[0] == found[1]


def test_one_account_s_quits_leave_the_other_account_s_chrome_alone():
    quits = Routine(CALENDAR, (1, 0, ("a", 0)), opens=0.0, quits=1.0)
    stays = Routine(CALENDAR, (1, 0, ("a", 1)), opens=0.0, quits=0.0)
    mac = mac_of("ada", "ben")
    holding = Holding(mac, [resident(quits, "ada"), resident(stays, "ben")])
    for name in ("ada", "ben"):
        holding.settle(name, before_macs(START_AT))
        put(mac, 7, name)
        account = mac.accounts[name]
        account.browser("chrome").present(mac, account, HOST, START_AT)
        holding.settle(name, before_macs(START_AT + 3 * DAY_S))
    assert (held(mac, "ada"), held(mac, "ben")) == (None, 7)


def test_a_visit_without_a_handshake_leaves_nothing_to_remember():
    routine = Routine(CALENDAR, (1, 0, ("a", 0)), opens=4.0, quits=0.0)
    mac = mac_of("ada")
    holding = Holding(mac, [resident(routine, handshakes=False)])
    holding.settle("ada", before_macs(START_AT))
    put(mac, 1)
    holding.settle("ada", before_macs(START_AT + 5 * DAY_S))
    assert held(mac) is None


def test_what_a_mac_was_off_for_is_no_time_to_quit():
    routine = Routine(CALENDAR, (1, 0, ("a", 0)), opens=0.0, quits=1.0)
    mac = mac_of("ada")
    holding = Holding(mac, [resident(routine)])
    holding.settle("ada", before_macs(START_AT))
    put(mac, 1)
    account = mac.accounts["ada"]
    account.browser("chrome").present(mac, account, HOST, START_AT)
    holding.know("ada", before_macs(START_AT + 5 * DAY_S))
    holding.settle("ada", before_macs(START_AT + 5 * DAY_S + 60))
    assert held(mac) == 1


def test_chrome_is_stale_while_it_holds_another_certificate_than_it_would_choose():
    mac = mac_of("ada")
    holding = Holding(mac, [])
    put(mac, 1)
    account = mac.accounts["ada"]
    account.browser("chrome").present(mac, account, HOST, START_AT)
    assert not holding.is_stale("ada", START_AT)
    put(mac, 2)
    assert holding.is_stale("ada", START_AT)
    assert holding.quit_all("ada", START_AT) == ["chrome"]
    assert not holding.is_stale("ada", START_AT)
    assert holding.quit_all("ada", START_AT) == []


def test_a_boundary_is_where_a_certificate_in_reach_begins_or_ends_by_either_clock():
    mac = mac_of("ada")
    holding = Holding(mac, [])
    begins, ends = START_AT + 100, START_AT + 10 * DAY_S
    mac.accounts["ada"].okta_keychain.identities[:] = [identity(1, begins, ends)]
    assert holding.next_boundary("ada", START_AT) == begins
    assert holding.next_boundary("ada", begins) == ends + 1
    assert holding.next_boundary("ada", ends + 1) is None
    mac.clock_skew_s = 3600
    assert holding.next_boundary("ada", begins) == ends + 1 - 3600
    assert holding.next_boundary("ada", ends + 1 - 3600) == ends + 1


def test_what_chrome_remembers_has_a_boundary_though_no_keychain_holds_it_any_more():
    mac = mac_of("ada")
    holding = Holding(mac, [])
    ends = START_AT + 10 * DAY_S
    mac.accounts["ada"].okta_keychain.identities[:] = [identity(1, START_AT, ends)]
    account = mac.accounts["ada"]
    account.browser("chrome").present(mac, account, HOST, START_AT)
    account.okta_keychain.identities.clear()
    assert holding.next_boundary("ada", START_AT) == ends + 1
