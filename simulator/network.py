"""The way between a Mac and a service: what can go wrong on it, as the Mac sees it."""

from __future__ import annotations

from typing import Literal

Trouble = Literal["unreachable", "timed_out", "blocked", "inspected", "answer_lost"]


class NetworkError(Exception):
    """No answer came: ``trouble`` and the ``host`` that was asked.

    ``answer_lost`` means that the service did its deed and only the answer went missing; the Mac cannot tell it
    from ``timed_out``.
    """

    def __init__(self, trouble: Trouble, host: str) -> None:
        super().__init__(trouble, host)
        self.trouble = trouble
        self.host = host

    def __str__(self) -> str:
        return f"{self.host}: {self.trouble.replace('_', ' ')}"
