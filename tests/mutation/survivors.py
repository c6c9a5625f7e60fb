"""The faults that no unit test noticed: where each is, and what it changes."""

from __future__ import annotations

import difflib
import re
import textwrap
from typing import NamedTuple

from mutmut.mutation.data import MutantLineSpans
from mutmut.utils.file_utils import change_cwd

from tests.mutation.score import NOTICED
from tests.mutation.workshop import WORKSHOPS, found

_NAME = re.compile(r"\bx\w+__mutmut_\w+")


class Survivor(NamedTuple):
    """In a function of a module, the lines ``planted`` in the place of those ``without`` the fault."""

    part: str
    module: str
    function: str
    without: str
    planted: str


def survivors(part):
    """Every one of a part, in the order of its modules."""
    folder = WORKSHOPS / part.name
    for module, faults in found(part).items():
        missed = [name for name, code in faults.items() if code is not None and code not in NOTICED]
        if missed:
            with change_cwd(folder):
                spans = MutantLineSpans.load(f"{part.mutated}/{module}.py")
                read = [_read(part.name, name, spans) for name in missed]
            yield from read


def _read(part, name, spans):
    module, _, mutant = name.rpartition(".")
    original = mutant.rpartition("__mutmut_")[0]
    sources = spans.read_function_sources([f"{original}__mutmut_orig", mutant])
    before, after = (_body(source) for source in sources)
    told = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    without, planted = ("\n".join(line[2:].strip() for line in told if line[0] == sign) for sign in "-+")
    function = original.removeprefix("x_").removeprefix("xǁ").replace("ǁ", ".")
    return Survivor(part, module.rpartition(".")[2], function, without, planted)


def _body(source):
    """With the same name, whichever fault it has."""
    return _NAME.sub("function", textwrap.dedent(source).strip()).splitlines()
