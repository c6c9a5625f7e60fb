"""Filters select what they say, or are refused with the place of the mistake; none takes long."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_jamf.api.rsql import Field, predicate
from fake_jamf.wildcard import matches
from fake_jamf.wire_text import Unreadable

FIELDS = {
    "id": Field("number", lambda one: one["id"]),
    "general.name": Field("text", lambda one: one["name"]),
    "managed": Field("truth", lambda one: one["managed"]),
    "at": Field("time", lambda one: one["at"]),
    "groups": Field("text", lambda one: one["groups"]),
}
MACS = [
    {"id": 1, "name": "Ada's Mac", "managed": True, "at": 0, "groups": ("All", "Sales")},
    {"id": 2, "name": "eve", "managed": False, "at": 1_700_000_000, "groups": ()},
    {"id": 10, "name": "", "managed": True, "at": None, "groups": ("All",)},
]


def chosen(text):
    holds = predicate(text, FIELDS)
    return [mac["id"] for mac in MACS if holds(mac)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("id==1", [1]),
        ("id!=1", [2, 10]),
        ("id>1", [2, 10]),
        ("id=gt=2", [10]),
        ("id>=2", [2, 10]),
        ("id=ge=10", [10]),
        ("id<10", [1, 2]),
        ("id=lt=2", [1]),
        ("id<=2", [1, 2]),
        ("id=le=1", [1]),
        ("id=in=(1,10)", [1, 10]),
        ("id=in=1", [1]),
        ("id=out=(1, 10)", [2]),
        ("general.name==EVE", [2]),
        ('general.name=="Ada\'s Mac"', [1]),
        (r"general.name=='Ada\'s Mac'", [1]),
        ("general.name==*a*", [1]),
        ("general.name!=*a*", [2, 10]),
        ("general.name==*", [1, 2, 10]),
        ('general.name==""', [10]),
        ("managed==true", [1, 10]),
        ("managed==FALSE", [2]),
        ("at>=1970-01-01T00:00:00Z", [1, 2]),
        ("at<2000-01-01", [1]),
        ("at>2023-11-14T22:13:19.000Z", [2]),
        ("groups==all", [1, 10]),
        ("groups!=all", [2]),
        ("id==1;managed==false", []),
        ("id==1 and managed==true", [1]),
        ("id==1,id==2", [1, 2]),
        ("id==1 or id==2", [1, 2]),
        ("id==1 or id==2 and managed==true", [1]),
        ("(id==1,id==2);managed==true", [1]),
        ("((id==1))", [1]),
        ("  id == 1 ; managed == true ", [1]),
    ],
)
def test_a_filter_selects_what_it_says(text, ids):
    assert chosen(text) == ids


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id", "character"),
        ("id==", "character"),
        ("id==1;", "character"),
        ("(id==1", "character"),
        ("id==1)", "character 6"),
        ("id==a b", "character"),
        ("==1", "character 1"),
        ("id==1 xor id==2", "character"),
        ("id=like=1", "no operator =like="),
        ("shoe==44", "names shoe"),
        ("id==one", "'one' is no number"),
        ("managed==maybe", "'maybe' is no truth"),
        ("at>soon", "'soon' is no time"),
        ("id==(1,2)", "one value"),
        ("id>" + "9" * 5000, "no number"),
        ("(" * 30 + "id==1" + ")" * 30, "too many parentheses"),
        ('general.name=="open', "character"),
    ],
)
def test_a_filter_that_cannot_be_read_says_why(text, said):
    with pytest.raises(Unreadable) as refused:
        chosen(text)
    assert said in str(refused.value)


@given(st.text() | st.text("()=<>!;,'\"* and.id1\\~"))
def test_any_text_is_a_filter_or_refused(text):
    with suppress(Unreadable):
        assert set(chosen(text)) <= {1, 2, 10}


@given(st.text("ab*", max_size=8), st.text("abAB", max_size=8))
def test_a_star_stands_for_any_text(pattern, text):
    def slow(pattern, text):
        if not pattern:
            return not text
        if pattern[0] == "*":
            return any(slow(pattern[1:], text[cut:]) for cut in range(len(text) + 1))
        return bool(text) and pattern[0] == text[0].lower() and slow(pattern[1:], text[1:])

    assert matches(pattern, text) == slow(pattern, text)


def test_a_pattern_of_thousands_of_stars_is_answered():
    assert not matches("*a" * 4000 + "*b", "a" * 5000)
    assert matches("*a" * 4000 + "*", "a" * 5000)
