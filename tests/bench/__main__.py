"""Measure, print a table, write a JSON file. No test depends on a figure of this.

``python -m tests.bench [GROUP...]``; the groups ``large`` (an hour) and ``hundred`` (a quarter) are measured where they are
named.
"""

import sys

from tests.bench import (
    experiments,
    fleets,
    floors,
    inventory,
    jamf_http,
    okta_http,
    policies,
    reports,
    stories,
    tls,
)
from tests.bench.figures import take, tell

GROUPS = {
    "floors": floors.MEASURES,
    "fleets": fleets.MEASURES,
    "stories": stories.MEASURES,
    "tls": tls.MEASURES,
    "policy": policies.MEASURES,
    "okta_http": okta_http.MEASURES,
    "jamf": jamf_http.MEASURES,
    "inventory": inventory.MEASURES,
    "experiments": experiments.MEASURES,
    "report": reports.MEASURES,
    "large": fleets.LARGE,
    "hundred": experiments.WHOLE,
}
NAMED_ONLY = {"large", "hundred"}


def main(named, groups=GROUPS):
    """Measure the groups named, or the usual ones; floors always, since others are told in their terms."""
    wanted = named or [name for name in groups if name not in NAMED_ONLY]
    unknown = set(wanted) - groups.keys()
    if unknown:
        sys.exit(f"no group {', '.join(sorted(unknown))}; there are {', '.join(groups)}")
    file = "bench-large.json" if "large" in wanted else "bench.json"
    tell(take({name: groups[name] for name in dict.fromkeys(["floors", *wanted])}, file))


if __name__ == "__main__":
    main(sys.argv[1:])
