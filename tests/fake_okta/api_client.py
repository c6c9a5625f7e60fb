"""A client of the Management API, through Flask's own test client: it knows addresses and JSON, nothing of the code."""

from __future__ import annotations

import re
from typing import Any

from fake_okta.app import create_app
from fake_okta.assumptions import OktaAssumptions
from fake_okta.management.messages import CreateApiToken
from tests.fake_okta.estate import Estate

ADA = {"firstName": "Ada", "lastName": "Lovelace", "email": "ada.l@acme.test", "login": "ada.l@acme.test"}


class Api:
    """An org with Device Trust, ada and the app crm; requests carry the super admin's token, or the one given."""

    def __init__(self, estate: Estate | None = None) -> None:
        self.estate = estate or Estate(OktaAssumptions(), b"api", "acme").enabled()
        app = create_app(self.estate.okta)
        app.testing = True
        self.client = app.test_client(use_cookies=False)
        self.token = f"SSWS {self.estate.okta.admin_token}"

    def ask(self, method: str, path: str, body: Any = None, *, headers: Any = None, **more: Any) -> Any:
        given = {"Authorization": self.token, **(headers or {})}
        if body is not None and "data" not in more:
            more["json"] = body
        return self.client.open(path, method=method, headers=given, **more)

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.ask("PUT", path, body, **more)

    def delete(self, path: str, **more: Any) -> Any:
        return self.ask("DELETE", path, **more)

    def with_role(self, role: str) -> Api:
        """The same org, asked with a token of a lesser administrator."""
        other = Api(self.estate)
        other.token = f"SSWS {self.estate.asks(CreateApiToken('t', role)).value}"
        return other

    def add_user(self, name: str, **profile: Any) -> Any:
        """A new active person of this first name; their JSON."""
        login = f"{name.lower()}@acme.test"
        said = {"firstName": name, "lastName": "Test", "email": login, "login": login, **profile}
        answered = self.post(
            "/api/v1/users", {"profile": said, "credentials": {"password": {"value": "Correct-Horse-9"}}}
        )
        assert answered.status_code == 200, answered.json
        return answered.json

    def id_of(self, login: str) -> str:
        return str(self.get(f"/api/v1/users/{login}").json["id"])

    def id_of_app(self, label: str) -> str:
        return next(str(app["id"]) for app in self.get("/api/v1/apps").json if app["label"] == label)

    def events(self, event_type: str) -> list[Any]:
        """The events of a type, oldest first, as the System Log API tells of them."""
        return list(self.get("/api/v1/logs", query_string={"filter": f'eventType eq "{event_type}"'}).json)

    def pages(self, path: str, most: int = 50) -> list[Any]:
        """All pages of a listing, by its Link headers."""
        pages = []
        while path and len(pages) < most:
            answered = self.get(path)
            assert answered.status_code == 200, answered.json
            pages.append(answered.json)
            path = next_of(answered) or ""
        return pages


def next_of(answered: Any) -> str | None:
    """The path that the ``next`` link names."""
    for link in answered.headers.getlist("Link"):
        found = re.fullmatch(r'<https://acme\.okta\.com(.*)>; rel="next"', link)
        if found:
            return str(found[1])
    return None


def refused(answered: Any) -> tuple[int, str]:
    """Status and code of an error object, whose form is checked."""
    said = answered.json
    assert said.keys() == {"errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"}
    assert re.fullmatch(r"oae[\w-]{22}", said["errorId"])
    assert said["errorLink"] == said["errorCode"]
    return answered.status_code, said["errorCode"]


def causes(answered: Any) -> list[str]:
    return [str(cause["errorSummary"]) for cause in answered.json["errorCauses"]]
