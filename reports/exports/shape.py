"""The shape of ``findings.json``. Times are ISO 8601 with the offset of the run's time zone; an event is its ``seq``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Count = int


class _Part(BaseModel):
    """Nothing but what is declared, so that a reader may rely on the schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Played(_Part):
    """What was played, and how to play it again."""

    command: str = Field(description="plays the same run again")
    digest: str = Field(
        description="BLAKE2b of the trace; the same digest means the same run, event for event"
    )
    input_sha256: str = Field(description="of the scenario's file")
    starts: str
    ends: str
    zone: str = Field(description="IANA time zone of the estate")
    wiring: str
    detail: str
    events: Count = Field(description="records of the trace")
    versions: dict[str, str]
    assumptions: dict[str, str] = Field(description="every named assumption with the value that it had")


class Verdict(_Part):
    """Something that was expected, and what came."""

    held: bool
    expected: str
    came: str
    mac: str = Field(description="the Mac that it is about, or nothing")
    event: int | None
    finding: str | None = Field(description="its id among the findings; null where it held")


class Finding(_Part):
    """One thing to decide on. Its id stays the same from run to run: accepted.yaml names it, and a baseline compares it."""

    id: str
    kind: Literal["way_in", "lock_out", "disagreement", "expectation"]
    says: str
    app: str = Field(description="nothing where it is no matter of one app")
    remedy: str
    sign_ins: Count | None = Field(
        description="that came in, or were denied, by it; null where none are counted"
    )
    macs: Count | None = Field(description="on so many Macs; null where that is not counted")


class WayIn(_Part):
    """A way in for a device that should be kept out."""

    app: str = Field(description="nothing where it is no matter of one app")
    since: str
    suffices: list[str] = Field(
        description="the fewest facts that suffice, of several classes of requests each"
    )
    rule: str = Field(description="the deciding rule; nothing where something beside the rules does it")
    why: str
    remedy: str
    facts: list[str] = Field(description="ids of facts of the ledger")
    sign_ins: Count = Field(description="that came in by it in this run")
    macs: Count | None = Field(description="on so many Macs; null where that is not counted")
    event: int | None = Field(description="the first of them that was played")
    shown_by: Literal["analysis", "play"]
    finding: str = Field(description="its id among the findings")


class Cause(_Part):
    """A root cause of denials, or of untrusted devices that were let in."""

    word: str
    lets_in: bool
    plain: str
    fact: str
    remedy: str
    sign_ins: Count
    macs: Count
    people: Count
    first_day: str
    last_day: str
    events: list[int] = Field(
        description="the sign-ins with it that were played, the first of them where there are many"
    )
    finding: str | None = Field(
        description="its id among the findings; null where a way in by the rules explains it"
    )


class CameOut(_Part):
    """Sign-ins of a class of requests that came out alike."""

    outcome: str
    rule: str = Field(description="nothing where no event tells it")
    sign_ins: Count
    event: int = Field(description="the first of them that was played")


class AccessCell(_Part):
    """A class of requests: what the analysis says of all of them, and what came of those that were played."""

    clients: list[str]
    platform: str
    trust: Literal["trusted", "untrusted"]
    access: Literal["allowed", "denied", "depends"]
    rules: list[str] = Field(description="that decide")
    played: list[CameOut]
    disagrees: bool = Field(description="what was played is not what the analysis says")


class Access(_Part):
    """Who gets in to an app, from when on."""

    app: str
    since: str
    cells: list[AccessCell]


class RunFindings(_Part):
    """What one run found."""

    story: str
    path: str
    variant: str
    seed: int
    held: bool = Field(description="everything that was expected came")
    played: Played
    findings: list[Finding]
    verdicts: list[Verdict]
    numbers: dict[str, float] = Field(description="every measure of the whole run, by name")
    ways_in: list[WayIn]
    causes: list[Cause]
    access: list[Access] = Field(description="empty where the analysis of the rules was not kept")


class Findings(_Part):
    """What saved runs found."""

    layout: Literal["trustlab findings 1"] = "trustlab findings 1"
    runs: list[RunFindings]
