"""A Mac at a moment: which check fails first, where an admin sees it, what to do; and the checks that passed before it.

A check fails where it explains what happened at the sign-in; whatever else is wrong then is told of beside it, since it
will be next. Reads the trace, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from simulator.account_story import AccountStory, MacStory
from simulator.diagnosis_causes import CAUSES, LETS_IN, Cause
from simulator.diagnosis_certificates import Why
from simulator.diagnosis_checks import CHECKS, PLACES, Check
from simulator.diagnosis_outlook import outlook
from simulator.diagnosis_reasons import SignIn, root_cause
from simulator.diagnosis_states import States
from simulator.estate import Estate
from simulator.reading import Reading
from simulator.trace import Record

State = Literal["passed", "failed", "symptom", "not the reason", "not known"]
Problem = Literal["denied", "let in", "none"]
_SYMPTOMS = {"certificate", "completed"}
"""Checks that lead on: that no certificate is there, and that the log says Failed, has a reason further down."""


class Step(NamedTuple):
    """A check as it came out; ``told`` says what is wrong, where something is."""

    check: Check
    state: State
    told: tuple[str, ...] = ()


class Who(NamedTuple):
    """Whose sign-ins are looked at: everybody's where a field is None."""

    person: str | None = None
    app: str | None = None
    client: str | None = None

    def fits(self, person: str, app: str, client: str) -> bool:
        """Whether a stream of sign-ins is one of those."""
        return all(
            wanted in (None, found)
            for wanted, found in ((self.person, person), (self.app, app), (self.client, client))
        )


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with a Mac at a second.

    Attributes:
        last: the sign-in that it is about; None where nobody had tried.
        expected: True where something changed since, so that it is about the next sign-in.
        before: the cause of the last sign-in, where that has changed since.
        steps: the checks in their order, up to the one that fails, or all.
        also: other checks that fail, and are not the reason.
    """

    mac: str
    at: int
    account: str
    problem: Problem
    last: SignIn | None = None
    expected: bool = False
    word: str = ""
    told_by: Record | None = None
    before: str = ""
    steps: tuple[Step, ...] = ()
    also: tuple[Step, ...] = ()

    @property
    def cause(self) -> Cause | None:
        """The cause, with fact and remedy; None where nothing is wrong."""
        return CAUSES[self.word] if self.word else None

    @property
    def check(self) -> Check | None:
        """The first check that fails."""
        cause = self.cause
        return None if cause is None else CHECKS[PLACES[cause.check]]


def diagnose(
    estate: Estate, mac: MacStory, at: int, who: Who | None = None, since: int | None = None
) -> Diagnosis:
    """What is wrong with a Mac at an epoch second, that second included.

    ``who`` narrows it to a person, an app or a client. Of several sign-ins that went wrong the latest is taken; one from
    ``since`` on is told of as it was, an earlier one in the light of what has changed up to ``at``. Raises LookupError
    where ``who`` names nobody there.
    """
    who = who or Who()
    accounts = [one for one in mac.accounts.values() if who.person is None or who.person in one.people]
    if not accounts:
        raise LookupError(who.person)
    tried = [*_tried(estate, accounts, at + 1, who)]
    if not tried:
        return _untried(estate, accounts[0], at)
    wrong = [(sign_in, why) for sign_in, why in tried if why is not None]
    last, why = max(wrong or tried, key=lambda one: (one[0].at, one[0].record.seq))
    seen = last.at - 1
    return _of_sign_in(estate, last, why, seen if since is not None and seen >= since else at)


def _tried(
    estate: Estate, accounts: Sequence[AccountStory], at: int, who: Who
) -> Iterator[tuple[SignIn, Why | None]]:
    """The last sign-in of each stream before a second, with its root cause."""
    found = [
        (account, tried)
        for account in accounts
        for tried in account.tried_since(0, at)
        if who.fits(*(str(tried.record.details[key]) for key in ("person", "app", "client")))
    ]
    decisions = estate.decisions(tried.record for _, tried in found)
    for account, (record, tried_at) in found:
        sign_in = SignIn(account, record, tried_at + 1, decisions.get(record.seq))
        yield sign_in, root_cause(estate, sign_in)


class Found(NamedTuple):
    """What lies behind one sign-in: the word of its cause, and the first check that fails."""

    cause: str
    check: str


def of_event(reading: Reading, record: Record) -> Found | None:
    """What lies behind a sign-in of the fleet that was played; None where all is as it should be, and for other events."""
    return behind(Estate.read(reading), record) if record.kind == "app.opened" else None


def behind(estate: Estate, record: Record) -> Found | None:
    """The same of one sign-in among several, the estate read once."""
    (mac,) = estate.some_stories([record.subject])
    account = mac.accounts[str(record.details["account"])]
    decided = estate.decisions([record]).get(record.seq)
    why = root_cause(estate, SignIn(account, record, record.at + 1, decided))
    return None if why is None else Found(why.word, CAUSES[why.word].check)


def _of_sign_in(estate: Estate, last: SignIn, why: Why | None, at: int) -> Diagnosis:
    now, expected = outlook(estate, last, at + 1)
    before = ""
    if expected:
        before, why = "" if why is None else why.word, root_cause(estate, now)
    reached = bool(now.detail("rule"))
    judged = reached and _same_rules(estate, last, at + 1)
    person, app = last.detail("person"), last.detail("app")
    states = States(estate, last.account, at + 1, person, app, judged=judged, asked=reached)
    word = "" if why is None else why.word
    steps, also = _walk(states, word)
    problem: Problem = "none" if not word else "let in" if word in LETS_IN else "denied"
    told_by = None if why is None else why.record
    mac, account = last.account.mac.name, last.account.name
    return Diagnosis(mac, at, account, problem, last, expected, word, told_by, before, steps, also)


def _same_rules(estate: Estate, last: SignIn, at: int) -> bool:
    """Whether the app's rules are those yet that decided last: which of others would decide is not worked out."""
    app = last.detail("app")
    return estate.grounds.rules(app, last.at) is estate.grounds.rules(app, at)


def _untried(estate: Estate, account: AccountStory, at: int) -> Diagnosis:
    """Nobody has tried: the states alone say what stands in the way."""
    person = next(iter(account.people))
    states = States(estate, account, at + 1, person, "", judged=False, asked=False)
    word, record = states.obstacle()
    steps, also = _walk(states, word)
    problem: Problem = "denied" if word else "none"
    return Diagnosis(account.mac.name, at, account.name, problem, None, True, word, record, "", steps, also)


def _walk(states: States, word: str) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The checks in their order up to the one that fails, and what else is wrong."""
    failing = CAUSES[word].check if word else ""
    steps: list[Step] = []
    also: list[Step] = []
    reached = False
    for check in CHECKS:
        if check.name == failing:
            steps.append(Step(check, "failed", (CAUSES[word].plain,)))
            reached = True
            continue
        told = tuple(states.wrong(check.name, word))
        if told:
            state: State = "symptom" if check.name in _SYMPTOMS and word else "not the reason"
            step = Step(check, state, told)
            if state != "symptom":
                also.append(step)
        else:
            step = Step(check, "passed" if states.known(check.name) else "not known")
        if not reached:
            steps.append(step)
    return tuple(steps), tuple(also)
