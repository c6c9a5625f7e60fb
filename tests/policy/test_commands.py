"""``trustlab policy``: what is answered to people and to programs, and to files that are wrong."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from simulator.cli import main

OPEN = """\
people:
  - {name: sales, count: 400, groups: [Sales]}
  - {name: ada, groups: [IT]}
zones: [{name: Office, gateways: [192.0.2.0/24]}]
apps:
  - name: crm
    rules:
      - {name: Trusted Macs, access: allow, platforms: [osx], trust: trusted}
      - {name: In the office, access: allow, location: in_zone, zones: [Office], groups: [Sales], prompt_for_factor: true}
      - {name: Old rule, access: allow, active: false}
      - {name: Deny, access: deny}
"""
CLOSED = OPEN.replace("groups: [Sales], prompt", "groups: [Sales], platforms: [osx], trust: trusted, prompt")


@pytest.fixture
def policy(tmp_path, monkeypatch):
    """Calls the command in a folder with two files of rules."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "open.yaml").write_text(OPEN)
    (tmp_path / "closed.yaml").write_text(CLOSED)

    def call(*arguments):
        return CliRunner().invoke(main, ["policy", *arguments], catch_exceptions=False)

    call.folder = tmp_path
    return call


def data(answer):
    return json.loads(answer.stdout)


# --- check --------------------------------------------------------------------------------------------------


def test_the_people_of_the_file_who_are_in_a_class_are_counted_and_some_named(policy):
    told = policy("check", "open.yaml").stdout
    assert "400 people: sales-0001, sales-0002, sales-0003, sales-0004, sales-0005, ...)" in told
    (hole,) = data(policy("check", "open.yaml", "--json"))["files"][0]["apps"][0]["holes"]
    assert [let_in["people"] for let_in in hole["let_in"]] == [400]


def test_what_holds_for_the_people_of_the_file_need_not_hold_for_anybody(policy):
    everybody_here = CLOSED.replace(
        "{name: Deny, access: deny}", "{name: Deny, access: deny, groups: [Sales, IT]}"
    )
    (policy.folder / "here.yaml").write_text(everybody_here)
    assert policy("check", "here.yaml").exit_code == 0
    answer = policy("check", "here.yaml", "--anybody")
    assert answer.exit_code == 1
    assert "not in the group IT, not in the group Sales" in answer.stdout


def test_a_deny_for_trusted_devices_is_to_be_for_those_that_are_not_which_closes_the_hole_and_shuts_nobody_out(
    policy,
):
    # Other platforms are denied before it, so that nothing but the device is wrong with the deny.
    others = "[ios, android, mobile_other, windows, desktop_other]"
    rules = (
        f"rules:\n - {{name: Others, access: deny, platforms: {others}}}\n"
        " - {name: Macs, access: deny, platforms: [osx], trust: trusted}\n"
    )
    (policy.folder / "reversed.yaml").write_text(rules)
    answer = data(policy("check", "reversed.yaml", "--json"))
    (hole,) = answer["files"][0]["apps"][0]["holes"]
    assert "deny for devices that are not trusted" in hole["remedy"]
    assert "any device" not in hole["remedy"]
    (policy.folder / "right.yaml").write_text(rules.replace("trust: trusted", "trust: not_trusted"))
    assert policy("check", "right.yaml").exit_code == 0


def test_a_rule_for_a_group_without_members_is_said_to_be_for_nobody_here(policy):
    (policy.folder / "nobody.yaml").write_text(
        OPEN.replace("people:", "groups: [Left]\npeople:").replace("[Sales], prompt", "[Left], prompt")
    )
    told = policy("check", "nobody.yaml").stdout
    assert "'In the office' never matches: nothing here can meet its conditions" in told


def test_rules_can_be_judged_for_the_people_of_another_file(policy):
    rules = "rules:\n - {name: Deny, access: deny, groups: [Sales]}\n"
    (policy.folder / "rules.yaml").write_text(rules)
    (policy.folder / "sales.yaml").write_text(
        "story: all\nfleet: [{name: sales, count: 5, groups: [Sales]}]\n"
    )
    assert policy("check", "rules.yaml").exit_code == 1
    assert policy("check", "rules.yaml", "--estate", "sales.yaml").exit_code == 0


def test_a_folder_stands_for_its_files(policy):
    (policy.folder / "all").mkdir()
    (policy.folder / "all" / "a.yaml").write_text(OPEN)
    (policy.folder / "all" / "b.yaml").write_text(CLOSED)
    files = data(policy("check", "all", "--json"))["files"]
    assert [file["path"] for file in files] == ["all/a.yaml", "all/b.yaml"]
    (policy.folder / "none").mkdir()
    answer = policy("check", "none")
    assert (answer.exit_code, answer.stderr.strip()) == (
        2,
        "none: the folder holds no file of rules (*.yaml).",
    )


