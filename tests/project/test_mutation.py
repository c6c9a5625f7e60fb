"""The mutation score is what it says: parts that exist, source that still means the same, faults counted rightly."""

from pathlib import Path

import pytest

from tests.mutation import reasons
from tests.mutation.parts import PARTS
from tests.mutation.reasons import REASONS, SURVIVORS, as_table
from tests.mutation.score import Score
from tests.mutation.survivors import Survivor
from tests.mutation.unwrap import unwrapped
from tests.mutation.workshop import modules_of

ROOT = Path(__file__).parents[2]

SOURCE = '''
from functools import cache, lru_cache
from dataclasses import dataclass

CALLS = []

@dataclass(frozen=True, slots=True)
class Box:
    side: int

    @property
    def area(self) -> int:
        """In square metres."""
        return self.side**2

    @staticmethod
    def unit() -> "Box":
        return Box(1)

@lru_cache(maxsize=2)
def doubled(number: int) -> int:
    CALLS.append(number)
    return number * 2

@cache
def again(number: int) -> int:
    CALLS.append(number)
    return number
'''


def run(source):
    names = {"__name__": "tests.project.made_here"}
    exec(source, names)
    return names


def test_source_without_bounded_caches_and_decorated_properties_means_the_same():
    names = run(unwrapped(SOURCE))
    box = names["Box"](3)
    assert (box.area, names["Box"].unit(), box) == (9, names["Box"](1), names["Box"](3))
    assert [names["doubled"](4), names["doubled"](4), names["again"](4), names["again"](4)] == [8, 8, 4, 4]
    assert names["CALLS"] == [4, 4, 4]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_each_part_s_source_and_tests_and_what_is_left_out_of_them_are_there(part):
    assert (ROOT / part.source).is_dir()
    for name in part.left_out:
        assert list((ROOT / part.mutated).glob(name)), name
    for name in part.tests_left_out:
        file, _, test = name.partition("::")
        files = [*(ROOT / part.tests).glob(file)]
        assert files, name
        assert not test or f"def {test}" in files[0].read_text()


def test_the_rules_are_mutated_and_the_shells_are_not():
    mutated = {module for part in PARTS for module in modules_of(part)}
    assert {"policy", "certificates", "enrollment", "policies", "frequency", "scope"} < mutated
    assert {"keychain", "browser", "registration"} < mutated
    assert not mutated & {"app", "wire", "messages"}


def test_a_fault_that_ends_a_test_or_makes_it_endless_is_noticed_and_one_without_a_test_is_not():
    assert Score.of([1, 3, 152, 36, 0, 33, 5, None]) == Score(8, 4, 1)
    assert Score(8, 4, 1).percent == pytest.approx(100 * 4 / 7)


@pytest.mark.parametrize(
    ("score", "reached"),
    [(Score(100, 85), True), (Score(100, 84), False), (Score(100, 99, 1), False), (Score(0, 0), True)],
)
def test_the_goal_is_reached_where_all_was_tried_and_enough_was_noticed(score, reached):
    assert score.reached() is reached


def test_in_a_sample_not_all_is_tried_and_that_is_told():
    sample = Score(1000, 90, 900)
    assert sample.reached(in_a_sample=True)
    told = "90.0 % of 100 faults were noticed (900 more were not tried); goal 85 %:"
    assert sample.told(in_a_sample=True) == f"{told} reached"
    assert sample.told() == f"{told} not reached"


def test_scores_of_modules_add_up():
    assert Score(10, 9) + Score(20, 10, 2) == Score(30, 19, 2)


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: f"{reason.module}.{reason.function}")
def test_a_reason_names_a_function_that_there_is(reason):
    part = next(part for part in PARTS if part.name == reason.part)
    source = (ROOT / part.mutated / f"{reason.module}.py").read_text()
    assert f"def {reason.function.rpartition('.')[2].removesuffix('_as_read')}(" in source


def test_a_reason_explains_what_it_names_and_nothing_else():
    reason = reasons.Reason("mac", "apps", "support", "True", "why")
    assert reason.explains(Survivor("mac", "apps", "support", "return False", "return True"))
    assert not reason.explains(Survivor("mac", "apps", "support", "return 1", "return None"))
    assert not reason.explains(Survivor("mac", "apps", "other", "return False", "return True"))


def test_a_reason_is_idle_where_none_of_its_part_s_survivors_is_one_that_it_means():
    reason = next(one for one in REASONS if one.part == "mac")
    met = Survivor("mac", reason.module, reason.function, "", f"x {reason.planted} y")
    assert reason in reasons.idle({"mac"}, [])
    assert reason not in reasons.idle({"mac"}, [met])
    assert reason not in reasons.idle({"fake_okta", "fake_jamf"}, [])


def test_the_list_of_survivors_is_up_to_date():
    assert SURVIVORS.read_text() == as_table()
