"""The folder in which one part is mutated: copies of its source and tests, and what mutmut is told.

What was found stays in the folder, so a run that was stopped goes on where it stood, and after a change only
the functions that changed are tried anew, and the survivors where the tests changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import rmtree
from zlib import crc32

from tests.mutation.unwrap import unwrapped

ROOT = Path(__file__).resolve().parents[2]
WORKSHOPS = ROOT / "build" / "mutation"
KILLED = 1
# A test of a fault takes 0.04 s with this and 0.2 s without; what is left out tells of failures and finds plugins.
_WITHOUT = ("unraisableexception", "threadexception", "logging", "doctest", "faulthandler", "cacheprovider")
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    "PYTEST_ADDOPTS": " ".join([*(f"-p no:{name}" for name in _WITHOUT), "--assert=plain --tb=no"]),
}
_NO_FAULT = "none"
_MARK = "tried.sha256"


def prepare(part):
    """Bring the part's folder up to date and return it."""
    folder = WORKSHOPS / part.name
    _mirror(ROOT / part.source, folder / part.source, unwrapped)
    for source in (part.tests, "tests/mutation"):
        _mirror(ROOT / source, folder / source)
    _take_away_what_is_gone(folder, part)
    (folder / "pyproject.toml").write_text(_configuration(part))
    _forget_survivors(folder, part)
    return folder


def mutate(part, children, share_percent=100, modules=()):
    """Run mutmut in the part's folder, as many faults at once as there are children.

    Of the modules (all where none is named) every fault, or the share of them that a sample has.
    """
    prepare(part)
    if share_percent == 100 and not modules:
        _run(part, children)
        return
    _run(part, children, [_NO_FAULT])  # plants the faults and learns which test reaches what
    names = [*_chosen(part, share_percent, modules)]
    if names:
        _run(part, children, names)


def _run(part, children, names=()):
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(children), *names]
    environment = {**os.environ, **_ENVIRONMENT}
    subprocess.run(command, cwd=WORKSHOPS / part.name, env=environment, check=_NO_FAULT not in names)


def _chosen(part, share_percent, modules):
    """Those not tried yet of the modules and in the sample, which is the same each time."""
    for module, faults in found(part).items():
        if not modules or module in modules:
            for name, code in faults.items():
                if code is None and crc32(name.encode()) % 100 < share_percent:
                    yield name


def found(part):
    """Every fault planted in the part: module -> {fault: pytest's exit code, None where not tried}."""
    folder = WORKSHOPS / part.name / "mutants" / part.mutated
    metas = {module: folder / f"{module}.py.meta" for module in modules_of(part)}
    return {
        module: json.loads(meta.read_text())["exit_code_by_key"]
        for module, meta in metas.items()
        if meta.exists()
    }


def modules_of(part):
    """The names of the modules that are mutated."""
    paths = sorted((ROOT / part.mutated).glob("*.py"))
    return [path.stem for path in paths if not any(path.match(name) for name in part.left_out)]


def _mirror(source, target, change=str):
    """Write what changed and nothing else: mutmut tells by a file's time what to mutate anew."""
    kept = {path.relative_to(source) for path in source.rglob("*.py")}
    for path in target.rglob("*.py"):
        if path.relative_to(target) not in kept:
            path.unlink()
    for path in kept:
        old, new = target / path, change((source / path).read_text())
        if not old.exists() or old.read_text() != new:
            old.parent.mkdir(parents=True, exist_ok=True)
            old.write_text(new)


def _take_away_what_is_gone(folder, part):
    """mutmut copies what is there and leaves what is there no longer."""
    rmtree(folder / "mutants" / "tests", ignore_errors=True)
    for path in (folder / "mutants" / part.source).rglob("*.py"):
        if not (folder / path.relative_to(folder / "mutants")).exists():
            path.unlink()


def _configuration(part):
    values = {
        "source_paths": [part.source],
        "only_mutate": [f"{part.mutated}/*.py"],
        "do_not_mutate": [f"{part.mutated}/{name}" for name in part.left_out],
        "pytest_add_cli_args_test_selection": [part.tests],
        "pytest_add_cli_args": [
            *("-p", "tests.mutation.haste"),
            *(f"--ignore-glob=*/{name}" for name in part.tests_left_out if "::" not in name),
            *(f"--deselect={part.tests}/{name}" for name in part.tests_left_out if "::" in name),
        ],
        # A fault that makes a test endless ends after so many seconds and so many times what the tests took while all
        # their calls were counted, which is a multiple of what they take else: with 5 such faults took half of the time.
        "timeout_constant": 4.0,
        "timeout_multiplier": 2.0,
        # Tests are collected before a fault is chosen, and not run: what they leave in a cache would hide faults.
        "process_isolation": "forkserver",
        "use_setproctitle": False,
        "use_git_change_detection": False,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in values.items()]
    pytest_lines = 'addopts = ["--import-mode=importlib"]\n'
    return "[tool.mutmut]\n" + "\n".join(lines) + "\n[tool.pytest.ini_options]\n" + pytest_lines


def _forget_survivors(folder, part):
    """Where tests or source changed, which test reaches what is found anew, and what was not noticed tried again."""
    digest = hashlib.sha256()
    for place in (part.source, part.tests):
        for path in sorted((folder / place).rglob("*.py")):
            digest.update(path.read_bytes())
    mark = folder / _MARK
    if mark.exists() and mark.read_text() != digest.hexdigest():
        (folder / "mutants" / "mutmut-stats.json").unlink(missing_ok=True)
        for path in (folder / "mutants").rglob("*.py.meta"):
            told = json.loads(path.read_text())
            codes = told["exit_code_by_key"]
            told["exit_code_by_key"] = {
                name: code if code == KILLED else None for name, code in codes.items()
            }
            path.write_text(json.dumps(told, indent=4))
    mark.write_text(digest.hexdigest())
