"""Pages of a list: as many records as were asked for and are allowed, in the order that was asked for."""

import pytest

from fake_jamf.api.call import Call
from fake_jamf.api.listing import listed
from fake_jamf.api.rsql import Field
from fake_jamf.wire_text import Unreadable

FIELDS = {
    "id": Field("number", lambda one: one),
    "last": Field("text", lambda one: str(one)[-1] if one % 5 else None),
    "all": Field("text", lambda one: tuple(str(one))),
}


def page(query, count=5000, **options):
    return listed(range(1, count + 1), Call({}, query, {}, b""), FIELDS, lambda one: one, **options)


def test_a_page_has_a_hundred_records_unless_told_and_at_most_two_thousand():
    assert page("")["results"] == [*range(1, 101)]
    assert len(page("page-size=2000")["results"]) == len(page("page-size=2001")["results"]) == 2000
    assert len(page("page-size=2000", largest=1000)["results"]) == 1000


@pytest.mark.parametrize(
    ("query", "first"),
    [("page=0&page-size=7", 1), ("page=1&page-size=7", 8), ("page=&page-size=", 1), ("page=49", 4901)],
)
def test_pages_follow_on_each_other(query, first):
    told = page(query)
    assert (told["totalCount"], told["results"][0]) == (5000, first)


def test_the_count_is_of_what_the_filter_leaves():
    told = page("filter=id<8&page-size=3&page=2")
    assert told == {"totalCount": 7, "results": [7]}


def test_what_has_no_value_comes_first_and_the_first_criterion_weighs_most():
    assert page("sort=last:asc,id:desc", count=12)["results"] == [10, 5, 11, 1, 12, 2, 3, 4, 6, 7, 8, 9]
    assert page("sort=last:desc&sort=id", count=12)["results"] == [9, 8, 7, 6, 4, 3, 2, 12, 1, 11, 5, 10]
    assert page("sort=all", count=12)["results"][:4] == [1, 10, 11, 12]


@pytest.mark.parametrize(
    "query", ["page=-1", "page-size=0", "page-size=x", "sort=shoe", "sort=id:up", "filter=id"]
)
def test_what_cannot_be_read_is_said(query):
    with pytest.raises(Unreadable):
        page(query)
