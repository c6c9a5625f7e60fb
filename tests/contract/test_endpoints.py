"""The table of what is emulated says what was seen."""

from fake_okta.rest import differences
from fake_okta.rest.rows import ROWS
from fake_okta.wire_rows import ROWS as OWN_ROWS
from tests.contract.endpoints import FILE, observed, table


def test_the_table_is_the_one_that_the_conversations_give():
    """Else: ``python -m tests.contract.endpoints``."""
    assert FILE.read_text() == table(observed())


def test_every_difference_is_one_of_an_address_that_is_served():
    paths = [row.path for row in [*ROWS, *OWN_ROWS]]
    assert all(any(path.startswith(start) for path in paths) for start in differences.AT)
