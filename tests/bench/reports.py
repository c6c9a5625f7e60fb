"""The report of a run of a million events: how long it takes, how big it is, and how soon it opens in Chromium.

``python -m tests.bench.reports FOLDER`` writes that run below a folder: a fleet that was played, with each Mac many times
over under names of their own, through the writer that every run goes through.
"""

import dataclasses
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

from tests.bench.figures import Measure

EVENTS = 1_000_000
MACS = 500
NAMES = ("person", "user", "mac", "udid", "serial", "serial_number", "renewed_from", "account")
"""Details in which a Mac or its user is named."""


def write_run(folder, events=EVENTS, macs=MACS):
    """Play a fleet and write it with its Macs multiplied until there are so many events; the run's folder."""
    from simulator.run import play_story
    from simulator.saved import RunWriter, read_run
    from simulator.scenario.load import load

    story = folder / "fleet.yaml"
    story.write_text(
        f"story: A fleet\nlength: 396 days\nokta: {{certificates: on_demand}}\n"
        f"fleet: [{{name: staff, count: {macs}, habits: mixed}}, {{name: leaver, habits: mixed}}]\n"
        "faults: [{kind: read_only_cell, from: day 330, until: day 380}]\n"
        "timeline: [{at: day 200 09:00, do: unmanage, mac: leaver}]\n"
    )
    played = read_run(play_story(load(story), 1, save=folder).folder)
    records = [*played.records()]
    copies = -(-events // len(records))
    places = _places(records, copies)
    manifest = dataclasses.replace(played.manifest, parts=(), counts={}, status="running", digest="")
    writer = RunWriter(folder / "many", manifest, played.scenario)
    for record in records:
        for copy, seq in enumerate(places[record.seq]):
            writer.see(_copied(record, copy, seq, places))
    causes = [
        cause._replace(
            sign_ins=cause.sign_ins * copies,
            macs=cause.macs * copies,
            people=cause.people * copies,
            seqs=[places[seq][0] for seq in cause.seqs],
        )
        for cause in played.root_causes
    ]
    writer.finish("0" * 32, played.verdicts, played.people, causes, played.policy)
    return writer.folder


def _places(records, copies):
    """The seqs that each record has in the multiplied trace: one where it is about no Mac."""
    macs = {record.subject for record in records if record.kind == "mac.added"}
    people = {record.subject for record in records if record.kind == "person.added"}
    places, begins = [], 0
    for record in records:
        many = copies if record.subject in macs or record.subject in people else 1
        places.append(range(begins, begins + many))
        begins += many
    return places


def _copied(record, copy, seq, places):
    if len(places[record.seq]) == 1:
        return record._replace(seq=seq, cause=_cause(record, 0, places))
    details = {
        key: f"{value}-{copy}" if key in NAMES and isinstance(value, str) and value else value
        for key, value in record.details.items()
    }
    return record._replace(
        seq=seq, subject=f"{record.subject}-{copy}", cause=_cause(record, copy, places), details=details
    )


def _cause(record, copy, places):
    if record.cause is None:
        return None
    where = places[record.cause]
    return where[min(copy, len(where) - 1)]


@cache
def _reported():
    """What the report of that run took, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="trustlab-bench-") as name:
        folder = Path(name)
        made = subprocess.run(
            [sys.executable, "-m", "tests.bench.reports", folder],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.bench.reports",
                "report",
                made.stdout.strip(),
                folder / "report.html",
            ],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = json.loads(done.stdout)
        page = folder / "report.html"
        return {**told, "mb": page.stat().st_size / 1e6, **_opens(page)}


_OPENED = """() => {
  const first = performance.getEntriesByName("first-contentful-paint")[0];
  return Math.max(performance.getEntriesByType("navigation")[0].loadEventEnd, first ? first.startTime : Infinity);
}"""


def _opens(page):
    """How soon Chromium has the page: the best of three, as a machine may be at other work.

    Wall seconds from the navigation's start until both the load event is over and the first content is painted, CPU seconds
    that the page's main thread took for it, and wall seconds until the first chart is drawn for whoever goes straight to it.
    Not numbers where there is no Chromium.
    """
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return dict.fromkeys(("opens_s", "opens_cpu_s", "drawn_s"), float("nan"))
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = [_opened(browser, page) for _ in range(3)]
        browser.close()
        return {name: min(one[name] for one in found) for name in found[0]}


def _opened(browser, page):
    tab = browser.new_page(viewport={"width": 1440, "height": 1000})
    session = tab.context.new_cdp_session(tab)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    begun = time.perf_counter()
    tab.goto(page.as_uri(), wait_until="load")
    tab.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
    opens_s = tab.evaluate(_OPENED) / 1000
    measured = session.send("Performance.getMetrics")["metrics"]
    cpu_s = next(one["value"] for one in measured if one["name"] == "TaskDuration")
    tab.locator(".chart").first.scroll_into_view_if_needed()
    tab.locator(".chart.drawn").first.wait_for()
    drawn_s = time.perf_counter() - begun
    tab.close()
    return {"opens_s": opens_s, "opens_cpu_s": cpu_s, "drawn_s": drawn_s}


def report(run, out):
    """Write the report of a run, and print what it took."""
    begun, begun_cpu = time.perf_counter(), time.process_time()
    from reports import write_report
    from simulator.saved import read_run

    saved = read_run(Path(run))
    write_report([saved], Path(out))
    print(
        json.dumps(
            {
                "wall_s": time.perf_counter() - begun,
                "cpu_s": time.process_time() - begun_cpu,
                "events": sum(part.records for part in saved.manifest.parts),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6,
            }
        )
    )


MEASURES = [
    Measure("report of a million events", "CPU seconds", lambda _f: _reported()["cpu_s"], ("at most", 8)),
    Measure("its memory", "MB", lambda _f: _reported()["peak_mb"], ("at most", 500)),
    Measure("its page", "MB", lambda _f: _reported()["mb"], ("at most", 5)),
    Measure("it opens in Chromium in", "seconds", lambda _f: _reported()["opens_s"], ("at most", 1.5)),
    Measure("main thread until then", "CPU seconds", lambda _f: _reported()["opens_cpu_s"]),
    Measure("its first chart is drawn in", "seconds", lambda _f: _reported()["drawn_s"]),
]


if __name__ == "__main__":
    if sys.argv[1] == "report":
        report(*sys.argv[2:])
    else:
        print(write_run(Path(sys.argv[1])))
