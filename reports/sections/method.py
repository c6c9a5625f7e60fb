"""How the report came about: what a run needs to be repeated, what was assumed, what is not claimed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reports.configuration import configuration_text
from reports.markup import Html, join, tag
from reports.table import Column, beside, note, table
from reports.view import RunView, words

_NOT_CLAIMED = (
    "What holds here is shown in the model. It is not proven of the real services.",
    "Okta Device Trust in this form (a certificate in the keychain) is a former generation, ended in October 2024.",
    "Where public material is silent, the model takes a named assumption. Each is listed below with its value.",
    "How often people sign in, quit a browser or are away is an input, not a finding.",
)
_RUNS = (
    Column("story", "Story"),
    Column("variant", "Variant"),
    Column("seed", "Seed"),
    Column("command", "To repeat it"),
    Column("digest", "Digest of the trace"),
    Column("input", "SHA-256 of the input, tables included"),
    Column("span", "Simulated"),
    Column("events", "Events", "number"),
)
_PARTS = (
    Column("run", "Run"),
    Column("file", "File"),
    Column("events", "Events", "number"),
    Column("sha256", "SHA-256"),
)
_MOST_SHOWN = 20
_LONGEST = 40_000
_ASSUMPTIONS = (
    Column("name", "Assumption"),
    Column("value", "Value"),
    Column("default", "Default"),
    Column("alternatives", "May also be"),
    Column("meaning", "What it is about"),
    Column("unknown", "Why it is not known"),
)


def _run(view: RunView) -> tuple[Html | str | int, ...]:
    manifest = view.manifest
    played = f"{manifest.zone}, {manifest.wiring}, {manifest.detail}"
    return (
        tag("a", manifest.story, href=f"#{view.id()}"),
        words(manifest.variant),
        str(manifest.seed),
        tag("code", manifest.command),
        tag("span", manifest.digest, class_="mono"),
        tag("span", manifest.input_sha256, class_="mono"),
        tag("span", f"{view.date(manifest.start_at)} to {view.date(manifest.end_at)}, {played}"),
        sum(part.records for part in manifest.parts),
    )


def _assumptions(views: Sequence[RunView]) -> Html:
    """Every assumption once, with each value that it had in some run."""
    values: dict[str, dict[str, None]] = {}
    defaults: dict[str, str] = {}
    meanings: dict[str, str] = {}
    alternatives: dict[str, Sequence[str]] = {}
    unknown: dict[str, str] = {}
    for view in views:
        alternatives.update(view.manifest.alternatives)
        unknown.update(view.manifest.unknown)
        defaults.update(view.manifest.defaults)
        meanings.update(view.manifest.meanings)
        for name, value in view.manifest.assumptions.items():
            values.setdefault(name, {})[value] = None
    if not values:
        return note("No assumption is recorded with these runs.")
    rows = [
        (
            tag("code", name),
            ", ".join(map(words, chosen)),
            words(defaults.get(name, "")),
            ", ".join(map(words, alternatives.get(name, ()))),
            meanings.get(name, ""),
            unknown.get(name, ""),
        )
        for name, chosen in sorted(values.items())
    ]
    told = len(_ASSUMPTIONS) if defaults or meanings else 2
    return table("Assumptions", _ASSUMPTIONS[:told], [row[:told] for row in rows])


def _versions(views: Sequence[RunView]) -> Html:
    versions: dict[str, dict[str, None]] = {}
    for view in views:
        for name, version in view.manifest.versions.items():
            versions.setdefault(name, {})[version] = None
    listed = (f"{name} {', '.join(found)}" for name, found in versions.items())
    return tag("p", "Made with ", ", ".join(listed) or "unrecorded versions", ".")


def _traces(views: Sequence[RunView]) -> Iterator[Html]:
    """The files of the traces, so that nobody has to believe that the numbers are of these."""
    rows = [
        (view.run.folder.name, part.name, part.records, tag("span", part.sha256, class_="mono"))
        for view in views[:_MOST_SHOWN]
        for part in view.manifest.parts
    ]
    yield beside(
        f"The files of the traces, by their SHA-256{_of(len(views))}",
        table("Files of the traces", _PARTS, rows, search=True),
    )


def _configurations(views: Sequence[RunView]) -> Iterator[Html]:
    """What each story was evaluated as."""
    told: dict[str, str] = {}
    for view in views:
        text = configuration_text(view.run.scenario)
        told.setdefault(text[:_LONGEST], f"{view.manifest.path}, {words(view.manifest.variant)}")
        if len(told) == _MOST_SHOWN:
            break
    parts = [tag("div", tag("h4", name), tag("pre", text, tabindex="0")) for text, name in told.items()]
    yield beside(
        f"The configuration as evaluated, defaults and all, secrets removed{_of(len(views))}", join(parts)
    )


def _of(runs: int) -> str:
    return f" (of the first {_MOST_SHOWN})" if runs > _MOST_SHOWN else ""


def build(views: Sequence[RunView]) -> Html:
    """The section."""
    events = sum(part.records for view in views for part in view.manifest.parts)
    repeat = tag("code", views[0].manifest.command) if len(views) == 1 else "the commands listed below"
    return join(
        (
            tag("h3", "What this does not claim"),
            tag("ul", *(tag("li", line) for line in _NOT_CLAIMED)),
            tag("h3", "Repeat it"),
            tag(
                "p",
                f"{events:,} events were recorded. The same input, seed and versions give the same digest. Use ",
                repeat,
                ".",
            ),
            table("Runs", _RUNS, [_run(view) for view in views], search=True),
            _versions(views),
            *_traces(views),
            *_configurations(views),
            tag("h3", "Named assumptions"),
            _assumptions(views),
        )
    )
