"""``trustlab import`` and ``trustlab whatif --now`` as they are called."""

import json

import pytest

from simulator.scenario.load import load

EXPORT = """\
Computer Name;JSS Computer ID;Serial Number;UDID;Managed;Last Check-in;Last Inventory Update;\
Operating System Version;Email Address;Okta Device Trust details
ada;1;C02AAAAAAAA1;00000000-0000-0000-0000-000000000001;Managed;20/11/2026 10:00;20/11/2026 09:00;10.14.6;\
ada@acme.test;dt1 python2=yes | ada certificate=there expires=2027-06-07T09:00:00Z password=yes task=1.2.1
bob;2;C02AAAAAAAA2;00000000-0000-0000-0000-000000000002;Unmanaged;20/11/2026 10:00;20/11/2026 09:00;10.14.6;\
bob@acme.test;dt1 python2=yes | bob certificate=none
cyd;3;C02AAAAAAAA3;00000000-0000-0000-0000-000000000003;Managed;20/11/2026 10:00;not a date;10.14.6;cyd@acme.test;
"""


@pytest.fixture
def export(folder):
    (folder / "inventory.csv").write_text(EXPORT)
    return folder


def test_an_export_becomes_an_estate_that_says_what_was_read_and_what_was_not(trustlab, export):
    answered = trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    assert answered.returncode == 0, answered.stderr
    estate = (export / "acme.yaml").read_text()
    for told in (
        "inventory.csv: 3 of 3 records were read (100 %).",
        "Not read, last inventory, no date in any known form: 1 (line 4).",
        "Known of 2 of 3 Macs (66.7 %): whether a certificate is there.",
        "Known of 0 of 3 Macs (0 %): the person's Okta groups.",
    ):
        assert told in answered.stdout
        assert f"# {told}" in estate
    assert (export / "acme.macs.csv").read_text().count("\n") == 4


def test_what_was_read_is_kept_with_the_estate_its_runs_and_their_report(trustlab, export):
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    estate = (export / "acme.yaml").read_text().replace("400 days", "2 days")
    (export / "acme.yaml").write_text(estate)
    answered = trustlab("run", "acme.yaml", "--save", "saved", "--report", "report.html")
    assert answered.returncode == 0, answered.stderr
    (kept,) = (json.loads(path.read_text()) for path in export.rglob("scenario.json"))
    (source,) = kept["imported"]["sources"]
    assert (source["source"], source["entries"], source["used"]) == ("inventory.csv", 3, 3)
    assert kept["imported"]["as_of"] == "2026-11-20 10:00 UTC"
    page = (export / "report.html").read_text()
    for told in (
        "3 of 3 records (100.0%)",
        "Not read, last inventory, no date in any known form: 1 (line 4).",
        "Known of 2 of 3 Macs (66.7 %): whether a certificate is there.",
        "as of 2026-11-20 10:00 UTC",
    ):
        assert told in page


def test_the_estate_is_played_like_any_scenario(trustlab, export):
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    estate = (export / "acme.yaml").read_text().replace("400 days", "5 days")
    (export / "acme.yaml").write_text(estate)
    answered = trustlab("run", "acme.yaml", "--json")
    assert answered.returncode == 0, answered.stderr
    causes = {cause["plain"] for cause in json.loads(answered.stdout)["runs"][0]["root_causes"]}
    assert "Jamf Pro does not manage the Mac" in causes


def test_an_estate_that_is_there_is_not_written_over(trustlab, export):
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    (export / "acme.yaml").write_text("edited by hand")
    answered = trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    assert (answered.returncode, (export / "acme.yaml").read_text()) == (2, "edited by hand")
    assert "--force" in answered.stderr
    assert trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml", "--force").returncode == 0


def test_under_aliases_no_name_number_or_key_is_written(trustlab, export, monkeypatch):
    monkeypatch.setenv("TRUSTLAB_PSEUDONYM_KEY", "a key of some length")
    answered = trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml", "--pseudonymise")
    assert answered.returncode == 0, answered.stderr
    written = (export / "acme.yaml").read_text() + (export / "acme.macs.csv").read_text() + answered.stdout
    for secret in ("ada", "bob", "C02AAAAAAAA", "000000000001", "a key of some length"):
        assert secret not in written
    assert trustlab("whatif", "--now", "acme.yaml").returncode == 1


