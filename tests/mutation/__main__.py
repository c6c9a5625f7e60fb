"""Plant faults in the rules, run the unit tests on each, and tell how many were noticed.

Ends with 1 where the goal is not reached, and writes what was not noticed to ``build/mutation/survivors.txt``.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.mutation.parts import PARTS
from tests.mutation.reasons import idle, reason_for
from tests.mutation.score import Score, tell
from tests.mutation.survivors import survivors
from tests.mutation.workshop import WORKSHOPS, found, mutate


def main():
    """Mutate the parts named, or all; what was tried before is not tried again."""
    asked = _arguments()
    parts = [part for part in PARTS if part.name in (asked.parts or [one.name for one in PARTS])]
    for part in () if asked.told else parts:
        mutate(part, asked.at_once, asked.share, asked.modules)
    scores = {
        part.name: {module: Score.of(faults.values()) for module, faults in found(part).items()}
        for part in parts
    }
    total, in_a_sample = tell(scores), bool(asked.share < 100 or asked.modules)
    _list_survivors(parts)
    if not total.untried:
        _list_idle_reasons(parts)
    print(total.told(in_a_sample=in_a_sample))
    sys.exit(0 if total.reached(in_a_sample=in_a_sample) else 1)


def _list_survivors(parts):
    known, lines = 0, []
    for one in (survivor for part in parts for survivor in survivors(part)):
        why = reason_for(one)
        known += bool(why)
        lines += [
            f"{one.part}.{one.module}.{one.function}  {why}",
            f"  - {one.without}",
            f"  + {one.planted}",
        ]
    path = WORKSHOPS / "survivors.txt"
    path.write_text("\n".join([*lines, ""]))
    print(
        f"{len(lines) // 3} not noticed are in {path.relative_to(WORKSHOPS.parents[1])}, {known} with a reason"
    )


def _list_idle_reasons(parts):
    """What is listed as a fault that nobody can notice, and somebody did."""
    known = [survivor for part in parts for survivor in survivors(part)]
    for one in idle({part.name for part in parts}, known):
        print(f"nothing is left of this reason: {one.part}.{one.module}.{one.function}  {one.planted!r}")


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *(part.name for part in PARTS)])
    parser.add_argument("--modules", nargs="*", default=[], help="these modules only")
    parser.add_argument("--share", type=int, default=100, help="per cent of the faults: a sample")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--told", action="store_true", help="try none, tell what was found so far")
    return parser.parse_args()


if __name__ == "__main__":
    main()
