"""A small experiment on disk."""

from concurrent.futures import ThreadPoolExecutor

import pytest

BASE = """\
story: Acme
length: 30 days
fleet:
  - {name: sales, count: 3, habits: mixed}
timeline:
  - {at: day 20 09:00, do: revoke_user_certificates, person: sales-0001}
"""
QUESTION = """\
question: Do forced restarts help?
base: base.yaml
vary:
  fleet.sales.habits.quits_chrome: [base, every_day]
replications: {at_least: 3, at_most: 3}
measure: [denied_sign_ins, macs_locked_out_a_day]
"""


@pytest.fixture
def asked(tmp_path):
    """Writes an experiment, with other words where a test has them; its path."""

    def write(question=QUESTION, base=BASE):
        (tmp_path / "base.yaml").write_text(base)
        (tmp_path / "question.yaml").write_text(question)
        return str(tmp_path / "question.yaml")

    return write


def one_thread():
    """An executor that plays one after the other, in this process."""
    return ThreadPoolExecutor(1)
