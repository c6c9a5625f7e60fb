"""The errors that Okta answers with: one type, one constructor a documented code.

Codes, statuses and summaries are those of Okta's published error catalogue. Which of them the Device Trust
endpoints use is not public; where this fake had to choose, the constructor says so.
"""

from __future__ import annotations


class OktaError(Exception):
    """An error object as Okta returns it: ``code`` (E0000001), ``status`` (HTTP), ``summary``, ``causes``.

    ``cause_code`` is this fake's own machine-readable word for the cause, "" where the code says it all.
    """

    def __init__(
        self, code: str, status: int, summary: str, causes: tuple[str, ...] = (), cause_code: str = ""
    ) -> None:
        super().__init__(code, status, summary, causes, cause_code)
        self.cause_code = cause_code
        self.code = code
        self.status = status
        self.summary = summary
        self.causes = causes

    @property
    def reason(self) -> str:
        """The most telling sentence: the first cause, or the summary where there is none."""
        return self.causes[0] if self.causes else self.summary

    def __str__(self) -> str:
        return f"{self.code}: {self.reason}"


def validation_failed(field: str, *causes: str) -> OktaError:
    """400: a value that Okta refuses, with one cause a mistake."""
    return OktaError("E0000001", 400, f"Api validation failed: {field}", causes)


def request_not_valid(why: str) -> OktaError:
    """400: a request that makes no sense in this org."""
    return OktaError("E0000002", 400, f"The request was not valid: {why}")


def authentication_failed() -> OktaError:
    """401: wrong login or password, or a user who may not sign in; Okta does not say which."""
    return OktaError("E0000004", 401, "Authentication failed")


def session_invalid() -> OktaError:
    """403: no session, or one that has ended."""
    return OktaError("E0000005", 403, "Invalid session")


def forbidden() -> OktaError:
    """403: signed in, but without the permission."""
    return OktaError("E0000006", 403, "You do not have permission to perform the requested action")


def not_found(what: str, key: str) -> OktaError:
    """404: no such object in this org."""
    return OktaError("E0000007", 404, f"Not found: Resource not found: {key} ({what})")


def read_only() -> OktaError:
    """503: the cell is in read-only mode. That enrollment and renewal answer with it is inferred."""
    return OktaError("E0000010", 503, "Service is in read only mode")


def token_invalid() -> OktaError:
    """401: a wrong API token; also used, by inference, for a wrong org token at enrollment."""
    return OktaError("E0000011", 401, "Invalid token provided")


def feature_missing() -> OktaError:
    """401: the org's subscription does not have the feature."""
    return OktaError("E0000015", 401, "You do not have permission to access the feature you are requesting")


def already_active() -> OktaError:
    """403: an active user cannot be activated again."""
    return OktaError("E0000016", 403, "Activation failed because the user is already active")


def wrong_status() -> OktaError:
    """403: the operation does not fit the user's life-cycle status."""
    return OktaError("E0000038", 403, "This operation is not allowed in the user's current status.")


def body_not_well_formed(*causes: str) -> OktaError:
    """400: a request that cannot be read; what is wrong with it is this fake's own cause."""
    return OktaError("E0000003", 400, "The request body was not well-formed.", causes)


def too_large(most: int) -> OktaError:
    """413: a body of more than ``most`` bytes. Okta's code for it is not known."""
    cause = f"The request has more than {most} bytes"
    return OktaError("E0000003", 413, "The request body was not well-formed.", (cause,))


def path_not_found() -> OktaError:
    """404: nothing is at this address."""
    return OktaError("E0000008", 404, "The requested path was not found")


def method_not_supported() -> OktaError:
    """405: the address is there, but not for this method."""
    return OktaError("E0000022", 405, "The endpoint does not support the provided HTTP method")


def server_error() -> OktaError:
    """500: a mistake in the server itself."""
    return OktaError("E0000009", 500, "Internal Server Error")


def wrong_content_type() -> OktaError:
    """400: a body that is not said to be JSON, or an answer wanted in another form. Okta's status for it may differ."""
    summary = "Bad request.  Accept and/or Content-Type headers likely do not match supported values."
    return OktaError("E0000021", 400, summary)


def parameter_missing(name: str) -> OktaError:
    """400: an address that needs a parameter in its query."""
    return OktaError("E0000028", 400, "The request is missing a required parameter.", (name,))


def invalid_paging() -> OktaError:
    """400: a cursor that is none of this listing."""
    return OktaError("E0000029", 400, "Invalid paging request.")


def invalid_search(why: str) -> OktaError:
    """400: a search for what cannot be searched for."""
    return OktaError("E0000031", 400, "Invalid search criteria.", (why,))


def search_and_filter() -> OktaError:
    """400: both in one request."""
    summary = "Bad request. Can't specify a search query and filter in the same request."
    return OktaError("E0000033", 400, summary)


def label_taken() -> OktaError:
    """400: two app instances cannot have one label."""
    summary = "Application label must not be the same as an existing application label."
    return OktaError("E0000040", 400, summary)


def too_many_requests() -> OktaError:
    """429: more requests in this minute than the org may make."""
    return OktaError("E0000047", 429, "API call exceeded rate limit due to too many requests.")


def of_status(status: int) -> OktaError:
    """What Okta says with a status of 400 or more, whatever the reason: of its catalogue, the plainest code with it."""
    plain = {
        400: OktaError("E0000001", 400, "Api validation failed"),
        401: token_invalid(),
        403: forbidden(),
        404: path_not_found(),
        405: method_not_supported(),
        429: too_many_requests(),
        503: read_only(),
    }
    return plain.get(status) or OktaError("E0000009", status, "Internal Server Error")


def invalid_filter(what: str) -> OktaError:
    """400: a filter that cannot be read, or that asks for what cannot be filtered."""
    return OktaError("E0000053", 400, what)
