"""What the registration task prints, which Jamf Pro keeps as the policy's log.

The form (levels, one line a step, a headline for a failing step, then its cause) is the task's; the words are
this project's own, but for sentences that Okta's help page quotes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

_HEADLINES: Final[dict[str, str]] = {
    "": "The registration did not get under way.",
    "keychain": "The Okta keychain could not be set up.",
    "keychain_password": "The Okta keychain could not be set up.",
    "enroll": "Okta Device Trust did not enroll this Mac.",
    "import": "The certificate could not be imported.",
    "metadata": "The browsers could not be set up.",
    "safari": "The browsers could not be set up.",
    "chrome": "The browsers could not be set up.",
    "partition_list": "The whitelisted apps could not be given access.",
    "agent_file": "The scheduled task could not be written.",
    "launch_agent": "The scheduled task could not be loaded.",
}


class TaskLog:
    """The lines of one run. ``step`` is the step under way, by which a failure is headed.

    ``also`` takes each line as it is printed: the Mac's own log has them even where the run never ends.
    """

    __slots__ = ("_also", "_lines", "_verbose", "step")

    def __init__(self, *, verbose: bool, also: Callable[[str], None] | None = None) -> None:
        self._lines: list[str] = []
        self._verbose = verbose
        self._also = also
        self.step = ""

    def _print(self, line: str) -> None:
        self._lines.append(line)
        if self._also is not None:
            self._also(line)

    def info(self, line: str) -> None:
        """A line at INFO."""
        self._print("INFO: " + line)

    def warn(self, line: str) -> None:
        """A line at WARN."""
        self._print("WARN: " + line)

    def error(self, line: str) -> None:
        """A line at ERROR."""
        self._print("ERROR: " + line)

    def begin(self, step: str, line: str = "") -> None:
        """A step begins; ``verbose`` tells it even where INFO has no line for it."""
        self.step = step
        if line:
            self._print("INFO: " + line)
        if self._verbose:
            self._print("DEBUG:step " + step)

    def failed(self, cause: str) -> None:
        """The step under way failed: its headline, the cause, and the end."""
        self.error(_HEADLINES[self.step])
        self.error(cause)
        self._print("The registration task ends with an error.")

    def text(self) -> str:
        """Everything that was printed."""
        return "\n".join(self._lines)
