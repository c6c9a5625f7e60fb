"""What is written for other tools: findings by a published schema, and logs in the vendors' shapes that fit together."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from reports.exports.findings import findings_of, schema_text, write_findings
from simulator.cli import main
from simulator.logs.replay import MAC_LOGS, POLICY_LOGS, PREVIEW_LOG, SYSTEM_LOG, PlaysOtherwise, write_logs
from simulator.measures import MEASURES
from simulator.saved import MANIFEST, SavedRun, SavedVerdict, read_run
from tests.reports.playing import Play, page_of

CHECKED = Draft202012Validator(json.loads(schema_text()), format_checker=Draft202012Validator.FORMAT_CHECKER)
STORY = """\
story: A Mac is denied before it has a certificate, and another never gets one
length: 4 days
fleet:
  - {name: early, habits: {opens_apps: never}}
  - {name: silent, macos: 10.11.6, habits: {opens_apps: never}}
faults: [{kind: failing_step, step: keychain, from: day 0 08:00, until: day 3 08:00, on: {mac: silent}}]
timeline:
  - {at: day 0 08:05, do: open_app, mac: early, app: salesforce}
  - {at: day 2 10:00, do: open_app, mac: silent, app: salesforce}
  - {at: day 2 10:00, do: open_app, mac: early, app: salesforce}
