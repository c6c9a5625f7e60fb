"""A saved run played again, for what its services and Macs logged, of which a trace holds what judges need and no more.

Scenario, seed and code decide a run to the last event, so nothing of this has to be kept with it; that the digest of the
trace is the same proves that it is the same run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from fake_okta.log_json import as_json
from fake_okta.okta import Okta
from simulator.build import staged
from simulator.clock import DAY_S
from simulator.collecting import uncollected
from simulator.logs.lines import JsonLines
from simulator.logs.mac_logs import MacLogs
from simulator.logs.policy_logs import PolicyLogs
from simulator.saved import SavedRun
from simulator.scenario.at_start import FOLDER
from simulator.scenario.model import Scenario
from simulator.staging import Advance, Detail, Outside, Progress
from simulator.trace import Record, Trace
from simulator.world import World

SYSTEM_LOG = "okta_system_log.jsonl"
PREVIEW_LOG = "okta_system_log_preview.jsonl"
POLICY_LOGS = "jamf_policy_logs.jsonl"
MAC_LOGS = "mac_logs.jsonl"


class PlaysOtherwise(Exception):
    """This version plays a saved run otherwise than it was played, so what it would log is not what was logged then."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return (
            f"{self.folder}: this version plays that run otherwise, so its logs cannot be told; play it anew"
        )


class Written(NamedTuple):
    """A file of logs, and how many lines it has."""

    path: Path
    lines: int


def write_logs(
    run: SavedRun, folder: Path, detail: Detail | None = None, progress: Progress | None = None
) -> list[Written]:
    """Write what the services and the Macs of a run logged into a folder, one file each.

    ``detail`` 'every' also has the sign-ins, passes and check-ins that changed nothing and were only counted; by default
    there is as much as the run was played with.

    Raises PlaysOtherwise where this version does not play the same run.
    """
    scenario = _scenario(run)
    names = [SYSTEM_LOG, POLICY_LOGS, MAC_LOGS, *([PREVIEW_LOG] if scenario.preview else [])]
    with _files(folder, names) as files, uncollected():
        digest = _play(run, scenario, detail or _detail(run), files, progress)
        if digest != run.manifest.digest:
            raise PlaysOtherwise(run.folder)
    return [Written(one.path, one.count) for one in files.values()]


def _scenario(run: SavedRun) -> Scenario:
    try:
        beside = Path(run.manifest.path).parent  # a table of Macs is named relative to the story's file
        return Scenario.model_validate(_as_written(run.scenario), context={FOLDER: beside})
    except ValidationError as error:  # saved by a version whose scenarios had other keys
        raise PlaysOtherwise(run.folder) from error


def _as_written(evaluated: Mapping[str, Any]) -> dict[str, Any]:
    """A scenario as evaluated, without the defaults that nobody may write beside a table of Macs."""
    fleet = [
        {
            key: value
            for key, value in group.items()
            if not group.get("macs") or key not in {"count", "people"}
        }
        for group in evaluated.get("fleet", ())
    ]
    return {**evaluated, "fleet": fleet}


def _detail(run: SavedRun) -> Detail:
    return "every" if run.manifest.detail == "every" else "changes"


@contextmanager
def _files(folder: Path, names: list[str]) -> Iterator[dict[str, JsonLines]]:
    """All of them, or none."""
    first, *others = names
    with JsonLines(folder / first) as opened:
        if not others:
            yield {first: opened}
            return
        with _files(folder, others) as further:
            yield {first: opened, **further}


def _play(
    run: SavedRun, scenario: Scenario, detail: Detail, files: dict[str, JsonLines], progress: Progress | None
) -> str:
    """Play it, and write what is logged as it goes; the digest of the trace."""
    whole_s = run.manifest.end_at - run.manifest.start_at
    kept = Outside(log_kept_s=whole_s // 100 + DAY_S)  # they are read two hundred times on the way
    trace = Trace(run.records(), keep=_forget)
    policy_logs = PolicyLogs()
    trace.listen(policy_logs.see)
    world, _ = staged(scenario, run.manifest.seed, trace, detail, outside=kept)
    mac_logs = MacLogs({name: life.mac for name, life in world.lives.items()}, run.manifest.zone)
    trace.listen(mac_logs.see)
    readers = [_reader(okta, files[name]) for name, okta in _orgs(world).items()]

    def read(advance: Advance | None) -> None:
        for reader in readers:
            reader()
        for line in policy_logs.lines:
            files[POLICY_LOGS].write(line)
        policy_logs.lines.clear()
        for line in mac_logs.take():
            files[MAC_LOGS].write(line)
        if progress is not None and advance is not None:
            progress(advance)

    try:
        read(None)
        world.run(read)
    finally:
        world.close()
    return trace.digest()


def _forget(record: Record) -> None:
    """The saved run has it."""


def _orgs(world: World) -> dict[str, Okta]:
    orgs = {SYSTEM_LOG: world.stage.okta}
    if world.preview is not None:
        orgs[PREVIEW_LOG] = world.stage.org(world.preview.org)
    return orgs


def _reader(okta: Okta, file: JsonLines) -> Callable[[], None]:
    """Writes what is new in an org's System Log."""
    first = 1

    def read() -> None:
        nonlocal first
        for event in okta.log.forward(first):
            file.write(as_json(event))
        first = okta.log.numbers.stop

    return read
