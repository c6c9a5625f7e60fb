"""JSON lines: one object a line, in ASCII, so that no name in one can end a line or turn its direction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO


class JsonLines:
    """A file of them; it bears its name once it is whole, and is gone where writing it failed.

    ``count`` is how many lines were written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._beside = path.with_name(f"{path.name}.part")
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        self._file = self._beside.open("w", encoding="ascii")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._file is not None
        self._file.close()
        if error is None:
            self._beside.replace(self.path)
        else:
            self._beside.unlink()

    def write(self, line: Mapping[str, Any]) -> None:
        """Add a line."""
        assert self._file is not None
        json.dump(line, self._file, separators=(",", ":"))
        self._file.write("\n")
        self.count += 1