"""


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="ascii").split("\n") if line]


def logs_of(run: SavedRun, folder: Path, detail: Any = None) -> dict[str, list[dict[str, Any]]]:
    folder.mkdir()
    return {one.path.name: lines(one.path) for one in write_logs(run, folder, detail)}


# --- findings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "variant"),
    [
        ("rules/holes_by_name.yaml", "base"),
        ("rules/the_office_365_example.yaml", "base"),
        ("setting/the_feature_is_lost.yaml", "conditions_lapse"),
    ],
)
def test_findings_are_as_the_schema_says(played: Play, tmp_path: Path, story: str, variant: str) -> None:
    write_findings([played(story, variant)], tmp_path / "findings.json")
    found = json.loads((tmp_path / "findings.json").read_text(encoding="ascii"))
    assert [error.message for error in CHECKED.iter_errors(found)] == []
    (run,) = found["runs"]
    assert set(run["numbers"]) == set(MEASURES)
    assert run["ways_in"]
    assert any(cell["played"] for access in run["access"] for cell in access["cells"])


def test_the_schema_refuses_what_is_no_findings_file(save: Callable[..., SavedRun], tmp_path: Path) -> None:
    write_findings([save()], tmp_path / "findings.json")
    found = json.loads((tmp_path / "findings.json").read_text(encoding="ascii"))
    assert CHECKED.is_valid(found)
    assert not CHECKED.is_valid({**found, "layout": "another"})
    assert not CHECKED.is_valid({**found, "more": 1})
    del found["runs"][0]["verdicts"]
    assert not CHECKED.is_valid(found)


def test_findings_say_what_the_page_says(played: Play, tmp_path: Path) -> None:
    run = played("rules/holes_by_name.yaml")
    page, found = page_of(tmp_path, run), findings_of(run)
    assert f"of them denied{found.numbers['denied_sign_ins']:,.0f}" in page.text
    assert [way.remedy for way in found.ways_in] == [row[4] for row in page.tables["Ways in"][1:]]
    assert {cause.word for cause in found.causes} == {cause.word for cause in run.root_causes}
    assert found.played.digest == run.manifest.digest


@pytest.mark.parametrize("story", ["rules/holes_by_name.yaml", "trouble/a_year_of_renewals.yaml"])
def test_findings_bear_the_ids_of_the_page_and_what_they_are_about_names_them(
    played: Play, tmp_path: Path, story: str
) -> None:
    run = played(story)
    page, found = page_of(tmp_path, run), findings_of(run)
    ids = [one.id for one in found.findings]
    shown = [attributes["id"] for _, attributes in page.elements if attributes.get("class") == "id"]
    assert sorted(ids) == sorted(shown)
    assert {way.finding for way in found.ways_in} == {
        one.id for one in found.findings if one.kind == "way_in"
    }
    lock_outs = {cause.finding for cause in found.causes if not cause.lets_in}
    assert lock_outs == {one.id for one in found.findings if one.kind == "lock_out"}
    assert {cause.finding for cause in found.causes} <= {None, *ids}


def test_what_did_not_come_names_its_finding(save: Callable[..., SavedRun]) -> None:
    found = findings_of(
        save(verdicts=[SavedVerdict(False, "expected", "came"), SavedVerdict(True, "a", "b")])
    )
    assert [one.finding for one in found.verdicts] == [found.findings[-1].id, None]
    assert found.findings[-1].kind == "expectation"


def test_the_published_schema_is_fresh_and_the_command_prints_it() -> None:
    published = (resources.files("reports") / "exports" / "findings.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), (
        "trustlab schema --findings -o reports/exports/findings.schema.json writes it anew"
    )
    told = CliRunner().invoke(main, ["schema", "--findings"])
    assert told.output == published
    Draft202012Validator.check_schema(json.loads(published))


# --- logs ---------------------------------------------------------------------------------------------------


def test_a_detection_rule_finds_the_denial_at_which_no_certificate_was_on_its_way(
    played: Play, tmp_path: Path
) -> None:
    logs_of(played(STORY), tmp_path / "logs")
    silent = """
        WITH denied AS (
            SELECT actor.alternateId AS person, published::TIMESTAMP AS at FROM read_json($okta)
            WHERE eventType = 'application.policy.sign_on.deny_access'
        ), mac_of AS (
            SELECT DISTINCT computer_history.policy_logs[1].username AS person, computer_history.general.udid AS udid
            FROM read_json($jamf)
        ), certificate AS (
            SELECT debugContext.debugData.macosUdid AS udid, published::TIMESTAMP AS at FROM read_json($okta)
            WHERE eventType LIKE 'pki.cert.%' AND outcome.result = 'SUCCESS'
        )
        SELECT denied.person, denied.at, mac_of.udid FROM denied JOIN mac_of USING (person)
        WHERE NOT EXISTS (
            SELECT * FROM certificate
            WHERE certificate.udid = mac_of.udid AND abs(epoch(certificate.at) - epoch(denied.at)) <= 3600
        )
    """
    files = {"okta": str(tmp_path / "logs" / SYSTEM_LOG), "jamf": str(tmp_path / "logs" / POLICY_LOGS)}
    ((person, at, udid),) = duckdb.execute(silent, files).fetchall()
    assert (person, at.isoformat()) == ("silent", "2025-01-08T09:00:00")
    why = """
        SELECT count(*) FROM read_json($mac) WHERE udid = $udid AND log = 'asl' AND Level = '3'
        AND strptime(Time, '%Y.%m.%d %H:%M:%S UTC') < $at
    """
    mac = {"mac": str(tmp_path / "logs" / MAC_LOGS), "udid": udid, "at": at}
    ((errors,),) = duckdb.execute(why, mac).fetchall()
    assert errors, "the task's errors are in the Mac's own log"


def test_ids_and_seconds_are_the_same_in_all_three_logs(played: Play, tmp_path: Path) -> None:
    logs = logs_of(played(STORY), tmp_path / "logs")
    (issued,) = (event for event in logs[SYSTEM_LOG] if event["eventType"] == "pki.cert.issue"
                 if event["debugContext"]["debugData"]["deviceDisplayName"] == "early")  # fmt: skip
    udid = issued["debugContext"]["debugData"]["macosUdid"]
    policies = {
        line["computer_history"]["general"]["udid"]: line["computer_history"]["policy_logs"][0]
        for line in logs[POLICY_LOGS]
        if line["computer_history"]["policy_logs"][0]["status"] == "Completed"
    }
    of_task = [line for line in logs[MAC_LOGS] if line["udid"] == udid and line["log"] == "unified"]
    of_jamf = [line for line in logs[MAC_LOGS] if line["udid"] == udid and line["log"] == "jamf.log"]
    assert issued["published"] == "2025-01-06T07:" + issued["published"][14:]
    second = issued["published"][:19]
    assert policies[udid]["date_completed_utc"][:19] == second
    local = second.replace("T07:", " 08:")
    assert of_task[-1]["timestamp"] == f"{local}.000000+0100"
    assert of_task[-1]["eventMessage"].startswith("okta_device_registration: Okta: INFO: ")
    assert of_jamf[0]["timestamp"] == f"{local.replace(' ', 'T')}+01:00"
    assert of_jamf[0]["line"].endswith(" early jamf: Executing Policy Okta Device Trust")


def test_the_form_of_jamf_log_is_an_assumption_that_an_export_follows(played: Play, tmp_path: Path) -> None:
    assumed = played(STORY + "assumptions: {jamf_log_names: program_and_process}\n")
    told = [
        line["line"] for line in logs_of(assumed, tmp_path / "logs")[MAC_LOGS] if line["log"] == "jamf.log"
    ]
    assert told
    assert all(re.search(r" (early|silent) jamf\[\d+\]: Executing Policy ", line) for line in told)


def test_a_mac_logs_by_its_own_clock(played: Play, tmp_path: Path) -> None:
    skewed = STORY.replace(
        "faults: [",
        "faults: [{kind: clock_skew, by: 2 hours, from: day 0 08:00, until: day 3, on: {mac: early}}, ",
    )
    straight = logs_of(played(STORY), tmp_path / "straight")[MAC_LOGS]
    ahead = logs_of(played(skewed), tmp_path / "ahead")[MAC_LOGS]
    first = [
        next(line["timestamp"] for line in found if line["host"] == "early") for found in (straight, ahead)
    ]
    assert int(first[1][11:13]) - int(first[0][11:13]) == 2
    assert first[0][13:] == first[1][13:]


@pytest.mark.parametrize("detail", ["changes", "every"])
def test_the_system_log_has_every_event_of_the_trace_and_each_with_an_id_of_its_own(
    played: Play, tmp_path: Path, detail: str
) -> None:
    story = STORY.replace("{opens_apps: never}", "{opens_apps: often}")
    run = played(story)
    told = Counter(
        (record.at, record.kind, record.outcome)
        for record in run.records()
        if record.source == "okta" and not record.details.get("earlier")
    )
    logged = logs_of(run, tmp_path / "logs", detail)[SYSTEM_LOG]
    seen = duckdb.execute(
        "SELECT epoch(published::TIMESTAMP)::BIGINT, eventType, lower(outcome.result), count(*) FROM read_json($log) GROUP BY ALL",
        {"log": str(tmp_path / "logs" / SYSTEM_LOG)},
    ).fetchall()
    assert told <= Counter({(at, kind, outcome): count for at, kind, outcome, count in seen})
    assert len({event["uuid"] for event in logged}) == len(logged)
    assert [event["published"] for event in logged] == sorted(event["published"] for event in logged)


def test_every_also_has_the_sign_ins_that_were_only_counted(played: Play, tmp_path: Path) -> None:
    run = played(STORY.replace("{opens_apps: never}", "{opens_apps: often}"))
    sign_ins = {}
    for detail in ("changes", "every"):
        logged = logs_of(run, tmp_path / detail, detail)[SYSTEM_LOG]
        decided = [event for event in logged if event["eventType"] == "policy.evaluate_sign_on"]
        sign_ins[detail] = [event for event in decided if "policyName" in event["debugContext"]["debugData"]]
    counted = findings_of(run).numbers["sign_ins"]
    assert len(sign_ins["changes"]) < counted
    assert len(sign_ins["every"]) == counted


def test_a_preview_org_has_a_log_of_its_own(played: Play, tmp_path: Path) -> None:
    logs = logs_of(played("preview/a_pilot_on_enrolled_macs.yaml"), tmp_path / "logs")
    assert logs[PREVIEW_LOG]
    assert {event["uuid"] for event in logs[PREVIEW_LOG]} & {
        event["uuid"] for event in logs[SYSTEM_LOG]
    } == set()


def test_a_run_that_this_version_plays_otherwise_has_no_logs(played: Play, tmp_path: Path) -> None:
    run = played(STORY)
    manifest = json.loads((run.folder / MANIFEST).read_text())
    (run.folder / MANIFEST).write_text(json.dumps({**manifest, "digest": "0" * 32}))
    with pytest.raises(PlaysOtherwise, match="plays that run otherwise"):
        write_logs(read_run(run.folder), tmp_path)
    assert not [*tmp_path.glob("*.jsonl*")]


def test_the_command_writes_all_of_it(played: Play, tmp_path: Path) -> None:
    run = played(STORY)
    told = CliRunner().invoke(main, ["export", str(run.folder.parent), "--to", str(tmp_path / "out")])
    assert told.exit_code == 0, told.output
    written = {str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.*")}
    assert written == {
        "findings.json",
        "denials.csv",
        *(f"{run.folder.name}/{name}" for name in (SYSTEM_LOG, POLICY_LOGS, MAC_LOGS)),
    }
    assert "findings.json: 1 run." in told.output


def test_the_command_says_what_is_wrong(played: Play, tmp_path: Path) -> None:
    run = played(STORY)
    scenario = json.loads((run.folder / "scenario.json").read_text())
    (run.folder / "scenario.json").write_text(json.dumps({**scenario, "an_old_key": 1}))
    told = CliRunner().invoke(main, ["export", str(run.folder), "--to", str(tmp_path / "out")])
    assert told.exit_code == 2
    assert "this version plays that run otherwise" in told.output
    assert (
        CliRunner()
        .invoke(main, ["export", str(run.folder), "--to", str(tmp_path / "out"), "--no-logs"])
        .exit_code
        == 0
    )
