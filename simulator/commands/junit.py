"""JUnit's XML, as continuous integration reads it: a suite a story, a case a run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from simulator.commands.playing import Outcome

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit_xml(outcomes: Sequence[Outcome]) -> bytes:
    """The outcomes as a document."""
    top = ET.Element("testsuites", name="trustlab")
    for path, group in groupby(outcomes, key=lambda outcome: outcome.job.path):
        of_story = [*group]
        suite = ET.SubElement(top, "testsuite", {"name": _clean(path), **_counts(of_story)})
        for outcome in of_story:
            _add(suite, outcome)
    ET.indent(top)
    text: str = ET.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _counts(outcomes: Sequence[Outcome]) -> dict[str, str]:
    return {
        "tests": str(len(outcomes)),
        "failures": str(sum(one.ended == "played" and not one.held for one in outcomes)),
        "errors": str(sum(one.ended != "played" for one in outcomes)),
        "time": f"{sum(one.took_s for one in outcomes):.3f}",
    }


def _add(suite: ET.Element, outcome: Outcome) -> None:
    run = outcome.job.run
    name = f"{run.variant} seed {run.seed}"
    path = _clean(outcome.job.path)
    case = ET.SubElement(suite, "testcase", classname=path, name=name, time=f"{outcome.took_s:.3f}")
    if outcome.ended != "played":
        ET.SubElement(case, "error", message="the scenario was refused").text = _clean(outcome.text)
    elif not outcome.held:
        first = next(verdict for verdict in outcome.data["verdicts"] if not verdict["held"])
        ET.SubElement(case, "failure", message=_clean(str(first["expected"]))).text = _clean(outcome.text)


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("?", text)
