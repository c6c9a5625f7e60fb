"""Plant each defect, run the swarm on it, and print which check found it, where, and in how many lines.

Where the swarm finds nothing, the estates of the wake-ups' tests are played in both details.

``python -m tests.planted [GROUP or words of a NAME...] [--seeds N] [--show] [--wake-up-tests]``
"""

import argparse
import sys

from tests.planted.catalogue import GROUPS
from tests.planted.play import ENDLESS, Found, play, red_tests

LINES = 20
WAKE_UPS = "tests/simulator/stage/test_wake_ups.py"
ROW = "{:9} {:68} {:12} {:>5} {:>6}  {}"


def main():
    """The table; status 1 where a defect that can be told was not found, or not shown in under twenty lines."""
    asked = _arguments()
    print(ROW.format("group", "defect", "found by", "seed", "lines", "what it says"))
    missed = 0
    for group, defects in GROUPS.items():
        for defect in defects:
            if not asked.wanted or any(one == group or one in defect.name for one in asked.wanted):
                missed += not (_red if asked.wake_up_tests else _found)(group, defect, asked)
    sys.exit(1 if missed else 0)


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wanted", nargs="*", help="groups, or words of a name; all where none is given")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print each shrunk estate")
    parser.add_argument(
        "--wake-up-tests", action="store_true", help="run the tests of the wake-ups and not the swarm"
    )
    return parser.parse_args()


def _found(group, defect, asked):
    found = play(defect, asked.seeds)
    if not (found.says or found.crash or defect.silent) and (red := red_tests(defect, WAKE_UPS)):
        says = f"{red} estates of {WAKE_UPS} come out otherwise than played whole"
        found = Found("equality", says=says)
    said = found.says or found.crash or (f"silent: {defect.silent}" if defect.silent else "NOT FOUND")
    seed, lines = ("" if value is None else str(value) for value in (found.seed, found.lines))
    print(ROW.format(group, defect.name, found.check, seed, lines, said[:90]), flush=True)
    if asked.show:
        print(found.estate)
    shown = found.check in {"equality", ENDLESS} or (found.lines is not None and found.lines < LINES)
    return bool(defect.silent) or shown


def _red(group, defect, _asked):
    red = red_tests(defect, WAKE_UPS)
    said = "" if red else f"silent: {defect.silent}" if defect.silent else "GREEN"
    print(ROW.format(group, defect.name, f"{red} tests", "", "", said), flush=True)
    return bool(red or defect.silent)


if __name__ == "__main__":
    main()