def test_rules_that_never_match_are_told_with_what_takes_all_from_them(policy):
    (policy.folder / "shadowed.yaml").write_text(
        OPEN.replace("active: false", "platforms: [osx], trust: trusted")
    )
    (never,) = data(policy("check", "shadowed.yaml", "--json"))["files"][0]["apps"][0]["never_match"]
    assert (never["rule"], never["why"], never["by"]) == ("Old rule", "shadowed", ["Trusted Macs"])
    told = policy("check", "shadowed.yaml").stdout
    assert "'Old rule' never matches: 'Trusted Macs' takes all that it could match" in told
    assert "'Old rule' never matches: is not active" in policy("check", "open.yaml").stdout


def test_rules_in_the_wrong_order_that_let_no_trusted_mac_in_are_told(policy):
    (policy.folder / "shut.yaml").write_text("rules: deny_before_trusted\n")
    answer = policy("check", "shut.yaml")
    assert answer.exit_code == 0
    assert "No trusted Mac gets in." in answer.stdout


def test_several_files_are_judged_together_and_one_hole_fails_all(policy):
    assert policy("check", "closed.yaml").exit_code == 0
    answer = policy("check", "closed.yaml", "open.yaml", "--json")
    assert answer.exit_code == 1
    assert [file["path"] for file in data(answer)["files"]] == ["closed.yaml", "open.yaml"]


def test_what_the_form_would_refuse_is_told_and_the_rest_is_judged(policy):
    (policy.folder / "form.yaml").write_text(
        "rules:\n - {name: Trusted, access: allow, trust: trusted}\n - {name: Deny, access: deny}\n"
    )
    answer = policy("check", "form.yaml")
    assert answer.exit_code == 0
    assert "Okta's form would not save this: Trusted:" in answer.stdout


def test_a_class_is_let_in_on_purpose_only_while_nobody_is_strict(policy):
    (policy.folder / "phones.yaml").write_text(
        "rules:\n - {name: Trusted, access: allow, platforms: [osx], trust: trusted}\n"
        " - {name: Phones, access: allow, platforms: [ios]}\n - {name: Deny, access: deny}\n"
    )
    assert policy("check", "phones.yaml").exit_code == 0
    assert "let in   all untrusted devices on ios: by 'Phones'" in policy("check", "phones.yaml").stdout
    assert policy("check", "phones.yaml", "--strict").exit_code == 1


def test_of_many_classes_the_first_are_told_and_more_can_be_asked_for(policy):
    spared = ", ".join(f"G{n}" for n in range(30))
    (policy.folder / "many.yaml").write_text(
        f"rules:\n - {{name: Deny, access: deny, excluded_groups: [{spared}]}}\n"
    )
    (few,) = data(policy("check", "many.yaml", "--json"))["files"][0]["apps"]
    (each,) = data(policy("check", "many.yaml", "--most", "50", "--json"))["files"][0]["apps"]
    assert [one["complete"] for one in (few, each)] == [False, True]
    (hole,) = each["holes"]
    assert len(hole["let_in"]) == 60  # Macs and others, in each of the groups
    assert "--most looks for more" in policy("check", "many.yaml").stdout
    assert "--most looks for more" not in policy("check", "many.yaml", "--most", "50").stdout


# --- diff ---------------------------------------------------------------------------------------------------


def test_a_change_is_told_with_the_people_that_it_hits(policy):
    answer = policy("diff", "open.yaml", "closed.yaml", "--json")
    assert answer.exit_code == 1
    (app,) = data(answer)["apps"]
    assert app["newly_allowed"]["classes"] == []
    assert app["newly_denied"]["people"] == 400
    assert len(app["newly_denied"]["logins"]) == 20
    told = policy("diff", "open.yaml", "closed.yaml").stdout
    assert "newly denied for 400 people: sales-0001" in told
    assert "newly allowed" not in told
    assert "newly allowed for 400 people" in policy("diff", "closed.yaml", "open.yaml").stdout


def test_the_people_of_another_file_can_be_reckoned_with(policy):
    (policy.folder / "estate.yaml").write_text(
        "story: who there is\nfleet: [{name: crew, count: 7, groups: [Sales]}, {name: boss}]\n"
        "okta: {zones: [{name: Office, gateways: [192.0.2.0/24]}]}\n"
    )
    answer = policy("diff", "open.yaml", "closed.yaml", "--estate", "estate.yaml", "--json")
    assert data(answer)["apps"][0]["newly_denied"]["people"] == 7


