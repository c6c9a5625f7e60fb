"""A pytest plugin for runs with a fault planted: the likeliest test first, no counterexample shrunk, no heap searched."""

from __future__ import annotations

import gc
import os

from hypothesis import HealthCheck, Phase, settings

# The policy analysis takes a second an example where faults are planted.
_EXAMPLES = 10
# What a test asks for itself goes before a profile, and is kept in an attribute of Hypothesis's own.
_ITS_OWN = "_hypothesis_internal_use_settings"

settings.register_profile(
    "mutation",
    max_examples=_EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutation")


def pytest_collection_modifyitems(items):
    """The module's own tests first, and those with many examples last: most faults are found by a test of one."""
    module = os.environ.get("MUTANT_UNDER_TEST", "").rpartition(".")[0].rpartition(".")[2]

    def place(item):
        return hasattr(getattr(item, "function", None), "hypothesis"), item.path.stem != f"test_{module}"

    items.sort(key=place)
    for item in items:
        asked = getattr(getattr(item, "function", None), _ITS_OWN, None)
        if asked is not None and asked.max_examples > _EXAMPLES:
            setattr(item.function, _ITS_OWN, settings(asked, max_examples=_EXAMPLES))


def pytest_unconfigure():
    """What is there now stays: the processes forked from here need not look through it for garbage."""
    gc.collect()
    gc.freeze()
