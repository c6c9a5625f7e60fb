"""The runbook: of each cause whom it hits, what to do, in which order, and how to know that it helped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from reports.found import Found
from reports.markup import Html, join, tag
from reports.outcome import Outcome
from reports.table import note
from simulator.findings import cause_id
from simulator.saved import SavedCause

_MOST_MACS = 12
_CONSOLE_CHECKS = frozenset({"feature", "setting", "policy"})
"""Where what lets devices in is mended in Okta's console; else it is by a certificate, which has to be revoked."""


class Entry(NamedTuple):
    """A cause, with every run that met it."""

    cause: SavedCause
    met: list[tuple[Found, SavedCause]]


def entries(outcome: Outcome) -> list[Entry]:
    """The causes of the runs as told, in the order in which an admin checks: what stands first may explain the rest."""
    found: dict[str, Entry] = {}
    for one in outcome.told:
        for cause in one.view.run.root_causes:
            found.setdefault(cause.word, Entry(cause, [])).met.append((one, cause))
    return sorted(found.values(), key=lambda entry: (entry.cause.order, -_hit(entry), entry.cause.word))


def _hit(entry: Entry) -> int:
    return sum(cause.macs for _, cause in entry.met)


def build(outcome: Outcome) -> Html:
    """The section; nothing where nothing went wrong."""
    found = entries(outcome)
    if not found:
        return Html("")
    return join(
        (
            note(
                "In the order in which Okta's help page checks: what stands first may be the reason for what comes later, so "
                "begin at the top, and look again before going on."
            ),
            tag("ol", *(_entry(outcome, entry) for entry in found), class_="runbook"),
        )
    )


def _entry(outcome: Outcome, entry: Entry) -> Html:
    cause = entry.cause
    looks, what = ("badge bad", "lets in") if cause.lets_in else ("badge quiet", "keeps out")
    return tag(
        "li",
        tag("h3", tag("bdi", cause.plain), " ", tag("span", what, class_=looks)),
        tag(
            "dl",
            tag("dt", "Whom it hits"),
            tag("dd", *_whom(entry)),
            tag("dt", "What to do, in this order"),
            tag("dd", _steps(cause.remedy)),
            tag("dt", "How to know that it helped"),
            tag("dd", *_helped(cause)),
        ),
        _references(outcome, cause),
        id=f"runbook-{cause.word.replace(':', '-').replace('_', '-')}",
        class_="card",
    )


def _whom(entry: Entry) -> Iterator[Html | str]:
    sign_ins = sum(cause.sign_ins for _, cause in entry.met)
    first, first_cause = min(entry.met, key=lambda met: met[1].first_at)
    last, last_cause = max(entry.met, key=lambda met: met[1].last_at)
    macs = _count(_hit(entry), "Mac") if _hit(entry) else "Devices that are no Mac of the fleet"
    yield (
        f"{macs}, {_count(sign_ins, 'sign-in')}, from {first.view.date(first_cause.first_at)} "
        f"to {last.view.date(last_cause.last_at)}"
    )
    if len(entry.met) > 1:
        yield f", in {len(entry.met):,} runs"
    named = _named(entry)
    shown = [*named.items()][:_MOST_MACS]
    for number, (mac, one) in enumerate(shown):
        yield ", " if number else ": "
        yield _mac(one, mac)
    if len(entry.met) == 1 and _hit(entry) > len(shown) > 0:
        yield f" and {_hit(entry) - len(shown):,} more"
    elif len(named) > len(shown):
        yield " and others"  # Macs of several runs may share a name
    yield "."


def _named(entry: Entry) -> dict[str, Found]:
    """The Macs by name, each once, in a run whose page has its flight recorder where there is one; those first."""
    found: dict[str, Found] = {}
    for one, cause in entry.met:
        for hit in cause.hit:
            mac = str(hit[0])
            if mac not in found or (mac in one.recorded and mac not in found[mac].recorded):
                found[mac] = one
    return dict(sorted(found.items(), key=lambda pair: pair[0] not in pair[1].recorded))


def _mac(one: Found, mac: str) -> Html:
    if mac not in one.recorded:
        return tag("bdi", mac)
    return tag("a", tag("bdi", mac), href=f"#{one.view.mac_id(mac)}")


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _steps(remedy: str) -> Html:
    """A remedy as steps; where there are several ways, each as a list of its own, and what ends each of them after it."""
    ways, _, end = remedy.partition("; then ")
    told = [
        tag("ol", *(tag("li", step) for step in (*way.split(", then "), *([end] if end else []))))
        for way in ways.split(", or ")
    ]
    parts: list[Html] = []
    for number, way in enumerate(told):
        if number:
            parts.append(tag("p", "or", class_="note"))
        parts.append(way)
    return join(parts)


def _helped(cause: SavedCause) -> Iterator[str]:
    seen = f"Seen in {cause.place}: {cause.where}. " if cause.holds else ""
    if not cause.lets_in:
        yield f"This is so then: {cause.holds}. {seen}" if cause.holds else ""
        yield "And the same person, on the same Mac with the same client, is let in."
    elif cause.check in _CONSOLE_CHECKS:
        yield f"{seen}And the same sign-in, tried again on such a device, is denied."
    else:
        yield "The System Log has pki.cert.revoke for it, and the same sign-in, tried again there, is denied."


def _references(outcome: Outcome, cause: SavedCause) -> Html:
    parts: list[Html | str] = ["Fact ", tag("code", cause.fact, class_="fact")]
    if cause.check:
        parts += [f"; check '{cause.check.replace('_', ' ')}'"]
    id_ = cause_id(cause)
    if any(one.finding.id == id_ for one in outcome.findings):
        parts += ["; finding ", tag("a", id_, href=f"#{id_}")]
    return tag("p", *parts, ".", class_="note")