def test_a_short_key_and_one_that_nobody_enters_end_the_command(trustlab, export, monkeypatch):
    monkeypatch.setenv("TRUSTLAB_PSEUDONYM_KEY", "short")
    answered = trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml", "--pseudonymise")
    assert (answered.returncode, "at least 16 characters" in answered.stderr) == (2, True)
    assert not (export / "acme.yaml").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("missing.csv",), "missing.csv: cannot be read"),
        (("holds.yaml",), "none of its columns"),
        ((".",), "is a folder"),
        (("inventory.csv", "-o", "nowhere/acme.yaml"), "there is no folder nowhere"),
        (("inventory.csv", "-o", "acme.macs.csv"), "ends in .yaml"),
        (("inventory.csv", "--zone", "Mars/Base"), "no time zone"),
    ],
)
def test_wrong_input_is_answered_without_a_traceback(trustlab, export, arguments, told):
    answered = trustlab("import", "jamf-csv", *arguments)
    assert answered.returncode == 2
    assert told in answered.stderr


def test_an_export_without_macs_is_no_estate(trustlab, export):
    (export / "inventory.csv").write_text("Computer Name,Platform\nphone,iOS\n")
    answered = trustlab("import", "jamf-csv", "inventory.csv")
    assert answered.returncode == 2
    assert "no Mac could be read" in answered.stderr
    assert not (export / "estate.yaml").exists()


def test_the_question_of_today_names_who_is_denied_why_and_what_to_do(trustlab, export):
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    answered = trustlab("whatif", "--now", "acme.yaml")
    assert answered.returncode == 1
    for told in (
        "denied: 1 of 3 Macs (33.3 %)",
        "unknown: 1 of 3 Macs (33.3 %)",
        "allowed: 1 of 3 Macs (33.3 %)",
        "any_secured_app: no source told the apps, and this one stands for any with the documented rules",
    ):
        assert told in answered.stdout
    assert "already" not in answered.stdout  # what today's rules do, nobody told
    found = json.loads(trustlab("whatif", "--now", "acme.yaml", "--json").stdout)
    assert found["macs"] == {"denied": 1, "unknown": 1, "allowed": 1}
    each = {one["mac"]: (one["verdict"], one["device"]) for one in found["each"]}
    assert each == {
        "ada": ("allowed", "ok"),
        "bob": ("denied", "unmanaged"),
        "cyd": ("unknown", "certificate_unknown"),
    }
    (unmanaged,) = [one for one in found["reasons"] if one["reason"] == "unmanaged"]
    assert unmanaged["remedy"] == "take it into management, and run the task"


def test_another_day_may_be_asked_about(trustlab, export):
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    found = json.loads(trustlab("whatif", "--now", "acme.yaml", "--at", "2027-07-01", "--json").stdout)
    assert {one["device"] for one in found["each"] if one["mac"] == "ada"} == {"expired_since"}
    answered = trustlab("whatif", "--now", "acme.yaml", "--at", "tomorrow")
    assert (answered.returncode, "--at" in answered.stderr) == (2, True)


def test_where_everybody_gets_in_the_exit_code_says_so(trustlab, export):
    lines = EXPORT.splitlines()
    (export / "inventory.csv").write_text("\n".join(lines[:2]))
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    assert trustlab("whatif", "--now", "acme.yaml").returncode == 0


def test_a_table_with_a_mistake_is_answered_at_the_line_that_names_it(trustlab, export):
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    table = (export / "acme.macs.csv").read_text().replace(",there,", ",maybe,")
    (export / "acme.macs.csv").write_text(table)
    answered = trustlab("whatif", "--now", "acme.yaml")
    assert answered.returncode == 2
    assert "fleet.macs.macs: acme.macs.csv:2:certificate: 'maybe' is none of none, there." in answered.stderr


