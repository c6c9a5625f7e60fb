"""Plant faults in the rules, run the unit tests on each, and tell how many were noticed.

``python -m tests.mutation [PART...] [--modules M...] [--share PERCENT] [--at-once N] [--told]``; ``--told`` tries none
and tells what was found so far. Ends with 1 where the goal is not reached.
"""

from __future__ import annotations

import argparse
import os
import sys

from tests.mutation.parts import PARTS
from tests.mutation.score import Score, tell
from tests.mutation.workshop import found, mutate


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
    sys.exit(0 if tell(scores).reached else 1)


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *(part.name for part in PARTS)])
    parser.add_argument("--modules", nargs="*", default=[])
    parser.add_argument("--share", type=int, default=100, help="per cent of the faults: a sample")
    parser.add_argument("--at-once", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--told", action="store_true", help="tell what was found so far")
    return parser.parse_args()


if __name__ == "__main__":
    main()
