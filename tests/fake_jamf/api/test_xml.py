"""What the Classic API writes as XML is read back as what was meant, whatever the values are."""

from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from fake_jamf.api.xml import as_xml

values = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.sampled_from(["</name>", "<a></a>", "&lt;", "a\rb", "\x00", "]]>", "%s"]),
)
parts = st.dictionaries(st.sampled_from(["id", "name", "note"]), values)
trees = st.fixed_dictionaries(
    {"computer": st.fixed_dictionaries({"general": parts, "certificates": st.lists(parts)})}
)


def read(element):
    """An element as the tree that it was written from, with texts for values."""
    return [(one.tag, read(one) if len(one) else one.text or "") for one in element]


def meant(tree):
    return [
        (name, meant(value) if isinstance(value, dict) and value else said(value))
        for name, value in tree.items()
    ]


def said(value):
    if isinstance(value, bool):
        return str(value).lower()
    if not value and not isinstance(value, int):
        return ""
    return "".join(
        letter if letter in "\t\n\r" or (letter >= " " and letter not in "\ufffe\uffff") else "\ufffd"
        for letter in str(value)
    )


@given(trees)
@example({"computer": {"general": {"name": "<a></a>"}, "certificates": []}})
@example({"computer": {"general": {"name": "</name>", "note": "&"}, "certificates": []}})
def test_values_come_out_as_they_went_in(tree):
    root = etree.fromstring(as_xml(tree))
    general, certificates = root.find("general"), root.find("certificates")
    assert (root.tag, len(root)) == ("computer", 2)
    assert read(general) == meant(tree["computer"]["general"])
    assert [(one.tag, read(one)) for one in certificates] == [
        ("certificate", meant(one)) for one in tree["computer"]["certificates"]
    ]


def test_a_list_at_the_top_tells_its_length():
    written = as_xml({"computers": [{"id": 1, "name": "<b>"}, {"id": 2, "name": "mac"}]})
    assert written.endswith(
        b"<computers><size>2</size><computer><id>1</id><name>&lt;b&gt;</name></computer>"
        b"<computer><id>2</id><name>mac</name></computer></computers>"
    )
