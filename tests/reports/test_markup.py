"""Whatever a name holds, it stays text."""

from __future__ import annotations

import html
import json

from hypothesis import given
from hypothesis import strategies as st

from reports.assets import as_plain_script, csp_hash, in_element
from reports.markup import Html, join, json_text, tag, text


@given(st.text())
def test_text_is_never_markup_and_loses_nothing_that_can_be_seen(value: str) -> None:
    shown = text(value)
    assert not set(shown) & set("<>\"'")
    seen = "".join(letter for letter in value if letter.isprintable() and ord(letter) < 0x0600)
    rest = iter(html.unescape(shown))
    assert all(letter in rest for letter in seen)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_in_a_script_element_comes_back_and_cannot_end_it(value: object) -> None:
    shown = json_text(value)
    assert not set(shown) & set("<>&")
    assert json.loads(shown) == value


def test_marks_that_turn_the_direction_of_writing_are_shown_as_escapes() -> None:
    assert text("a\u202eb\u2066c\x00\ud800") == "a\\u202eb\\u2066c\\u0000\\ud800"


def test_an_element_escapes_its_children_and_attributes_once() -> None:
    inner = tag("b", "x & y")
    assert tag("td", "<", inner, title='"', data_key="k", hidden=True, id=None) == (
        '<td title="&quot;" data-key="k" hidden>&lt;<b>x &amp; y</b></td>'
    )


def test_markup_joined_to_a_plain_text_is_plain_text_again() -> None:
    assert join((tag("b", "x") + "<i>",)) == "&lt;b&gt;x&lt;/b&gt;&lt;i&gt;"
    assert isinstance(join(()), Html)


def test_a_script_cannot_end_its_element_nor_begin_a_comment() -> None:
    safe = in_element("a = '</script>'; b = /<!--/; c = '<script>'")
    assert "</script" not in safe
    assert "<!--" not in safe


def test_a_hash_is_the_one_that_browsers_compute() -> None:
    # The example of the Content Security Policy specification.
    assert csp_hash("alert('Hello, world.');") == "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"


def test_the_default_export_of_a_module_is_left_in_the_window() -> None:
    script = as_plain_script("const a$=1,b=2;export{b as other,a$ as default};\n//end")
    assert "export" not in script
    assert "window.DataTable=a$;" in script
