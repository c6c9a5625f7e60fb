"""What a wrong file is answered with: exact texts, all mistakes at once, never a traceback."""

from __future__ import annotations

import time

import pytest

from simulator.scenario.load import load
from simulator.scenario.mistakes import ScenarioMistakes

FIVE_MISTAKES = """\
story: Five mistakes in one file
shows: [BRW-01, TSK-99]
length: 370 days
fleet:
  - {name: ada, aps: [chrome]}
  - {name: sales, count: -3}
timeline:
  - {at: 2025-01-05, do: open_app, mac: ada, app: salesforce}
  - {at: day 3, do: opn_app, mac: ada}
"""

ANSWERS = {
    "five mistakes in one file": (
        FIVE_MISTAKES,
        """\
story.yaml:2:17: shows.1: there is no fact 'TSK-99'. Did you mean 'TSK-09'?
    2 | shows: [BRW-01, TSK-99]
      |                 ^^^^^^
story.yaml:5:17: fleet.ada.aps: unknown key. Did you mean 'apps'?
    5 |   - {name: ada, aps: [chrome]}
      |                 ^^^
story.yaml:6:26: fleet.sales.count: wanted at least 1; found '-3'.
    6 |   - {name: sales, count: -3}
      |                          ^^
story.yaml:8:10: timeline.0.at: '2025-01-05' is before the start of the run (2025-01-06 08:00).
    8 |   - {at: 2025-01-05, do: open_app, mac: ada, app: salesforce}
      |          ^^^^^^^^^^
story.yaml:9:21: timeline.1.do: there is no do 'opn_app'. Did you mean 'open_app'?
    9 |   - {at: day 3, do: opn_app, mac: ada}
      |                     ^^^^^^^
""",
    ),
    "a bomb": (
        "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nstory: [*b, *b, *b, *b]\n",
        """\
story.yaml:1:4: a: the anchor '&a' is not allowed. Leave it out.
    1 | a: &a [x, x, x, x]
      |    ^
story.yaml:2:4: b: the anchor '&b' is not allowed. Leave it out.
    2 | b: &b [*a, *a, *a, *a]
      |    ^
story.yaml:2:8: b.0: the alias '*a' is not allowed. Write the value out.
    2 | b: &b [*a, *a, *a, *a]
      |        ^^
story.yaml:3:9: story.0: the alias '*b' is not allowed. Write the value out.
    3 | story: [*b, *b, *b, *b]
      |         ^^
""",
    ),
    "no YAML": (
        "story: a\nfleet: [{name: ada}\n",
        """\
story.yaml:2:20: is no YAML (expected ',' or ']', but got '<stream end>').
    2 | fleet: [{name: ada}
      |                    ^
""",
    ),
    "a tab": (
        "story: a\nfleet:\n\t- {name: ada}\n",
        """\
story.yaml:3:1: is no YAML (a tab). Indent with spaces.
    3 |  - {name: ada}
      | ^
""",
    ),
    "causes, checks and groups that do not exist": (
        """\
story: a
fleet: [{name: ada}]
timeline:
  - {at: day 1, do: open_app, mac: ada, app: salesforce, as: first}
  - {at: day 1, do: edit_policy, exclude_groups: [adda]}
expect:
  - {event: first, cause: revokd, check: relunch}
  - {never_enrolled: {ada: not_yt}}
""",
        """\
story.yaml:5:51: timeline.1.exclude_groups.0: there is no computer group 'adda'. Did you mean 'ada'?
    5 |   - {at: day 1, do: edit_policy, exclude_groups: [adda]}
      |                                                   ^^^^
story.yaml:7:27: expect.0.cause: there is no cause 'revokd'. Did you mean 'revoked'?
    7 |   - {event: first, cause: revokd, check: relunch}
      |                           ^^^^^^
story.yaml:7:42: expect.0.check: there is no check 'relunch'. Did you mean 'relaunch'?
    7 |   - {event: first, cause: revokd, check: relunch}
      |                                          ^^^^^^^
story.yaml:8:28: expect.1.never_enrolled.ada: there is no cause 'not_yt'. Did you mean 'not_yet'?
    8 |   - {never_enrolled: {ada: not_yt}}
      |                            ^^^^^^
""",
    ),
    "nothing": ("", "story.yaml: is empty. A scenario begins with 'story:' and 'fleet:'.\n"),
    "only a comment": ("# later\n", "story.yaml: is empty. A scenario begins with 'story:' and 'fleet:'.\n"),
    "a list": (
        "- story: a\n",
        """\
story.yaml:1:1: a scenario has keys and values, and this is a list. A scenario begins with 'story:' and 'fleet:'.
    1 | - story: a
      | ^
""",
    ),
    "a text": (
        "hello there\n",
        """\
story.yaml:1:1: a scenario has keys and values, and this is a text. A scenario begins with 'story:' and 'fleet:'.
    1 | hello there
      | ^
""",
    ),
    "no UTF-8": (
        b"story: caf\xe9\n",
        """\
story.yaml:1:11: is no UTF-8 text (byte 0xe9).
    1 | story: caf\ufffd
      |           ^
""",
    ),
    "a control character": (
        b"story: a\0b\n",
        """\
story.yaml:1:9: is no YAML (the control character 0).
    1 | story: a?b
      |         ^
""",
    ),
    "two documents": (
        "story: a\nfleet: [{name: ada}]\n---\nstory: b\n",
        """\
story.yaml:3:1: a second document; a file holds one scenario.
    3 | ---
      | ^
""",
    ),
    "duplicate keys": (
        "story: a\nfleet:\n  - {name: ada, macos: 10.13.4, macos: 10.14.6}\nstory: b\n",
        """\
story.yaml:3:33: fleet.ada.macos: this key is already there, in line 3.
    3 |   - {name: ada, macos: 10.13.4, macos: 10.14.6}
      |                                 ^^^^^
story.yaml:4:1: story: this key is already there, in line 1.
    4 | story: b
      | ^^^^^
""",
    ),
    "a tag": (
        "story: !!python/object/apply:os.system [ls]\nfleet: [{name: ada}]\n",
        """\
story.yaml:1:8: story: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not allowed. Leave it out.
    1 | story: !!python/object/apply:os.system [ls]
      |        ^
story.yaml:1:8: story: wanted a text; found a list of 1.
    1 | story: !!python/object/apply:os.system [ls]
      |        ^
""",
    ),
    "missing keys": (
        "shows: []\n",
        """\
story.yaml:1:1: the key 'story' is missing.
    1 | shows: []
      | ^
story.yaml:1:1: the key 'fleet' is missing.
    1 | shows: []
      | ^
""",
    ),
    "a key left empty": (
        "story: a\nfleet: [{name: ada}]\njamf:\nlength: 3 days\n",
        """\
story.yaml:3:1: jamf: wanted a mapping with accounts, policy or task; found nothing.
    3 | jamf:
      | ^^^^
""",
    ),
    "wrong kinds of values": (
        """\
story: a
fleet:
  - name: ada
    count: many
    joins_logged_in: perhaps
    habits: {quits_chrome: nver, opens_apps: {per_workday: -1}, absent: {daily_probability: {beta: [1]}}}
okta: [feature]
""",
        """\
story.yaml:4:12: fleet.ada.count: wanted a whole number; found 'many'.
    4 |     count: many
      |            ^^^^
story.yaml:5:22: fleet.ada.joins_logged_in: wanted true or false; found 'perhaps'.
    5 |     joins_logged_in: perhaps
      |                      ^^^^^^^
story.yaml:6:28: fleet.ada.habits.quits_chrome: wanted 'never', 'every_day' or a mapping with daily_probability; \
found 'nver'. Did you mean 'never'?
    6 |     habits: {quits_chrome: nver, opens_apps: {per_workday: -1}, absent: {daily_probability: {beta: [
      |                            ^^^^
story.yaml:6:60: fleet.ada.habits.opens_apps.per_workday: wanted at least 0; found '-1'.
    6 | s: {quits_chrome: nver, opens_apps: {per_workday: -1}, absent: {daily_probability: {beta: [1]}}}
      |                                                   ^^
story.yaml:6:100: fleet.ada.habits.absent.daily_probability.beta: wanted more numbers; found a list of 1.
    6 | _workday: -1}, absent: {daily_probability: {beta: [1]}}}
      |                                                   ^
story.yaml:7:7: okta: wanted a mapping with org, cell or domain; found a list of 1.
    7 | okta: [feature]
      |       ^
""",
    ),
    "wrong expectations": (
        """\
story: a
fleet: [{name: ada}]
expect:
  - {evnt: first, outcome: denied}
  - {count: app.opened}
  - {measure: denied_person_day, at_most: 3}
  - {every: managed_mac, is: trusty}
  - hello
""",
        """\
story.yaml:4:5: expect.0: say what is expected: one of the keys event, count, measure, every, order or never_enrolled. \
Did you mean 'event'?
    4 |   - {evnt: first, outcome: denied}
      |     ^
story.yaml:5:5: expect.1: say at_least, at_most or equals.
    5 |   - {count: app.opened}
      |     ^
story.yaml:6:15: expect.2.measure: 'denied_person_day' is not known here. Did you mean 'denied_person_days'?
    6 |   - {measure: denied_person_day, at_most: 3}
      |               ^^^^^^^^^^^^^^^^^
story.yaml:7:30: expect.3.is: wanted 'trusted', 'untrusted', 'enrolled', 'not_enrolled' or 'enforced'; found 'trusty'. \
Did you mean 'trusted'?
    7 |   - {every: managed_mac, is: trusty}
      |                              ^^^^^^
story.yaml:8:5: expect.4: wanted keys with values; found 'hello'.
    8 |   - hello
      |     ^^^^^
""",
    ),
    "faults and acts of no kind": (
        """\
story: a
fleet: [{name: ada}]
timeline:
  - {at: day 1, mac: ada}
faults:
  - {kind: jamf_dwn, from: day 3, until: day 4}
  - {kind: slow_network, from: day 3, untill: day 4, dellay: 3 seconds}
""",
        """\
story.yaml:4:5: timeline.0: the key 'do' is missing.
    4 |   - {at: day 1, mac: ada}
      |     ^
story.yaml:6:12: faults.0.kind: there is no kind 'jamf_dwn'. Did you mean 'jamf_down'?
    6 |   - {kind: jamf_dwn, from: day 3, until: day 4}
      |            ^^^^^^^^
story.yaml:7:39: faults.1.untill: unknown key. Did you mean 'until'?
    7 |   - {kind: slow_network, from: day 3, untill: day 4, dellay: 3 seconds}
      |                                       ^^^^^^
story.yaml:7:54: faults.1.dellay: unknown key. Did you mean 'delay'?
    7 |   - {kind: slow_network, from: day 3, untill: day 4, dellay: 3 seconds}
      |                                                      ^^^^^^
""",
    ),
    "escape sequences in a name": (
        'story: a\nfleet: [{name: "\\u001b[31mred", count: 0}]\n',
        """\
story.yaml:2:16: fleet.?[31mred.name: a control character or a line break does not belong in a name.
    2 | fleet: [{name: "\\u001b[31mred", count: 0}]
      |                ^^^^^^^^^^^^^^^
story.yaml:2:40: fleet.?[31mred.count: wanted at least 1; found '0'.
    2 | fleet: [{name: "\\u001b[31mred", count: 0}]
      |                                        ^
""",
    ),
}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def answer(path: str) -> str:
    with pytest.raises(ScenarioMistakes) as caught:
        load(path)
    return f"{caught.value}\n"


