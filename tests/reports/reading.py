"""A page as a browser without JavaScript has it: elements, attributes, scripts, tables and text."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "input"}


class Page(HTMLParser):
    """Parses a whole page.

    Attributes:
        elements: (name, attributes) of each, in order.
        raw: content of each script and style, with its name and attributes.
        text: everything else that is shown.
        tables: rows of cells' texts, by the table's caption.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.raw: list[tuple[str, dict[str, str], str]] = []
        self.text = ""
        self.tables: dict[str, list[list[str]]] = {}
        self._open: list[str] = []
        self._caption = ""
        self.feed(page)
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, name: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {key: value or "" for key, value in attrs}
        self.elements.append((name, attributes))
        if name in {"script", "style"}:
            self.raw.append((name, attributes, ""))
        if name not in VOID:
            self._open.append(name)
        if name == "caption":
            self._caption = ""
        elif name == "tr":
            self.tables.setdefault(self._caption, []).append([])
        elif name in {"td", "th"}:
            self.tables[self._caption][-1].append("")

    def handle_endtag(self, name: str) -> None:
        assert self._open.pop() == name

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in {"script", "style"}:
            name, attributes, content = self.raw[-1]
            self.raw[-1] = (name, attributes, content + data)
            return
        self.text += data
        if "caption" in self._open:
            self._caption += data
        elif "td" in self._open or "th" in self._open:
            self.tables[self._caption][-1][-1] += data

    def attributes(self, name: str) -> list[str]:
        """The values of an attribute, wherever it stands."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]