def test_where_nothing_flips_that_is_the_answer(policy):
    answer = policy("diff", "open.yaml", "open.yaml")
    assert (answer.exit_code, answer.stdout.strip()) == (0, "Nothing flips.")


def test_apps_that_came_or_went_are_told(policy):
    two = OPEN + "  - {name: wiki, rules: open}\n"
    (policy.folder / "two.yaml").write_text(two)
    (policy.folder / "other.yaml").write_text(two.replace("name: wiki", "name: blog"))
    answer = policy("diff", "two.yaml", "other.yaml")
    assert answer.exit_code == 1
    assert "wiki is no longer there." in answer.stdout
    assert "blog is new." in answer.stdout


# --- ask ----------------------------------------------------------------------------------------------------


def test_one_sign_in_is_answered_with_the_rule_that_decides_and_why_no_other_does(policy):
    answer = policy("ask", "open.yaml", "--user", "sales-0007", "--zone", "Office", "--json")
    found = data(answer)
    assert (answer.exit_code, found["outcome"], found["rule"], found["factor"]) == (
        0,
        "allowed",
        "In the office",
        True,
    )
    assert [(one["rule"], one["unmet"]) for one in found["other_rules"]] == [
        ("Trusted Macs", "device_trust"),
        ("Old rule", "active"),
        ("Deny", None),
    ]
    told = policy("ask", "open.yaml", "--user", "sales-0007", "--zone", "Office").stdout
    assert "only for trusted devices" in told
    assert "would match, but comes later" in told


def test_the_first_condition_that_does_not_hold_is_the_one_told(policy):
    answer = policy("ask", "open.yaml", "--user", "ada", "--json")
    found = data(answer)
    assert (answer.exit_code, found["outcome"], found["rule"]) == (1, "denied", "Deny")
    assert {one["rule"]: one["unmet"] for one in found["other_rules"]}["In the office"] == "people"


def test_an_old_client_of_office_365_is_not_asked_for_a_device(policy):
    (policy.folder / "mail.yaml").write_text(
        "office365: true\nrules:\n"
        " - {name: Trusted, access: allow, clients: [web, modern_auth], platforms: [osx], trust: trusted}\n"
    )
    told = policy("ask", "mail.yaml", "--client", "legacy", "--trust", "trusted")
    assert "legacy on osx, not asked for a certificate: allowed by 'Default sign on rule'" in told.stdout
    assert "only for the clients web or modern_auth" in told.stdout


def test_whom_a_deny_spares_is_said_in_words_that_cannot_be_read_the_other_way_round(policy):
    rules = "people: [{name: ada, groups: [IT]}, {name: ben}]\nrules:\n - {name: Deny, access: deny, %s}\n"
    (policy.folder / "spared.yaml").write_text(rules % "excluded_groups: [IT]")
    assert "'Deny' denies, but not for the group IT; the" in policy("check", "spared.yaml").stdout
    (policy.folder / "both.yaml").write_text(rules % "groups: [Everyone, IT], excluded_users: [ada]")
    told = policy("check", "both.yaml").stdout
    assert "denies, but only for the group Everyone or the group IT, and not for ada; the" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--user", "adda"], "--user adda: there is no such person. Did you mean 'ada'?"),
        (["--group", "Salse"], "--group Salse: the file names no such group. Did you mean 'Sales'?"),
        (["--zone", "Offic"], "--zone Offic: the file names no such zone. Did you mean 'Office'?"),
        (["--app", "crn"], "--app crn: there is no such app in open.yaml. Did you mean 'crm'?"),
    ],
)
def test_a_name_of_nothing_is_answered_with_the_nearest(policy, arguments, told):
    answer = policy("ask", "open.yaml", *arguments)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert told in answer.stderr


def test_where_there_are_several_apps_one_must_be_meant(policy):
    (policy.folder / "two.yaml").write_text(OPEN + "  - {name: wiki, rules: open}\n")
    answer = policy("ask", "two.yaml")
    assert answer.exit_code == 2
    assert "which app? Say --app with one of crm, wiki." in answer.stderr
    assert data(policy("ask", "two.yaml", "--app", "wiki", "--json"))["rule"] == "Default sign on rule"


# --- table --------------------------------------------------------------------------------------------------


