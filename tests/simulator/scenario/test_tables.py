"""A fleet whose Macs stand in a table beside the file."""

import pytest

from simulator.scenario.load import load
from simulator.scenario.mistakes import ScenarioMistakes

STORY = """\
story: a
length: 3 days
okta: {apps: [{name: crm, rules: [{name: R, access: allow, groups: [pilot], users: [ada@acme.test]}]}]}
fleet:
  - {name: macs, macs: acme.macs.csv}
timeline:
  - {at: day 1 09:00, do: open_app, mac: Ada's Mac, person: ada@acme.test, app: crm}
counter_case:
  change: {fleet.macs.at_start: {certificate: there}}
  expect: [{measure: denied_person_days, at_most: 9}]
"""
TABLE = "name,person,groups,account\nAda's Mac,ada@acme.test,pilot,ada\nbob,,,\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "story.yaml").write_text(STORY)
    (tmp_path / "acme.macs.csv").write_text(TABLE)
    return tmp_path


def mistakes(folder, story=STORY):
    (folder / "story.yaml").write_text(story)
    with pytest.raises(ScenarioMistakes) as caught:
        load(folder / "story.yaml")
    return str(caught.value)


def test_a_table_is_found_beside_the_file_wherever_the_command_is_called(folder, monkeypatch):
    monkeypatch.chdir("/")
    loaded = load(folder / "story.yaml")
    assert loaded.scenario.fleet[0].size == 2
    assert loaded.variant("counter_case").fleet[0].at_start.certificate == "there"


def test_macs_people_and_groups_of_a_table_may_be_named_and_no_others(folder):
    told = mistakes(folder, STORY.replace("mac: Ada's Mac", "mac: Eva's Mac"))
    assert "there is no Mac 'Eva's Mac'" in told
    told = mistakes(
        folder, STORY.replace("person: ada@", "person: eva@").replace("users: [ada@", "users: [eva@")
    )
    assert told.count("there is no person 'eva@acme.test'") == 2
    assert "there is no Okta group 'nobody'" in mistakes(folder, STORY.replace("[pilot]", "[nobody]"))


def test_users_and_groups_that_no_mac_has_may_be_named_where_the_org_is_said_to_have_them(folder):
    story = STORY.replace("users: [ada@", "users: [boss@").replace(
        "okta: {", "okta: {users: [boss@acme.test], "
    )
    (folder / "story.yaml").write_text(story)
    assert load(folder / "story.yaml").scenario.okta.users == ["boss@acme.test"]


def test_a_table_and_a_count_do_not_go_together(folder):
    told = mistakes(folder, STORY.replace("macs: acme.macs.csv", "macs: acme.macs.csv, count: 3"))
    assert "'count' does not go with it" in told


def test_a_table_that_is_wrong_or_not_there_is_told_where_it_is_named(folder):
    told = mistakes(folder, STORY.replace("acme.macs.csv", "other.csv"))
    assert "story.yaml:5:" in told
    assert "fleet.macs.macs: other.csv: cannot be read (No such file or directory)." in told


def test_another_table_is_another_input_though_the_file_is_the_same(folder):
    before = load(folder / "story.yaml").sha256
    assert load(folder / "story.yaml").sha256 == before
    (folder / "acme.macs.csv").write_text(TABLE.replace("bob", "rob"))
    assert load(folder / "story.yaml").sha256 != before
