"""A defect as an edit of the source: what stands there, and what a mistake would have put in its place."""

from pathlib import Path
from typing import NamedTuple


class Defect(NamedTuple):
    """One planted mistake.

    Attributes:
        name: what goes wrong, as a sentence would have it.
        path: the file, from the root of the project.
        old, new: the text that stands there once, and the wrong one.
        silent: why no play of an estate can tell it; empty where the swarm has to find it.
    """

    name: str
    path: str
    old: str
    new: str
    silent: str = ""

    def applied(self, root: Path) -> str:
        """The file with the mistake in it. Raises LookupError where the old text does not stand there exactly once."""
        source = (root / self.path).read_text()
        if source.count(self.old) != 1:
            raise LookupError(f"{self.name}: {self.path} has {source.count(self.old)} times {self.old!r}")
        return source.replace(self.old, self.new)