@pytest.mark.parametrize(("content", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_a_wrong_file_is_answered_with_place_words_and_caret(tmp_path, content, expected):
    data = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "story.yaml").write_bytes(data)
    assert answer("story.yaml") == expected


def test_a_check_in_that_jamf_pro_does_not_offer_is_an_author_s_mistake(tmp_path):
    (tmp_path / "story.yaml").write_text(
        "story: a\nfleet: [{name: ada}]\njamf: {check_in: {interval: 3 hours}}\n"
    )
    assert "story.yaml:3:29: jamf.check_in.interval: Jamf Pro lets Macs check in every 5 minutes" in answer(
        "story.yaml"
    )


def test_a_folder_is_told_from_a_file(tmp_path):
    (tmp_path / "stories").mkdir()
    assert answer("stories") == "stories: is a folder, and a scenario file is wanted.\n"


def test_a_file_that_is_not_there_is_answered_with_the_nearest_name(tmp_path):
    (tmp_path / "renewal.yaml").write_text("story: a\n")
    assert answer("renwal.yaml") == "renwal.yaml: there is no such file. Did you mean 'renewal.yaml'?\n"
    assert answer("elsewhere/story.yaml") == "elsewhere/story.yaml: there is no such file.\n"
    assert answer("renewal.yaml/x") == "renewal.yaml/x: cannot be read (Not a directory).\n"


def test_an_enormous_file_is_refused_unread(tmp_path):
    (tmp_path / "big.yaml").write_bytes(b"#" * 4_000_001)
    expected = "big.yaml: is larger than 4,000,000 bytes, the most a scenario file may have.\n"
    assert answer("big.yaml") == expected


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_a_file_nested_ever_deeper_is_refused(tmp_path, opening):
    (tmp_path / "deep.yaml").write_text("story: a\nfleet:\n " + opening * 20_000)
    assert "nested more than 30 deep" in answer("deep.yaml")


def test_a_bomb_of_a_billion_entries_is_refused_at_once(tmp_path):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    (tmp_path / "bomb.yaml").write_text("\n".join([*lines, "story: *a9"]))
    began = time.perf_counter()
    assert "the alias '*a0' is not allowed" in answer("bomb.yaml")
    assert time.perf_counter() - began < 1


def test_of_very_many_mistakes_the_first_fifty_are_shown(tmp_path):
    macs = "\n".join(f"  - {{name: m{i}, count: 0}}" for i in range(60))
    (tmp_path / "many.yaml").write_text(f"story: a\nfleet:\n{macs}\n")
    text = answer("many.yaml")
    assert text.count("wanted at least 1") == 50
    assert text.endswith("... and 10 more mistakes\n")


def test_mistakes_survive_pickling_between_processes():
    import pickle

    with pytest.raises(ScenarioMistakes) as caught:
        load("nowhere.yaml")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path):
    text = FIVE_MISTAKES.replace("\n", "\r\n")
    (tmp_path / "story.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert answer("story.yaml") == ANSWERS["five mistakes in one file"][1]


def test_thousands_of_names_and_of_wrong_names_cost_seconds_not_minutes(tmp_path):
    acts = "\n".join(f"  - {{at: day 1, do: restart, mac: ada, as: e{i}}}" for i in range(1500))
    expectations = "\n".join(f"  - {{event: f{i}}}" for i in range(1500))
    (tmp_path / "large.yaml").write_text(
        f"story: a\nfleet: [{{name: ada}}]\ntimeline:\n{acts}\nexpect:\n{expectations}\n"
    )
    began = time.perf_counter()
    assert answer("large.yaml").endswith("... and 1450 more mistakes\n")
    assert time.perf_counter() - began < 10
