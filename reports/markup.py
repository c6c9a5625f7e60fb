"""Markup that cannot forget to escape: text becomes text, and only what :func:`tag` made is taken for markup.

Names in a scenario are data. Whatever they hold (tags, quotes, marks that turn the writing direction) is shown as
it is written; a character that would be invisible, or would move others, is shown as its escape.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_VOID = frozenset({"br", "meta", "input", "hr"})


class Html(str):
    """Markup, made by this module out of escaped parts."""

    __slots__ = ()


Child = str | int | float | None
Attribute = str | int | bool | None


def _escape_unseen(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def text(value: Child) -> Html:
    """A value as markup: escaped unless it is markup already; None is nothing.

    >>> text("<b>")
    '&lt;b&gt;'
    """
    if isinstance(value, Html):
        return value
    if value is None:
        return Html("")
    return Html(html.escape(_UNSEEN.sub(_escape_unseen, str(value)), quote=True))


def _attribute(name: str, value: Attribute) -> str:
    shown = name.rstrip("_").replace("_", "-")
    return f" {shown}" if value is True else f' {shown}="{text(str(value))}"'


def tag(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element. ``class_`` is the class, ``data_key`` becomes ``data-key``; None and False leave one out.

    >>> tag("td", "a & b", class_="mac")
    '<td class="mac">a &amp; b</td>'
    """
    shown = "".join(
        _attribute(key, value)
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    start = f"<{name}{shown}>"
    return Html(start) if name in _VOID else Html(f"{start}{join(children)}</{name}>")


def join(parts: Iterable[Child]) -> Html:
    """Parts one after the other, each escaped unless it is markup."""
    return Html("".join(text(part) for part in parts))


def json_text(value: object) -> Html:
    """JSON that can stand in a script element: ASCII, and no character in it that HTML could see."""
    plain = json.dumps(value, separators=(",", ":"))
    return Html(plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