def test_the_tables_of_two_files_stand_side_by_side_and_what_differs_is_marked(policy):
    rows = data(policy("table", "open.yaml", "closed.yaml", "--json"))["rows"]
    assert len(rows) == 12
    (mac,) = [row for row in rows if (row["platform"], row["trust"]) == ("osx", "untrusted")]
    assert [one["access"] for one in mac["outcomes"]] == ["depends", "denied"]
    told = policy("table", "open.yaml", "closed.yaml").stdout
    assert "11 of 12 classes come out differently." in told


def test_each_file_of_a_folder_has_a_column_under_its_name(policy):
    (policy.folder / "all").mkdir()
    for name, text in (("a", OPEN), ("b", CLOSED)):
        (policy.folder / "all" / f"{name}.yaml").write_text(text)
    assert data(policy("table", "all", "--json"))["paths"] == ["all/a.yaml", "all/b.yaml"]
    heading, first, *_ = policy("table", "all").stdout.splitlines()
    assert heading.split() == ["client", "platform", "trust", "a", "b"]
    assert first.count(" by ") == 2


def test_apps_of_two_kinds_have_no_common_table(policy):
    (policy.folder / "mail.yaml").write_text("office365: true\nrules: trusted_macs_only\n")
    assert policy("table", "mail.yaml", "open.yaml").exit_code == 2


# --- files that are wrong -----------------------------------------------------------------------------------

MISTAKES = {
    "an unknown key": ("platforms:", "plattforms:", "unknown key. Did you mean 'platforms'?"),
    "a word that is none": ("trust: trusted", "trust: trustd", "Did you mean 'trusted'?"),
    "a group that nobody is in": ("groups: [Sales], prompt", "groups: [Salse], prompt", "there is no Okta group 'Salse'. Did you mean 'Sales'?"),
    "a person that is not there": ("groups: [Sales], prompt", "users: [sales-0401], prompt", "there is no person 'sales-0401'"),
    "a zone that is not there": ("zones: [Office], groups", "zones: [Ofice], groups", "there is no zone 'Ofice'. Did you mean 'Office'?"),
    "a name given twice": ("name: Deny", "name: Old rule", "the name 'Old rule' is already taken, in line 10"),
    "no network": ("192.0.2.0/24", "192.0.2.1/24", "is no network"),
    "no rules at all": (OPEN[OPEN.index("apps:") :], "", "either 'apps' says which apps there are"),
    "a kind that belongs to the app": ("apps:", "office365: true\napps:", "belong to each of the 'apps'"),
}  # fmt: skip


def test_rules_may_name_groups_and_users_of_the_org_whom_none_of_the_people_is(policy):
    (policy.folder / "left.yaml").write_text(
        "people: [{name: ada}]\ngroups: [Contractors 2017]\nusers: [gone]\nrules:\n"
        " - {name: Old, access: allow, groups: [Contractors 2017]}\n"
        " - {name: Older, access: allow, users: [gone]}\n"
        " - {name: Deny, access: deny}\n"
    )
    (app,) = data(policy("check", "left.yaml", "--json"))["files"][0]["apps"]
    assert (app["holes"], [one["rule"] for one in app["never_match"]]) == ([], ["Old", "Older"])
    answer = policy("check", "left.yaml", "--anybody", "--json")
    assert [hole["rule"] for hole in data(answer)["files"][0]["apps"][0]["holes"]] == ["Old", "Older"]


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_its_place(policy, old, new, told):
    (policy.folder / "wrong.yaml").write_text(OPEN.replace(old, new, 1))
    answer = policy("check", "wrong.yaml")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert told in answer.stderr
    assert answer.stderr.startswith("wrong.yaml:")


def test_all_mistakes_of_all_files_are_told_at_once(policy):
    (policy.folder / "one.yaml").write_text(
        OPEN.replace("platforms:", "plattforms:").replace("[Office], g", "[Ofice], g")
    )
    (policy.folder / "list.yaml").write_text("- {name: Deny, access: deny}\n")
    answer = policy("check", "one.yaml", "list.yaml", "gone.yaml")
    assert answer.exit_code == 2
    assert "unknown key" in answer.stderr
    assert "there is no zone 'Ofice'" in answer.stderr
    assert (
        "a rule set has keys and values, and this is a list. A rule set begins with 'rules:'" in answer.stderr
    )
    assert "gone.yaml: there is no such file" in answer.stderr


def test_a_wrong_scenario_is_answered_as_everywhere(policy):
    (policy.folder / "story.yaml").write_text("story: a\nfleet: [{name: ada, aps: [chrome]}]\n")
    answer = policy("check", "story.yaml")
    assert answer.exit_code == 2
    assert "story.yaml:2:21: fleet.ada.aps: unknown key. Did you mean 'apps'?" in answer.stderr
