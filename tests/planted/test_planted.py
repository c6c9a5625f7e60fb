"""Each planted defect still stands where it is planted; `make planted` plays them."""

from pathlib import Path

import pytest

from tests.planted.catalogue import DEFECTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_a_planted_defect_applies_to_the_source_and_leaves_it_python(defect):
    compile(defect.applied(ROOT), defect.path, "exec")


def test_no_two_defects_have_a_name_in_common():
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS)
