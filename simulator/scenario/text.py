"""From bytes to a tree of nodes: everything that can be wrong with a file before anybody asks what it means."""

from __future__ import annotations

import pathlib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from simulator.scenario.mistakes import Mark, Mistake, ScenarioMistakes, did_you_mean, quote
from simulator.scenario.tree import Entry, MappingNode, Node, Path, Scalar, SequenceNode, address_of

MAX_BYTES = 4_000_000
"""A scenario by hand has some kilobytes; this leaves room for a generated one."""
MAX_DEPTH = 30


class FileKind(NamedTuple):
    """What a file is to be, for those whose file is none: what it is called, and how one begins."""

    name: str
    begins: str


SCENARIO = FileKind("scenario", "A scenario begins with 'story:' and 'fleet:'.")
_LINE_BREAK = re.compile("\r\n|[\r\n]")
"""The breaks that YAML counts, so that line numbers agree."""
_BOM = b"\xef\xbb\xbf"


def read_bytes(path: str, kind: FileKind = SCENARIO) -> bytes:
    """The bytes of a file of this kind. Raises ScenarioMistakes where there is no such file or it cannot be read."""
    file = pathlib.Path(path)
    if not path:  # which would be the present folder
        raise _whole("''", "there is no such file")
    try:
        if file.is_dir():
            raise _whole(path, f"is a folder, and a {kind.name} file is wanted")
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise _whole(path, "there is no such file", _near(file)) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise _whole(path, f"cannot be read ({why})") from None
    if len(data) > MAX_BYTES:
        raise _whole(path, f"is larger than {MAX_BYTES:,} bytes, the most a {kind.name} file may have")
    return data


def read_tree(
    path: str, data: bytes, kind: FileKind = SCENARIO
) -> tuple[MappingNode, list[str], list[Mistake]]:
    """The tree of a file, its lines, and the mistakes that leave a tree behind (duplicate keys, anchors, tags).

    Raises ScenarioMistakes where there is no tree at all: no UTF-8, no YAML, nothing, too deep, an alias.
    """
    text = _decode(path, data)
    lines = _LINE_BREAK.split(text)
    reader = _Reader(path, lines, kind)
    try:
        top = reader.read(iter(YAML(typ="safe", pure=True).parse(text)))
    except MarkedYAMLError as error:
        raise ScenarioMistakes([reader.no_yaml(error)]) from None
    except ReaderError as error:
        raise ScenarioMistakes([_bad_character(path, text, lines, error)]) from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise _whole(
            path, f"is no YAML ({str(error).splitlines()[0] if str(error) else 'too deep'})"
        ) from None
    if top is None or (isinstance(top, Scalar) and top.plain() is None):
        raise _whole(path, "is empty", kind.begins)
    if reader.aliases:
        raise ScenarioMistakes(reader.mistakes(top))
    if not isinstance(top, MappingNode):
        found = "a list" if isinstance(top, SequenceNode) else "a text"
        what = f"a {kind.name} has keys and values, and this is {found}"
        raise ScenarioMistakes([reader.mistake(Mark(top.mark.line, top.mark.column), what, kind.begins)])
    return top, lines, reader.mistakes(top)


def source_line(lines: list[str], mark: Mark) -> str:
    """The line of a mark, "" where it has none."""
    return lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""


def _whole(path: str, what: str, hint: str = "") -> ScenarioMistakes:
    return ScenarioMistakes([Mistake(path, Mark(), "", what, hint)])


def _near(file: pathlib.Path) -> str:
    try:
        names = sorted(entry.name for entry in file.parent.iterdir()) if file.parent.is_dir() else []
    except OSError:
        return ""
    return did_you_mean(file.name, names, list_up_to=0)


def _decode(path: str, data: bytes) -> str:
    try:
        return data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
        mark = Mark(before.count(b"\n") + 1, column)
        line = data.split(b"\n")[mark.line - 1].decode(errors="replace")
        what = f"is no UTF-8 text (byte 0x{data[error.start]:02x})"
        raise ScenarioMistakes([Mistake(path, mark, "", what, source=line)]) from None


def _bad_character(path: str, text: str, lines: list[str], error: ReaderError) -> Mistake:
    before = text[: int(error.position)]
    mark = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
    what = f"is no YAML (the control character {error.character!r})"
    return Mistake(path, mark, "", what, source=source_line(lines, mark))


