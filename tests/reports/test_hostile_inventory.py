"""An inventory whose names mean harm: imported, played and reported, they stay text on the page, in the CSV and in the logs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reports.denials_csv import defused
from simulator.cli import main
from simulator.finding import of_kinds
from simulator.logs.replay import MAC_LOGS, POLICY_LOGS
from simulator.saved import find_runs, read_run
from tests.reports.reading import Page
from tests.simulator.inventory.exports import row, text

NAMES = (
    "=cmd|' /C calc'!A0",
    "</script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "+1",
    "@SUM(A1)",
    "'; DROP TABLE part; --",
    "--><!--",
    "{subject}{0}%s",
    "\u202eadA",
    "&lt;b&gt;",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the estate, its saved run, the report, and what is exported."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [
        row(
            name,
            number,
            Department=name,
            Username=f"user{number}",
            **{"Email Address": f"user{number}@acme.test"},
        )
        for number, name in enumerate(NAMES, start=1)
    ]
    (folder / "jamf.csv").write_text(text(rows), encoding="utf-8")
    estate, runs = str(folder / "estate.yaml"), str(folder / "runs")
    for arguments in (
        ["import", "jamf-csv", str(folder / "jamf.csv"), "-o", estate],
        ["run", estate, "--save", runs, "--report", str(folder / "report.html")],
        ["export", runs, "--to", str(folder / "exported")],
    ):
        answer = CliRunner().invoke(main, arguments)
        assert answer.exit_code == 0, answer.output
    return folder


def lines_of(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    assert data.isascii()
    return [json.loads(line) for line in data.decode().split("\n") if line]


def macs_of(made: Path) -> set[str]:
    """The Macs' names as the run has them: marks that turn the writing direction are not in them."""
    (run,) = find_runs(made / "runs")
    names = {record.subject for record in of_kinds(read_run(run).records(), "mac.added")}
    assert {*NAMES} - names == {"\u202eadA"}
    return names


def test_no_name_adds_an_element_or_a_script_to_the_page(made: Path) -> None:
    page = Page((made / "report.html").read_text(encoding="utf-8"))
    assert sum(name == "script" for name, _ in page.elements) == 4
    assert not {"img", "b>"} & {name for name, _ in page.elements}
    assert not any(key.startswith("on") for _, attributes in page.elements for key in attributes)
    assert "\u202e" not in page.text
    for name in NAMES[:7]:
        assert name in page.text


def test_no_cell_of_the_denials_is_a_formula_and_each_mac_is_there(made: Path) -> None:
    with (made / "exported" / "denials.csv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    assert not any(cell.lstrip(" ").startswith(FORMULA) for row in rows for cell in row.values())
    denied = {row["mac"] for row in rows}
    assert "'=cmd|' /C calc'!A0" in denied
    assert denied == {defused(mac) for mac in macs_of(made)}


@pytest.mark.parametrize("log", [POLICY_LOGS, MAC_LOGS])
def test_jamf_and_mac_logs_are_a_line_a_thing_and_have_the_names_as_they_are(made: Path, log: str) -> None:
    (path,) = made.rglob(log)
    lines = lines_of(path)
    names = {
        line["computer_history"]["general"]["name"] if log == POLICY_LOGS else line["host"] for line in lines
    }
    assert names == macs_of(made)
