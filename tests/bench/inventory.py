"""A large inventory: an export in, an estate out, and the question of today."""

import csv
import tempfile
import time
from pathlib import Path

from simulator.collecting import uncollected
from simulator.inventory.coverage import Coverage
from simulator.inventory.estate_file import Estate, estate_text
from simulator.inventory.jamf_export import Reading, read_export
from simulator.mac_table import parse_macs, table_text
from simulator.scenario.load import load
from simulator.today import App, answer
from tests.bench.figures import Measure

ROWS = 100_000
AT = 1_795_168_800
HEADER = [
    "Computer Name", "JSS Computer ID", " Serial Number", "UDID", "Managed", "Platform", "Last Check-in",
    "Last Inventory Update", "Operating System Version", "Username", "Email Address", "Department",
]  # fmt: skip
OTHERS = [f"Attribute {number}" for number in range(105)]
"""An export has about 118 columns; most are of no use here and have to be read past."""


def export(file, rows):
    """Write an export of so many computers, every twentieth of which goes on in a second row."""
    with file.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow([*HEADER, *OTHERS, "Okta Device Trust details"])
        for n in range(rows):
            user = f"user{n:06d}"
            told = (
                f"dt1 python2=no python3=ready | {user} certificate=there issued=2026-01-07T09:00:00Z "
                f"expires=2027-01-07T09:00:00Z sha1={n:040X} certificates=1 password=yes task=1.3.3 chrome=not_running"
            )
            udid, serial = f"00000000-0000-0000-0000-{n:012d}", f"C02{n:09d}"
            seen = f"2026-11-{n % 27 + 1:02d} 10:{n % 60:02d}:00"
            cells = [
                f"mac-{n:06d}",
                n,
                serial,
                udid,
                "Managed",
                "Mac",
                seen,
                seen,
                "14.5.0",
                user,
                f"{user}@acme.test",
                "HQ",
            ]
            writer.writerow([*cells, *(f"value {n}" if k % 3 == 0 else "" for k in range(len(OTHERS))), told])
            if n % 20 == 0:
                writer.writerow([""] * (len(HEADER) + len(OTHERS) + 1))


@uncollected()
def import_s(_found):
    """Seconds from the export to the text of the estate and of its table."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "inventory.csv"
        export(file, ROWS)
        begun = time.perf_counter()
        coverage = Coverage(file.name)
        macs = read_export(str(file), coverage, Reading())
        table = table_text(macs)
        estate_text(Estate(macs, "acme.macs.csv", AT, [coverage]))
        took = time.perf_counter() - begun
    assert len(macs) == coverage.read == ROWS
    KEPT["table"] = table
    return took


KEPT = {}


@uncollected()
def today_s(_found):
    """Seconds to read the table and to say who is denied in ten apps."""
    begun = time.perf_counter()
    found = answer(parse_macs(KEPT["table"], "t"), [App(f"app {n}", ()) for n in range(10)], AT)
    assert found.count("allowed") == ROWS
    return time.perf_counter() - begun


def _loads_s(folder, fleet):
    file = Path(folder) / "estate.yaml"
    file.write_text(f"story: a\nfleet:\n{fleet}")
    begun = time.perf_counter()
    load(file)
    return time.perf_counter() - begun


def as_entries(_found, macs=2000):
    """How many times longer named Macs take to load as entries of the file than as lines of a table."""
    lines = KEPT["table"].splitlines(keepends=True)[: macs + 1]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "m.csv").write_text("".join(lines))
        table_s = _loads_s(folder, "  - {name: macs, macs: m.csv}\n")
        entries = "".join(f"  - {{name: mac-{n}, macos: 14.5.0, groups: [pilot]}}\n" for n in range(macs))
        return _loads_s(folder, entries) / table_s


MEASURES = [
    Measure("import of a 100,000-row export", "s", import_s, ("at most", 10)),
    Measure("the question of today, 100,000 Macs and ten apps", "s", today_s),
    Measure("2,000 Macs as entries of the file", "times as lines of a table", as_entries),
]
