"""How the command line answers: on which stream, in which colours, with which exit code."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import click

HELD, FAILED, WRONG_INPUT, BUG, STOPPED = 0, 1, 2, 70, 130
"""Exit codes: all held; an expectation failed; the input is wrong; a bug of ours; stopped by Ctrl-C."""


class Answer(click.ClickException):
    """Ends a command with a text on stderr and an exit code; never a traceback."""

    exit_code = WRONG_INPUT

    def show(self, file: object = None) -> None:
        """Print the text as it is."""
        click.echo(self.message, err=True)


class Stopped(Answer):
    """Ctrl-C."""

    exit_code = STOPPED


class OurBug(Answer):
    """Something that is no fault of the scenario."""

    exit_code = BUG


def wrong(text: str) -> NoReturn:
    """End with exit code 2."""
    raise Answer(text)


def write_text(path: str, text: str) -> None:
    """Write a file beside its place and rename it, so that nobody ever reads half of it."""
    write_bytes(path, text.encode())


def write_bytes(path: str, data: bytes) -> None:
    """Write a file beside its place and rename it. Ends the command where that cannot be done."""
    target = Path(path)
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        check_writable(path)
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        wrong(f"{path}: cannot be written ({error.strerror}).")


def check_writable(path: str) -> None:
    """End the command early where a file to be written later has no place."""
    target = Path(path)
    if target.is_dir():
        wrong(f"{path}: is a folder, and a file is to be written.")
    if not target.parent.is_dir():
        wrong(f"{path}: there is no folder {target.parent}.")
