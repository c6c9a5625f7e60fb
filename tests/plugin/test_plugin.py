"""The pytest plugin in another project's suite, with that project's own tests, reports and scenarios packages."""

from __future__ import annotations

import pytest

pytest_plugins = "pytester"

HOLDS = """\
story: A Mac is enrolled on its first day and lets its user in
length: 3 days
seeds: [1, 2]
fleet: [{name: ada}]
timeline: [{at: day 1 12:00, do: open_app, mac: ada, app: salesforce, as: second_day}]
expect: [{event: second_day, outcome: allowed}]
counter_case:
  change: {jamf.policy.triggers: []}
  expect: [{event: second_day, outcome: denied}]
variants:
  no_rules:
    change: {okta.apps.salesforce.rules: open}
    expect: [{event: second_day, outcome: allowed}]
  nothing_expected: {change: {okta.cell: ok9}}
"""
FAILS = HOLDS.replace("outcome: allowed}]\ncounter", "outcome: denied}]\ncounter").replace("[1, 2]", "[7]")


@pytest.fixture
def project(pytester):
    """A project of somebody else: its packages are called as ours are."""
    for package in ("tests", "reports", "scenarios"):
        folder = pytester.mkpydir(package)
        (folder / "own.py").write_text(f"NAME = '{package} of the other project'\n")
    (pytester.path / "tests" / "test_own.py").write_text(
        "import reports.own, scenarios.own\n"
        "def test_own_packages_are_found():\n"
        "    assert reports.own.NAME == 'reports of the other project'\n"
        "    assert scenarios.own.NAME == 'scenarios of the other project'\n"
    )
    pytester.makeini("[pytest]\npythonpath = .\ntrustlab_scenarios = stories\n")
    (pytester.path / "stories" / "experiments").mkdir(parents=True)
    return pytester


def test_one_item_a_seed_for_the_story_its_counter_case_and_variants_that_expect_something(project):
    (project.path / "stories" / "holds.yaml").write_text(HOLDS)
    result = project.runpytest_subprocess("--collect-only", "-q", "stories")
    assert result.outlines[:6] == [
        "stories/holds.yaml::seed-1",
        "stories/holds.yaml::seed-2",
        "stories/holds.yaml::counter_case-1",
        "stories/holds.yaml::counter_case-2",
        "stories/holds.yaml::no_rules-1",
        "stories/holds.yaml::no_rules-2",
    ]
    assert not any("nothing_expected" in line for line in result.outlines)


def test_scenario_files_are_collected_anywhere_and_other_yaml_only_in_the_named_folders(project):
    (project.path / "tests" / "first.scenario.yaml").write_text(HOLDS)
    (project.path / "tests" / "data.yaml").write_text("no: story\n")
    (project.path / "stories" / "second.yaml").write_text(HOLDS)
    (project.path / "stories" / "experiments" / "question.yaml").write_text("question: no story\n")
    result = project.runpytest_subprocess("--collect-only", "-q")
    files = {line.split("::")[0] for line in result.outlines if "::" in line}
    assert files == {"tests/first.scenario.yaml", "tests/test_own.py", "stories/second.yaml"}


def test_stories_pass_beside_the_projects_own_tests(project):
    (project.path / "stories" / "holds.yaml").write_text(HOLDS)
    project.runpytest_subprocess("-W", "error").assert_outcomes(passed=7)


def test_stories_are_played_by_several_workers(project):
    (project.path / "stories" / "holds.yaml").write_text(HOLDS)
    (project.path / "stories" / "again.yaml").write_text(HOLDS)
    project.runpytest_subprocess("-n", "2").assert_outcomes(passed=13)


def test_one_story_is_chosen_by_its_name(project):
    (project.path / "stories" / "holds.yaml").write_text(HOLDS)
    project.runpytest_subprocess("stories/holds.yaml::counter_case-2").assert_outcomes(passed=1)


def test_a_failure_is_told_in_words_without_a_traceback(project):
    (project.path / "stories" / "fails.yaml").write_text(FAILS)
    result = project.runpytest_subprocess("stories/fails.yaml")
    result.assert_outcomes(failed=1, passed=2)
    result.stdout.fnmatch_lines(
        [
            "*seed-7: A Mac is enrolled on its first day and lets its user in*",
            "stories/fails.yaml: A Mac is enrolled on its first day and lets its user in",
            "  seed 7, base",
            "  expected: second_day: outcome denied",
            "  came:     outcome allowed*",
            "    the last events of ada:",
            "          because, 2025-01-06 *",
            "      2025-01-07 12:00  ada opens salesforce with chrome on ada: allowed*",
            "  to repeat it: trustlab run stories/fails.yaml --seed 7",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    assert ".py:" not in result.stdout.str()


def test_a_wrong_file_is_a_collection_error_in_the_form_of_the_command_line(project):
    (project.path / "stories" / "wrong.yaml").write_text("story: a\nfleet: [{name: ada, aps: [chrome]}]\n")
    result = project.runpytest_subprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "stories/wrong.yaml:2:21: fleet.ada.aps: unknown key. Did you mean 'apps'?",
            "    2 | fleet: [[]{name: ada, aps: [[]chrome[]]}]",
            "      |                     ^^^",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_what_a_console_refuses_is_told_in_a_line(project):
    text = "story: a\nlength: 2 days\nokta: {apps: [{name: box, protocol: bookmark}]}\nfleet: [{name: ada}]\n"
    (project.path / "stories" / "refused.yaml").write_text(text)
    result = project.runpytest_subprocess("stories")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["stories/refused.yaml: Okta's console refuses what the scenario does there: *"]
    )
    assert "Traceback" not in result.stdout.str()


def test_a_suite_without_stories_loads_nothing_heavy(project):
    # Faker is left out of the list: it brings a plugin of its own.
    (project.path / "tests" / "test_light.py").write_text(
        "import sys\n"
        "def test_light():\n"
        "    heavy = 'pydantic ruamel.yaml numpy simpy cryptography duckdb altair rich flask click'\n"
        "    assert [name for name in heavy.split() if name in sys.modules] == []\n"
    )
    project.runpytest_subprocess("tests").assert_outcomes(passed=2)
