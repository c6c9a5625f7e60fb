"""The addresses of the console's pages, for the application of the pages to have."""

from __future__ import annotations

from itertools import chain

import flask

from fake_okta.console.frame import SETTING, Frame
from fake_okta.console.log import LogPage
from fake_okta.console.people import PeoplePage
from fake_okta.console.rules import RulesPage
from fake_okta.console.setting import SettingPage


def add_console(app: flask.Flask, frame: Frame) -> None:
    """Let the application of the pages answer as the console too."""
    pages = (SettingPage(frame), RulesPage(frame), PeoplePage(frame), LogPage(frame))
    for method, address, answer in chain.from_iterable(page.routes() for page in pages):
        app.add_url_rule(address, f"{method} {address}", answer, methods=[method])
    app.add_url_rule("/admin", "console", lambda: flask.redirect(SETTING))
