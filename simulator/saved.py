"""A saved run: a folder that can be judged and reported again without being run again.

``manifest.json`` says what was run and how to repeat it; ``scenario.json`` holds the scenario as evaluated,
``people.json`` the names to show for ids, ``events-0000.parquet`` and so on the trace, ``verdicts.json`` what was
expected and what came, ``root_causes.json`` why sign-ins went wrong, ``policy.json`` what the apps' rules let in,
``control_test.json`` whether planted defects of these rules were found, ``worst_case.json`` (where it was asked for) what
would come if something else were true of what nobody knows. The manifest says "running" from the first second and "complete" only at the end, and names every part with its length and
hash: a run that was killed is recognised, and its complete parts can still be read.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from simulator.kept import KeptRecords
from simulator.trace import Record

if TYPE_CHECKING:
    from simulator.trace_store import PartWriter

MANIFEST = "manifest.json"
_LAYOUT = "trustlab run 1"
_FLUSH_EVERY = 20_000
_CAUSES = "root_causes.json"
_POLICY = "policy.json"
_CONTROL = "control_test.json"
_WORST_CASE = "worst_case.json"


class Part(NamedTuple):
    """One file of the trace: its name, how many records it holds, and the SHA-256 of its bytes."""

    name: str
    records: int
    sha256: str


class SavedVerdict(NamedTuple):
    """What was expected, in words, what came, and the Mac and the event that it is about."""

    held: bool
    expected: str
    came: str = ""
    subject: str = ""
    seq: int | None = None


class SavedCause(NamedTuple):
    """A root cause of denials, or of wrongful admissions (``lets_in``); times are midnights, epoch seconds.

    ``seqs`` are the sign-ins with it that were played, the first of them where there are many. ``check`` is the check of
    Okta's help page that finds it and ``order`` its place among them; ``holds`` says what is so once it is mended,
    ``place`` and ``where`` how an admin sees that. ``days`` are (midnight, sign-ins, Macs) of each day with it, and
    ``hit`` the Macs: (name, sign-ins, first midnight, last midnight), those hit first where there are many.
    """

    word: str
    lets_in: bool
    plain: str
    fact: str
    remedy: str
    sign_ins: int
    macs: int
    people: int
    first_at: int
    last_at: int
    seqs: Sequence[int] = ()
    check: str = ""
    order: int = 0
    holds: str = ""
    place: str = ""
    where: str = ""
    days: Sequence[Sequence[int]] = ()
    hit: Sequence[Sequence[Any]] = ()


class Judged(Protocol):
    """Anything that can be kept as a verdict."""

    @property
    def held(self) -> bool:
        """Whether what was expected came."""

    @property
    def expected(self) -> str:
        """What was expected, in words."""

    @property
    def came(self) -> str:
        """What came, in words."""

    @property
    def subject(self) -> str:
        """The Mac that it is about, or nothing."""

    @property
    def seq(self) -> int | None:
        """The event that it is about."""


@dataclass(frozen=True)
class Manifest:
    """What was run, on what, and how to repeat it. The fields from ``status`` on are filled in by the writer."""

    story: str
    path: str
    seed: int
    start_at: int
    end_at: int
    zone: str
    variant: str = "base"
    shows: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    input_sha256: str = ""
    assumptions: Mapping[str, str] = field(default_factory=dict)
    """Every named assumption with the value that it had."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What each assumption is about, in words."""
    alternatives: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What else each assumption may be."""
    unknown: Mapping[str, str] = field(default_factory=dict)
    """Why nobody knows, in words."""
    wiring: str = "direct"
    detail: str = "changes"
    command: str = ""
    status: Literal["running", "stopped", "complete"] = "running"
    why: str = ""
    digest: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many events of each kind."""
    parts: tuple[Part, ...] = ()