class _Reader:
    """Builds nodes from YAML's events. Nothing is resolved and depth is bounded, so no file is dear to refuse."""

    def __init__(self, path: str, lines: list[str], kind: FileKind) -> None:
        self.path = path
        self.lines = lines
        self.kind = kind
        self.aliases: set[str] = set()
        self._found: list[tuple[Path, Mark, str, str]] = []

    def mistake(self, mark: Mark, what: str, hint: str = "", address: str = "") -> Mistake:
        return Mistake(self.path, mark, address, what, hint, source_line(self.lines, mark))

    def mistakes(self, top: Node | None) -> list[Mistake]:
        return [
            self.mistake(mark, what, hint, address_of(top, path) if top else "")
            for path, mark, what, hint in self._found
        ]

    def no_yaml(self, error: MarkedYAMLError) -> Mistake:
        place = error.problem_mark or error.context_mark
        mark = self._after_what_is_there(Mark(place.line + 1, place.column + 1)) if place else Mark()
        problem = " ".join(str(error.problem or error.context or "unreadable").split())
        line = source_line(self.lines, mark)
        if "\\t" in problem or line[mark.column - 1 : mark.column] == "\t":
            return self.mistake(mark, "is no YAML (a tab)", "Indent with spaces.")
        return self.mistake(mark, f"is no YAML ({problem})")

    def _after_what_is_there(self, mark: Mark) -> Mark:
        """The end of the text, for what is missing there."""
        if "".join(self.lines[mark.line - 1 :]).strip():
            return mark
        last = max((number for number, line in enumerate(self.lines, 1) if line.strip()), default=0)
        return Mark(last, len(self.lines[last - 1].rstrip()) + 1) if last else mark

    def read(self, events: Iterator[Any]) -> Node | None:
        top: Node | None = None
        for event in events:
            if isinstance(event, DocumentStartEvent) and top is not None:
                raise ScenarioMistakes(
                    [self.mistake(_mark(event), f"a second document; a file holds one {self.kind.name}")]
                )
            if isinstance(event, NodeEvent):
                top = self._node(event, events, ())
        return top

    def _node(self, event: Any, events: Iterator[Any], path: Path) -> Node:
        mark = _mark(event)
        if isinstance(event, AliasEvent):
            if event.anchor not in self.aliases:
                self.aliases.add(event.anchor)
                what = f"the alias {quote('*' + event.anchor)} is not allowed"
                self._say(path, mark, what, "Write the value out.")
            return Scalar("", quoted=False, mark=mark)
        if event.anchor is not None:
            self._say(path, mark, f"the anchor {quote('&' + event.anchor)} is not allowed", "Leave it out.")
        if event.tag is not None and str(event.tag) != "!":
            self._say(path, mark, f"the tag {quote(str(event.tag))} is not allowed", "Leave it out.")
        if len(path) > MAX_DEPTH:
            raise ScenarioMistakes([self.mistake(mark, f"nested more than {MAX_DEPTH} deep")])
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, mark, path)
        if isinstance(event, MappingStartEvent):
            return self._mapping(events, mark, path)
        return Scalar(event.value, quoted=event.style is not None, mark=mark)

    def _say(self, path: Path, mark: Mark, what: str, hint: str = "") -> None:
        self._found.append((path, mark, what, hint))

    def _sequence(self, events: Iterator[Any], mark: Mark, path: Path) -> SequenceNode:
        items: list[Node] = []
        for event in events:
            if isinstance(event, SequenceEndEvent):
                break
            items.append(self._node(event, events, (*path, len(items))))
        return SequenceNode(items, mark)

    def _mapping(self, events: Iterator[Any], mark: Mark, path: Path) -> MappingNode:
        entries: dict[str, Entry] = {}
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._node(event, events, (*path, "?"))
            name = key.text if isinstance(key, Scalar) else "?"
            value = self._node(next(events), events, (*path, name))
            if not isinstance(key, Scalar):
                self._say(path, key.mark, "a key is a word, not a list or a mapping")
            elif name in entries:
                self._say(
                    (*path, name), key.mark, f"this key is already there, in line {entries[name].key.line}"
                )
            else:
                entries[name] = Entry(key.mark, value)
        return MappingNode(entries, mark)


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    one_line = isinstance(event, ScalarEvent | AliasEvent) and start.line == end.line
    length = max(1, end.column - start.column) if one_line else 1
    return Mark(start.line + 1, start.column + 1, length)
