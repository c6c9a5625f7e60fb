"""Texts with ``*`` for any text, as searches and filters have them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_jamf.wildcard import matches

few_letters = st.text("aAb*", max_size=8)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", ""),
        ("ada", "ADA"),
        ("STRASSE*", "Straße 7"),
        ("*", ""),
        ("ada*", "ada"),
        ("ada*", "ada's Mac"),
        ("*mac", "ada's Mac"),
        ("a*c", "ac"),
        ("a*c", "ada's Mac"),
        ("*'*", "ada's Mac"),
        ("a*d*s*c", "ada's Mac"),
        ("ab*ab", "abab"),
        ("*ab*ab*", "abab"),
        ("a*b*b", "abb"),
    ],
)
def test_a_text_that_is_such_as_the_pattern_says_matches(pattern: str, text: str) -> None:
    assert matches(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("", "ada"),
        ("ada", "ada's Mac"),
        ("mac", "ada's Mac"),
        ("eve*", "ada's Mac"),
        ("ada*", "the Mac of ada"),
        ("*ada", "ada's Mac"),
        ("a*x*c", "ada's Mac"),
        ("a*s*d*c", "ada's Mac"),
        ("ab*ba", "aba"),
        ("*aa*a*", "aa"),
        ("ab*b*c", "abc"),
        ("a*b*bc", "abc"),
    ],
)
def test_a_text_that_is_otherwise_does_not_match_and_no_letter_counts_twice(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


@given(few_letters, few_letters)
def test_a_pattern_means_what_the_regular_expression_with_any_text_for_each_star_means(
    pattern: str, text: str
) -> None:
    expression = ".*".join(re.escape(part) for part in pattern.lower().split("*"))
    assert matches(pattern, text) == bool(re.fullmatch(expression, text.lower()))
