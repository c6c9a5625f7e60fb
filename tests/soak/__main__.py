"""``python -m tests.soak [SECONDS]``: fifty clients at once, for a minute unless told otherwise; exit code 1 where it fails."""

import sys

from tests.soak.soak import soak

GROWTH = 1.05


def main(seconds):
    """Tell what was asked, lost and refused, and how memory stands."""
    found = soak(seconds)
    print(f"{found.asked} requests of 50 clients in {seconds:g} s, {found.written} of them writes;")
    print(f"{found.turned_away} turned away by a rate limit and asked again;")
    print(
        f"resident memory {found.third_kib / 1024:.1f} MiB after a third, {found.end_kib / 1024:.1f} MiB at the end."
    )
    for one in [*found.wrong[:20], *found.lost[:20]]:
        print(f"WRONG: {one}")
    return 1 if found.wrong or found.lost or found.growth > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 60.0))
