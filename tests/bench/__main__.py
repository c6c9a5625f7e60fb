"""Measure, print a table, write bench.json. No test depends on a figure of this."""

import json
import resource
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench import floors, whole

GROUPS = {"floors": floors.MEASURED, "whole runs": whole.MEASURED}


def main():
    """Run every measurement once, in order; later ones may use the floors measured before."""
    found, table = {}, Table("group", "what", "figure", "unit", title="trustlab bench")
    for group, measured in GROUPS.items():
        for name, unit, measure in measured:
            begun = time.perf_counter()
            value = measure(found)
            found[name] = value
            table.add_row(group, name, f"{value:,.2f}", unit)
            print(f"{name}: {value:,.2f} {unit} ({time.perf_counter() - begun:.1f} s)", file=sys.stderr)
    found["peak_memory_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row("memory", "peak_memory_mib", f"{found['peak_memory_mib']:,.0f}", "MiB")
    Console().print(table)
    Path("bench.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
