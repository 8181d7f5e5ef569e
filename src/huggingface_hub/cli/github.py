"""What extensions need of GitHub: which commit is the newest, what is in it, and which repositories are extensions.

Everything is fetched by commit, over https, and without the Hub's token. Commits come from git's own protocol, which
unlike the REST API has no quota.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from huggingface_hub._lazy import errors
from huggingface_hub.cli import options


WEB = "https://github.com"
RAW = "https://raw.githubusercontent.com"
API = "https://api.github.com"
TOPIC = "hf-extension"
MAX_SIZE = 64 * 1024 * 1024
PER_PAGE = 100


class Fetched(NamedTuple):
    """A file, and where it came from."""

    url: str
    content: bytes


def latest_commit(repo: str) -> str:
    """The commit that a repository's default branch points to.

    Raises:
        CLIExtensionInstallError: No such public repository, or nothing in it.
    """
    url = f"{WEB}/{repo}.git/info/refs"
    response = _get(url, params={"service": "git-upload-pack"})
    # GitHub asks for a login where there is nothing to see.
    if response.status_code in (401, 403, 404):
        raise errors.CLIExtensionInstallError(f"There is no public repository {WEB}/{repo}.")
    _check(response)
    commit = head_of(response.content)
    if commit is None:
        raise errors.CLIExtensionInstallError(f"The repository {WEB}/{repo} is empty.")
    return commit


def head_of(advertisement: bytes) -> str | None:
    """The commit of HEAD in git's list of refs: lines with four hexadecimal digits of length before them."""
    position = 0
    while position + 4 <= len(advertisement):
        try:
            length = int(advertisement[position : position + 4], 16)
        except ValueError:
            return None
        line = advertisement[position + 4 : position + length].split(b"\0")[0].strip()
        oid, _, name = line.partition(b" ")
        if name == b"HEAD":
            return checked(oid.decode("ascii", "replace"))
        position += max(length, 4)
    return None


def checked(commit: str) -> str:
    """A full commit hash.

    Raises:
        CLIExtensionInstallError: It is something else.
    """
    if len(commit) not in (40, 64) or any(c not in "0123456789abcdef" for c in commit):
        raise errors.CLIExtensionInstallError(f"'{commit}' is not a full commit hash.")
    return commit


def script(repo: str, commit: str, name: str) -> Fetched | None:
    """The program of an extension that is one file; `None` if it isn't."""
    url = f"{RAW}/{repo}/{commit}/{name}"
    response = _get(url)
    if response.status_code == 404:
        return None
    _check(response)
    return Fetched(url, response.content)


def archive(repo: str, commit: str) -> Fetched:
    """A repository as a zip file."""
    url = f"{WEB}/{repo}/archive/{commit}.zip"
    response = _get(url)
    if response.status_code == 404:
        raise errors.CLIExtensionInstallError(f"{WEB}/{repo} has no commit {commit}.")
    _check(response)
    return Fetched(url, response.content)


def search() -> list[dict[str, Any]]:
    """Repositories that call themselves extensions, those with the most stars first."""
    response = _get(
        f"{API}/search/repositories",
        params={"q": f"topic:{TOPIC}", "sort": "stars", "order": "desc", "per_page": PER_PAGE},
        headers={"Accept": "application/vnd.github+json"},
    )
    _check(response)
    data = response.json()
    items = data.get("items") if isinstance(data, dict) else None
    return [item for item in items or () if isinstance(item, dict) and isinstance(item.get("full_name"), str)]


def _get(url: str, **more: Any) -> errors.Response:
    response: errors.Response = options.hub(False).send("GET", url, check=False, max_body=MAX_SIZE, **more)
    return response


def _check(response: errors.Response) -> None:
    """Explain what GitHub refuses."""
    if response.status_code < 400:
        return
    if response.status_code == 429 or response.headers.get("x-ratelimit-remaining") == "0":
        raise errors.CLIError("GitHub limits how often one may ask without a login. Try again in an hour.")
    raise errors.CLIError(f"GitHub answered {response.status_code} to {response.url}.")