LOG = [
    {
        "eventType": "user.authentication.authenticate",
        "published": "2026-11-19T10:00:00.000Z",
        "actor": {"alternateId": "cyd@acme.test"},
        "outcome": {"result": "SUCCESS"},
        "debugContext": {"debugData": {"macosUdid": "00000000-0000-0000-0000-000000000003"}},
    },
    {
        "eventType": "user.authentication.sso",
        "published": "2026-11-19T10:00:00.000Z",
        "actor": {"alternateId": "cyd@acme.test"},
        "outcome": {"result": "SUCCESS"},
        "target": [{"type": "AppInstance", "displayName": "Payroll"}],
    },
]
RULES = """\
apps:
  - name: Payroll
    rules:
      - {name: Trusted Macs, access: allow, platforms: [osx], trust: trusted}
      - {name: Deny everything else, access: deny, active: false}
"""


@pytest.fixture
def joined(trustlab, export):
    (export / "log.json").write_text(json.dumps(LOG))
    (export / "rules.yaml").write_text(RULES)
    trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml")
    estate = export / "acme.yaml"
    estate.write_text(estate.read_text().replace("length: 400 days", "length: 9 days   # by hand"))
    return export


def test_a_log_and_rules_are_joined_into_an_estate_and_what_was_written_by_hand_stays(trustlab, joined):
    answered = trustlab("import", "okta-log", "log.json", "--into", "acme.yaml", "--rules", "rules.yaml")
    assert answered.returncode == 0, answered.stderr
    assert "Of 3 Macs 1 are in the log (33.3 %)" in answered.stdout
    assert "The rules of 1 of 1 opened apps are known (100 %)" in answered.stdout
    estate = (joined / "acme.yaml").read_text()
    assert "length: 9 days   # by hand" in estate
    assert "any_secured_app" not in estate
    head, _, kept = estate.partition("imported:")
    for each in (head, kept):
        assert each.count("whether a certificate is there.") == 1, "shares that no longer hold are replaced"
    assert [
        one["source"] for one in load(joined / "acme.yaml").scenario.model_dump()["imported"]["sources"]
    ] == [
        "inventory.csv",
        "log.json",
    ]
    found = json.loads(trustlab("whatif", "--now", "acme.yaml", "--json").stdout)
    assert found["apps"] == [{"app": "Payroll", "deny_rule": "with its inactive rule Deny everything else"}]
    each = {one["mac"]: (one["verdict"], one["device"]) for one in found["each"]}
    assert each["cyd"] == ("allowed", "seen_trusted")
    assert "Macs  already" in trustlab("whatif", "--now", "acme.yaml").stdout


def test_a_log_alone_makes_an_estate_of_the_macs_that_it_tells_of(trustlab, joined):
    answered = trustlab("import", "okta-log", "log.json", "-o", "log.yaml")
    assert answered.returncode == 0, answered.stderr
    assert "2026-11-19 10:00" in (joined / "log.yaml").read_text()
    assert trustlab("whatif", "--now", "log.yaml").returncode == 0


def test_rules_with_a_mistake_are_answered_with_its_place(trustlab, joined):
    (joined / "rules.yaml").write_text(RULES.replace("trust: trusted", "trust: trustd"))
    answered = trustlab("import", "okta-log", "log.json", "--into", "acme.yaml", "--rules", "rules.yaml")
    assert answered.returncode == 2
    assert "rules.yaml:4:" in answered.stderr
    assert "Did you mean 'trusted'?" in answered.stderr


def test_an_estate_without_a_table_cannot_be_joined_to(trustlab, joined):
    answered = trustlab("import", "okta-log", "log.json", "--into", "holds.yaml")
    assert (answered.returncode, "no group of its fleet has a table" in answered.stderr) == (2, True)
    answered = trustlab("import", "okta-log", "log.json", "--into", "wrong.yaml")
    assert answered.returncode == 2