class RunIncomplete(Exception):
    """A folder that holds no run, or one that did not come to its end."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(folder, why)
        self.folder = folder
        self.why = why

    def __str__(self) -> str:
        return f"{self.folder}: {self.why}"


@dataclass(frozen=True)
class SavedRun:
    """A run as it was saved. ``records()`` is the trace, read from disk as it is gone through."""

    folder: Path
    manifest: Manifest
    scenario: Mapping[str, Any]
    people: Mapping[str, str]
    """The names to show, by id."""
    verdicts: tuple[SavedVerdict, ...]
    records: Callable[[], Sequence[Record]]
    root_causes: tuple[SavedCause, ...] = ()
    policy: tuple[Mapping[str, Any], ...] = ()
    """The policy analysis of each app: its access matrix, its holes, its default rule, and from when on it holds."""
    control_test: tuple[Mapping[str, Any], ...] = ()
    """Each defect that was planted in the apps' rules, and whether the analysis found it."""
    worst_case: Mapping[str, Any] | None = None
    """What came under every alternative of the named assumptions; None where they were not played."""

    @property
    def held(self) -> bool:
        """Whether all that was expected came."""
        return all(verdict.held for verdict in self.verdicts)


def _write_json(path: Path, value: object) -> None:
    beside = path.with_name(path.name + ".part")
    beside.write_text(json.dumps(value, indent=1), encoding="ascii")
    beside.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _new_folder(wanted: Path) -> Path:
    """``wanted``, or the same name with a number where something is there already: nothing is ever overwritten."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    folder, number = wanted, 1
    while True:
        try:
            folder.mkdir()
        except FileExistsError:
            number += 1
            folder = wanted.with_name(f"{wanted.name}-{number}")
        else:
            return folder


class RunWriter:
    """Writes a run while it goes: give :meth:`see` to the trace as a listener, and call :meth:`finish`.

    ``folder`` is where it really writes: where the wanted one exists, another is taken beside it. ``records`` are all
    that it has taken in, most of them on disk.
    """

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        scenario: Mapping[str, Any],
        *,
        flush_every: int = _FLUSH_EVERY,
    ) -> None:
        self.folder = _new_folder(folder)
        self.manifest = manifest
        self._flush_every = flush_every
        self._buffer: list[Record] = []
        self.records = KeptRecords(tail=self._buffer)
        self._counts: Counter[str] = Counter()
        self._part_writer: PartWriter | None = None
        self._keep()
        _write_json(self.folder / "scenario.json", scenario)

    def _keep(self, **changes: Any) -> None:
        self.manifest = replace(self.manifest, **changes)
        _write_json(self.folder / MANIFEST, {"layout": _LAYOUT, **asdict(self.manifest)})

    def see(self, record: Record) -> None:
        """Take a record in; writes a part when enough have come."""
        self._buffer.append(record)
        if len(self._buffer) >= self._flush_every:
            self._flush()

    def _flush(self) -> None:
        if not self._buffer:
            return
        path = self.folder / f"events-{len(self.manifest.parts):04d}.parquet"
        if self._part_writer is None:
            from simulator.trace_store import PartWriter  # DuckDB takes 70 ms to import

            self._part_writer = PartWriter()
        self._part_writer.write(path, self._buffer)
        part = Part(path.name, len(self._buffer), _sha256(path))
        self._counts.update(record.kind for record in self._buffer)
        self.records.add_part(path, len(self._buffer))
        self._buffer.clear()
        self._keep(parts=(*self.manifest.parts, part), counts=dict(sorted(self._counts.items())))

    def _write_the_rest(self) -> None:
        self._flush()
        if self._part_writer is not None:
            self._part_writer.close()
            self._part_writer = None

    def finish(
        self,
        digest: str,
        verdicts: Iterable[Judged],
        people: Mapping[str, str] | None = None,
        root_causes: Iterable[SavedCause] = (),
        policy: Iterable[Mapping[str, Any]] = (),
        control_test: Iterable[Mapping[str, Any]] = (),
    ) -> None:
        """Write what is left; from here on the run is complete."""
        self._write_the_rest()
        kept = [SavedVerdict(one.held, one.expected, one.came, one.subject, one.seq) for one in verdicts]
        _write_json(self.folder / "people.json", dict(people or {}))
        _write_json(self.folder / "verdicts.json", [verdict._asdict() for verdict in kept])
        _write_json(self.folder / _CAUSES, [cause._asdict() for cause in root_causes])
        _write_json(self.folder / _POLICY, [*policy])
        _write_json(self.folder / _CONTROL, [*control_test])
        self._keep(status="complete", digest=digest)

    def stop(self, why: str) -> None:
        """Keep what came so far of a run that cannot go on."""
        self._write_the_rest()
        self._keep(status="stopped", why=why)


def _read_json(folder: Path, name: str) -> Any:
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        why = "no saved run is here" if name == MANIFEST else f"{name} is missing"
        raise RunIncomplete(folder, why) from error
    except (OSError, ValueError) as error:
        raise RunIncomplete(folder, f"{name} cannot be read: {error}") from error


def _read_manifest(folder: Path) -> Manifest:
    raw = _read_json(folder, MANIFEST)
    if not isinstance(raw, dict) or raw.pop("layout", None) != _LAYOUT:
        raise RunIncomplete(folder, f"{MANIFEST} is not that of a run of this version")
    try:
        parts = tuple(Part(*part) for part in raw.pop("parts"))
        return Manifest(**{**raw, "shows": tuple(raw["shows"])}, parts=parts)
    except (KeyError, TypeError) as error:
        raise RunIncomplete(folder, f"{MANIFEST} does not say what it should: {error}") from error


def _check_part(folder: Path, part: Part) -> None:
    path = folder / part.name
    if not path.is_file():
        raise RunIncomplete(folder, f"{part.name} is missing")
    if _sha256(path) != part.sha256:
        raise RunIncomplete(folder, f"{part.name} is not what was written")


def _records(folder: Path, parts: tuple[Part, ...]) -> KeptRecords:
    return KeptRecords([(folder / part.name, part.records) for part in parts])


def read_run(folder: Path, *, leftover: bool = False) -> SavedRun:
    """The run saved in a folder.

    Args:
        folder: the run's own folder.
        leftover: read also a run that did not come to its end, as far as its parts are complete.

    Raises RunIncomplete where it did not come to its end, lacks a part, or is no run.
    """
    manifest = _read_manifest(folder)
    complete = manifest.status == "complete"
    if not complete and not leftover:
        ended = (
            f"it was stopped: {manifest.why}"
            if manifest.status == "stopped"
            else "the run did not come to its end"
        )
        raise RunIncomplete(folder, ended)
    for part in manifest.parts:
        _check_part(folder, part)
    raw_verdicts = _read_json(folder, "verdicts.json") if complete else []
    return SavedRun(
        folder,
        manifest,
        scenario=_read_json(folder, "scenario.json"),
        people=_read_json(folder, "people.json") if complete else {},
        verdicts=tuple(SavedVerdict(**verdict) for verdict in raw_verdicts),
        records=partial(_records, folder, manifest.parts),
        root_causes=_root_causes(folder) if complete else (),
        policy=tuple(_kept_json(folder, _POLICY) or ()) if complete else (),
        control_test=tuple(_kept_json(folder, _CONTROL) or ()) if complete else (),
        worst_case=_kept_json(folder, _WORST_CASE) if complete else None,
    )


def keep_worst_case(folder: Path, found: Mapping[str, Any]) -> None:
    """Put beside a complete run what came under other assumptions."""
    _write_json(folder / _WORST_CASE, found)


def _root_causes(folder: Path) -> tuple[SavedCause, ...]:
    return tuple(SavedCause(**cause) for cause in _kept_json(folder, _CAUSES) or ())


def _kept_json(folder: Path, name: str) -> Any:
    """What a file of a run holds; None of a run that was saved before such a file was kept, or that was not asked for."""
    return _read_json(folder, name) if (folder / name).is_file() else None


def find_runs(path: Path) -> list[Path]:
    """The folders of all runs at or below a path, complete or not, sorted."""
    return sorted(manifest.parent for manifest in path.rglob(MANIFEST)) if path.is_dir() else []
