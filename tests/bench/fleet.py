"""One fleet played in a process of its own, so that its time and its memory are its own.

``python -m tests.bench.fleet MACS DAYS [detail] [certificates] [habits]`` prints what it took as JSON.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def fleet(macs, days, detail="changes", certificates="real", habits="mixed"):
    """Play a fleet in another process; a dictionary of what it took."""
    command = [sys.executable, "-m", "tests.bench.fleet", str(macs), str(days), detail, certificates, habits]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def main():
    """Play, saved as it goes, and print."""
    from simulator.build import build
    from simulator.collecting import uncollected
    from simulator.invariants import Invariants
    from simulator.run import play
    from simulator.saved import Manifest, RunWriter
    from simulator.scenario.model import Scenario
    from simulator.trace import Trace

    macs, days = int(sys.argv[1]), int(sys.argv[2])
    detail, certificates, habits = (*sys.argv[3:6], *("changes", "real", "mixed")[len(sys.argv) - 3 :])
    scenario = Scenario.model_validate(
        {
            "story": "a fleet",
            "length": f"{days} days",
            "okta": {"certificates": certificates} if certificates != "real" else {},
            "fleet": [{"name": "staff", "count": macs, "habits": habits}],
        }
    )
    play(
        scenario.model_copy(update={"fleet": [scenario.fleet[0].model_copy(update={"count": 1})]}), 1
    )  # all is loaded
    counts = {}
    folder = tempfile.TemporaryDirectory(prefix="trustlab-bench-")
    with uncollected():
        begun, begun_cpu = time.perf_counter(), time.process_time()
        writer = RunWriter(Path(folder.name) / "run", Manifest("a fleet", "", 1, 0, 0, "UTC"), {})
        trace = Trace(writer.records, keep=writer.see)
        trace.watch(Invariants().see)
        trace.listen(lambda record: counts.update({record.kind: counts.get(record.kind, 0) + 1}))
        world = build(scenario, 1, trace, detail)
        world.run()
        writer.finish(trace.digest(), [])
        wall_s, cpu_s = time.perf_counter() - begun, time.process_time() - begun_cpu
    print(
        json.dumps(
            {
                "macs": macs,
                "wall_s": wall_s,
                "cpu_s": cpu_s,
                # SimPy numbers what it schedules: the number of the next is the number of steps so far.
                "steps": next(world.stage.env._eid),
                "events": len(trace),
                "certificates": counts.get("pki.cert.issue", 0) + counts.get("pki.cert.renew", 0),
                "mac_years": macs * days / 365,
                "disk_mib": sum(file.stat().st_size for file in Path(folder.name).rglob("*")) / 2**20,
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )
    folder.cleanup()
    sys.stdout.flush()
    os._exit(0)  # all is told, and to take a million Macs apart takes Python ten minutes


if __name__ == "__main__":
    main()