def test_habits_come_from_the_log_with_their_fit_and_what_no_log_records_stays_a_range(trustlab, joined):
    opened = [
        LOG[1]
        | {"published": f"2026-{10 + day // 28}-{day % 28 + 1:02d}T10:00:00.000Z", "uuid": f"{day}-{n}"}
        for day in range(50)
        for n in range(1 + day % 2)
    ]
    (joined / "log.json").write_text(json.dumps(opened))
    answered = trustlab("import", "okta-log", "log.json", "--into", "acme.yaml", "--habits")
    assert answered.returncode == 0, answered.stderr
    for told in (
        "Habits from the log: 3 people on 36 working days",
        "Fit: on ",
        "No source records restarts",
        "Working hours stay as they are: the log has fewer than 200 sign-ins",
    ):
        assert told in answered.stdout
    estate = (joined / "acme.yaml").read_text()
    assert "quantiles" in estate
    assert "quits_chrome" in estate
    assert trustlab("run", "acme.yaml").returncode == 0
    (joined / "log.json").write_text(json.dumps(LOG))
    answered = trustlab("import", "okta-log", "log.json", "--into", "acme.yaml", "--habits")
    assert (answered.returncode, "whole working days" in answered.stderr) == (2, True)


def test_working_hours_come_from_the_log_in_the_zone_of_the_estate(trustlab, joined):
    opened = [
        LOG[1]
        | {
            "published": f"2026-11-{day:02d}T{hour:02d}:{minute:02d}:00.000Z",
            "uuid": f"{day}-{hour}-{minute}",
        }
        for day in range(1, 29)
        for hour in range(8, 16)
        for minute in (5, 35)
    ]
    (joined / "log.json").write_text(json.dumps(opened))
    estate = (joined / "acme.yaml").read_text()
    (joined / "acme.yaml").write_text(estate.replace(" UTC   #", " Europe/Berlin   #"))
    answered = trustlab("import", "okta-log", "log.json", "--into", "acme.yaml", "--habits")
    assert answered.returncode == 0, answered.stderr
    assert "Working hours from the log: 320 sign-ins" in answered.stdout
    assert "(Europe/Berlin)" in answered.stdout
    works = load(joined / "acme.yaml").scenario.fleet[0].habits.works
    assert works.from_ in {"08:45", "09:00"}  # 8 to 16 in UTC is 9 to 17 in Berlin's November
    assert works.until in {"16:15", "16:30", "16:45", "17:00"}  # and the end may be up to an hour later


def test_an_export_of_a_night_tells_which_macs_do_not_sleep(trustlab, export):
    late = EXPORT.replace("20/11/2026 10:00;20", "20/11/2026 22:30;20", 1)
    (export / "inventory.csv").write_text(late)
    answered = trustlab("import", "jamf-csv", "inventory.csv", "-o", "acme.yaml", "--at-night")
    assert answered.returncode == 0, answered.stderr
    assert "of 3 Macs that checked in within a week before 2026-11-20 22:30, 1 (33.3 %)" in answered.stdout
    assert "Known of 3 of 3 Macs (100 %): whether it sleeps at night." in answered.stdout
    table = (export / "acme.macs.csv").read_text().splitlines()
    assert "sleeps" in table[0]
    assert ("never" in table[1], "at_night" in table[2], "at_night" in table[3]) == (True, True, True)
    (export / "acme.yaml").write_text((export / "acme.yaml").read_text().replace("400 days", "5 days"))
    assert trustlab("run", "acme.yaml").returncode == 0


def test_exports_of_several_nights_are_held_against_each_other(trustlab, export):
    nights = [f"night{day}.csv" for day in (20, 21, 22)]
    for name, day, awake in zip(nights, (20, 21, 22), (2, 1, 1), strict=True):
        late = EXPORT.replace("20/11/2026 10:00;20", f"{day}/11/2026 22:30;20", awake)
        (export / name).write_text(late)
    more = [word for name in nights[1:] for word in ("--night", name)]
    answered = trustlab("import", "jamf-csv", nights[0], "-o", "acme.yaml", "--at-night", *more)
    assert answered.returncode == 0, answered.stderr
    assert "on most of the 3 nights that tell of them" in answered.stdout
    assert "1 of them were awake on some of these nights" in answered.stdout
    alone = trustlab("import", "jamf-csv", nights[0], "-o", "other.yaml", *more)
    assert (alone.returncode, "say --at-night too" in alone.stderr) == (2, True)
