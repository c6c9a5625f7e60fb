"""Plays one planted defect: a copy of the project with the mistake in it, and there the swarm, as people run it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.planted.defect import Defect

ROOT = Path(__file__).parents[2]
PARTS = ("simulator", "fake_okta", "fake_jamf", "scenarios", "reports", "tests", "pyproject.toml")
FAILS = re.compile(r"^seed (\d+) fails: (\w+)\n  (.*)$", re.MULTILINE)
ENDLESS, ENDS_WITHIN_S = "endless", 900
"""A run that goes round and round: whoever waits for the swarm notices that, and nothing can be shrunk."""
RUN = "from simulator.cli import main; main()"


class Found(NamedTuple):
    """What became of a defect: which check found it at which seed, what it said, how long the shrunk estate is."""

    check: str = ""
    seed: int | None = None
    says: str = ""
    lines: int | None = None
    estate: str = ""
    crash: str = ""


def play(defect: Defect, seeds: int) -> Found:
    """Plant a defect and run the swarm."""
    with tempfile.TemporaryDirectory() as folder:
        there = planted(defect, Path(folder))
        small = there / "small.yaml"
        command = [sys.executable, "-c", RUN, "swarm", "--seeds", str(seeds), "-o", str(small)]
        try:
            ran = subprocess.run(
                command,
                cwd=there,
                env=_env(there),
                capture_output=True,
                text=True,
                check=False,
                timeout=ENDS_WITHIN_S,
            )
        except subprocess.TimeoutExpired:
            return Found(ENDLESS, says=f"the swarm does not end within {ENDS_WITHIN_S} s")
        told = FAILS.search(ran.stdout)
        if told is None:
            return Found(crash=ran.stderr[-400:] if ran.returncode not in {0, 1} else "")
        estate = small.read_text() if small.exists() else ""
        number, check, says = told.groups()
        return Found(check, int(number), says, len(estate.splitlines()), estate)


def red_tests(defect: Defect, tests: str) -> int:
    """How many of some tests fail with the defect planted."""
    with tempfile.TemporaryDirectory() as folder:
        there = planted(defect, Path(folder))
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "--maxfail=3",
            "-p",
            "no:cacheprovider",
            tests,
        ]
        ran = subprocess.run(command, cwd=there, env=_env(there), capture_output=True, text=True, check=False)
        told = re.search(r"(\d+) failed", ran.stdout)
        return int(told.group(1)) if told else 0


def planted(defect: Defect, folder: Path) -> Path:
    """A copy of the project in a folder, with the mistake in it."""
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, folder / part)
    (folder / defect.path).write_text(defect.applied(ROOT))
    return folder


def _env(there: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(there), "PYTHONDONTWRITEBYTECODE": "1"}
