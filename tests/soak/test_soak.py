"""Fifty clients at once, for some seconds: the same as ``make soak``, which takes a minute and looks at memory as well."""

from tests.soak.soak import soak


def test_fifty_clients_at_once_meet_no_error_and_lose_no_write():
    found = soak(4)
    assert found.wrong == []
    assert found.lost == []
    assert found.written > 50
