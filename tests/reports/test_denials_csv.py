"""The denials as CSV: one a line, as the page has them, and no cell that a spreadsheet would reckon."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from reports.denials_csv import COLUMNS, defused, write_denials
from simulator.cli import main
from simulator.saved import SavedRun
from tests.reports.playing import Play

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "  =1", 'a"b,c\nd', "y" * 10_000, "a\u202eb")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def test_each_denial_that_was_played_is_a_line_with_its_root_cause(played: Play, tmp_path: Path) -> None:
    out = tmp_path / "denials.csv"
    assert write_denials([played("rules/holes_by_name.yaml")], out) == 2
    first, second = rows_of(out)
    assert (first["mac"], first["app"], first["reason"], first["rule"]) == (
        "stranger",
        "secured",
        "no_certificate",
        "Deny everything else",
    )
    assert first["at"] == "2025-01-08T10:00:00+01:00"
    assert first["root_cause"] == "Jamf Pro does not manage the Mac"
    assert first["fact"] == "JMF-08"
    assert second["mac"] == "seller"


def test_hostile_names_are_cells_that_no_spreadsheet_reckons(
    save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    out = tmp_path / "denials.csv"
    write_denials([save(HOSTILE, story="=cmd|' /C calc'!A0", reason="@reason")], out)
    rows = rows_of(out)
    assert len(rows) == 3 * len(HOSTILE)
    assert {row["mac"].removeprefix("'") for row in rows} == {*HOSTILE}
    assert all(tuple(row) == COLUMNS for row in rows)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1"])
def test_what_would_be_a_formula_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "ada", "a=1", "2025-01-08", "'=1"])
def test_anything_else_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell


def test_the_command_writes_it_beside_the_page(save: Callable[..., SavedRun], tmp_path: Path) -> None:
    page, out = tmp_path / "report.html", tmp_path / "denials.csv"
    told = CliRunner().invoke(main, ["report", str(save().folder), "-o", str(page), "--denials", str(out)])
    assert told.exit_code == 0, told.output
    assert "denials.csv: 3 denials." in told.output
    assert len(rows_of(out)) == 3
    assert page.exists()


def test_a_file_that_cannot_be_written_is_the_authors_error(
    save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    nowhere = tmp_path / "nowhere" / "denials.csv"
    told = CliRunner().invoke(
        main, ["report", str(save().folder), "-o", str(page), "--denials", str(nowhere)]
    )
    assert told.exit_code == 2
    assert not page.exists()
