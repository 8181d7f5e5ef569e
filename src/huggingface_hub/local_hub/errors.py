"""The errors of the Hub, as its clients know them: a status, a code, a message, and always JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


REPO_NOT_FOUND = "RepoNotFound"
REVISION_NOT_FOUND = "RevisionNotFound"
ENTRY_NOT_FOUND = "EntryNotFound"
GATED_REPO = "GatedRepo"

BAD_CREDENTIALS = "Invalid credentials in Authorization header"
NO_CREDENTIALS = "Invalid username or password."


class HubError(Exception):
    """
    An answer other than success.

    Args:
        status: The HTTP status.
        message: What went wrong, in one sentence; goes to the body and to `X-Error-Message`.
        code: Value of `X-Error-Code`, for the errors that clients tell apart.
        headers: Further response headers.
        body: Further keys of the JSON body.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.headers = dict(headers or {})
        self.body = dict(body or {})

    def response_headers(self) -> dict[str, str]:
        headers = dict(self.headers)
        if self.code:
            headers["X-Error-Code"] = self.code
        headers["X-Error-Message"] = header_text(self.message)
        return headers

    def response_body(self) -> dict[str, Any]:
        return {"error": self.message, **self.body}


class Redirect(Exception):
    """The repository lives elsewhere: answered with 307 so that method and body are kept."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def header_text(text: str) -> str:
    """One line that fits into a header, whatever names the message carries."""
    return " ".join(text.split()).encode("ascii", "replace").decode("ascii")


def bad_request(message: str) -> HubError:
    return HubError(400, message)


def bad_credentials() -> HubError:
    return HubError(401, BAD_CREDENTIALS, headers={"WWW-Authenticate": 'Bearer realm="Authentication required"'})


def login_required() -> HubError:
    return HubError(401, NO_CREDENTIALS, headers={"WWW-Authenticate": 'Bearer realm="Authentication required"'})


def repo_not_found(anonymous: bool) -> HubError:
    """A foreign private repository and one that does not exist look the same from outside."""
    if anonymous:
        return HubError(
            401,
            NO_CREDENTIALS,
            code=REPO_NOT_FOUND,
            headers={"WWW-Authenticate": 'Basic realm="Authentication required", charset="UTF-8"'},
        )
    return HubError(404, "Repository not found", code=REPO_NOT_FOUND)


def revision_not_found(revision: str) -> HubError:
    return HubError(404, f"Invalid rev id: {revision}", code=REVISION_NOT_FOUND)


def entry_not_found(path: str, commit: str | None = None, message: str = "Entry not found") -> HubError:
    headers = {"X-Repo-Commit": commit} if commit else {}
    return HubError(404, message if not path else f"{message}: {path}", code=ENTRY_NOT_FOUND, headers=headers)


def gated(repo_id: str, anonymous: bool, pending: bool = False) -> HubError:
    if anonymous:
        text = f"Access to {repo_id} is restricted. You must have access to it and be authenticated. Please log in."
        return HubError(401, text, code=GATED_REPO)
    what = "Your request is awaiting a review from the repo authors." if pending else "Request access to it first."
    return HubError(
        403, f"Access to {repo_id} is restricted and you are not in the authorized list. {what}", code=GATED_REPO
    )


def forbidden(message: str) -> HubError:
    return HubError(403, message)


def conflict(message: str, **body: Any) -> HubError:
    return HubError(409, message, body=body)


def not_offered(what: str) -> HubError:
    return HubError(501, f"{what} cannot run on a local Hub: there is no machine behind it. Use the real Hub for that.")
