"""Addresses of things on the Hub: `hf://[type/]namespace/name[@revision][/path]`, mounts of them, and their web pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from huggingface_hub import constants
from huggingface_hub._core.ids import validate_repo_id
from huggingface_hub._lazy import errors


SCHEME = "hf://"
PREFIXES = constants.HF_URI_TYPE_PREFIXES
_PLURALS = {singular: plural for plural, singular in PREFIXES.items()}

# These contain slashes themselves, so they are recognised before the revision ends at the first one.
_SPECIAL_REVISION = re.compile(r"(refs/pr/\d+|refs/convert/[^/]+)(?=/|$)")
_MOUNT = re.compile(r"(?P<source>.*?):(?P<path>/.*?)(?P<mode>:ro|:rw)?", re.DOTALL)
_WEB = re.compile(r"(?:https?://)?(?P<host>[^/@\s]+)(?P<path>/.*)?", re.IGNORECASE | re.DOTALL)

_REPO_ROUTES = frozenset({"blob", "resolve", "raw", "tree", "blame"})
_BUCKET_ROUTES = frozenset({"tree", "resolve"})


@dataclass(frozen=True)
class HfUri:
    """
    A parsed address.

    Attributes:
        type: `model`, `dataset`, `space`, `kernel` or `bucket`.
        id: `namespace/name`.
        revision: Branch, tag, commit or reference, if the address names one.
        path_in_repo: The file or folder in it, without a slash at its end; empty for the whole repository.

    Raises:
        HfUriError: The parts don't make an address.
    """

    type: constants.HfUriType
    id: str
    revision: str | None = None
    path_in_repo: str = ""
    _raw: str | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.type not in _PLURALS:
            raise self._error(f"Invalid type '{self.type}'. Must be one of {sorted(_PLURALS)}.")
        if self.id.count("/") != 1 or not all(self.id.split("/")):
            raise self._error(f"Repository id must be 'namespace/name', got '{self.id}'.")
        try:
            validate_repo_id(self.id)
        except errors.HFValidationError as error:
            raise self._error(str(error)) from error
        if self.is_bucket and self.revision is not None:
            raise self._error("Bucket URIs do not support a revision marker ('@').")
        if self.revision == "":
            raise self._error("Empty revision after '@'.")
        if self.path_in_repo and not all(self.path_in_repo.split("/")):
            raise self._error(f"Path must not contain empty segments (got '{self.path_in_repo}').")

    def _error(self, message: str) -> errors.HfUriError:
        return errors.HfUriError(self._raw if self._raw is not None else f"{self.type} {self.id}", message)

    @property
    def is_bucket(self) -> bool:
        """Whether it names a bucket or something in one."""
        return self.type == "bucket"

    @property
    def is_repo(self) -> bool:
        """Whether it names a git repository or something in one."""
        return not self.is_bucket

    def to_uri(self) -> str:
        """The address in its canonical form, the type always written out."""
        at = "" if self.revision is None else "@" + _quote_revision(self.revision, safe="@")
        return f"{SCHEME}{_PLURALS[self.type]}/{self.id}{at}" + (f"/{self.path_in_repo}" if self.path_in_repo else "")

    def to_url(self, endpoint: str | None = None) -> str:
        """
        The address of its web page.

        Args:
            endpoint: Address of the Hub, if not the default one.
        """
        prefix = "" if self.type == "model" else f"{_PLURALS[self.type]}/"
        url = f"{(endpoint or constants.ENDPOINT).rstrip('/')}/{prefix}{self.id}"
        path = quote(self.path_in_repo)
        if self.is_bucket:
            return f"{url}/tree/{path}" if path else url
        if not path:
            return url if self.revision is None else f"{url}/tree/{_quote_revision(self.revision)}"
        return f"{url}/blob/{_quote_revision(self.revision or constants.DEFAULT_REVISION)}/{path}"


def _quote_revision(revision: str, *, safe: str = "") -> str:
    return revision if _SPECIAL_REVISION.fullmatch(revision) else quote(revision, safe=safe)


@dataclass(frozen=True)
class HfMount:
    """
    A repository, a bucket or a folder of one, and where it is mounted.

    Attributes:
        source: What is mounted.
        mount_path: Where, an absolute path.
        read_only: Whether writing is refused; `None` leaves it to the default of the source.

    Raises:
        HfUriError: The path is not an absolute one below the root.
    """

    source: HfUri
    mount_path: str
    read_only: bool | None = None
    _raw: str | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.mount_path.startswith("/") or not self.mount_path.strip("/"):
            raise errors.HfUriError(
                self._raw if self._raw is not None else self.to_uri(),
                f"Mount path must be a non-empty absolute path starting with '/', got '{self.mount_path}'.",
            )

    def to_uri(self) -> str:
        """The mount in its canonical form."""
        mode = {None: "", True: ":ro", False: ":rw"}[self.read_only]
        return f"{self.source.to_uri()}:{self.mount_path}{mode}"


def is_hf_uri(uri: str) -> bool:
    """
    Whether a text is an address on the Hub, be it `hf://…` or that of a web page.

    Args:
        uri: The text.
    """
    try:
        parse_hf_uri(uri)
    except errors.HfUriError:
        return False
    return True


def parse_hf_uri(uri: str, endpoint: str | None = None) -> HfUri:
    """
    Parse an address.

    Args:
        uri: The address, for example `hf://datasets/user/name@main/data/train.csv`, or that of a page of the Hub, for
            example `https://huggingface.co/datasets/user/name/blob/main/data/train.csv`.
        endpoint: Address of another Hub whose pages are understood too.

    Raises:
        HfUriError: It is not one.
    """
    if not isinstance(uri, str):
        raise errors.HfUriError(str(uri), f"It must be a text, not {type(uri).__name__}.")
    if uri.startswith(SCHEME):
        body = uri[len(SCHEME) :]
        if not body:
            raise errors.HfUriError(uri, "Empty body after 'hf://'.")
        kind, body = _split_type(uri, body)
        repo_id, revision, path = _split_body(body)
        return HfUri(kind, repo_id, revision, path.removesuffix("/"), _raw=uri)
    web_path = _web_path(uri, endpoint)
    if web_path is not None:
        return _parse_page(uri, web_path)
    raise errors.HfUriError(
        uri,
        "Must start with 'hf://' or be the address of a page of the Hub (e.g. 'https://huggingface.co/...'). "
        "Expected format: hf://[<TYPE>/]<ID>[@<REVISION>][/<PATH>]",
    )


def parse_hf_mount(mount_str: str) -> HfMount:
    """
    Parse a mount.

    Args:
        mount_str: An address and an absolute path, for example `hf://datasets/user/name:/data:ro`.

    Raises:
        HfUriError: It is not one.
    """
    if not mount_str.startswith(SCHEME):
        raise errors.HfUriError(mount_str, "Must start with 'hf://'.")
    match = _MOUNT.fullmatch(mount_str[len(SCHEME) :])
    if match is None:
        raise errors.HfUriError(
            mount_str, "Missing mount path. Expected ':<MOUNT_PATH>' (e.g. 'hf://org/model:/data')."
        )
    source = parse_hf_uri(SCHEME + match["source"])
    read_only = {None: None, ":ro": True, ":rw": False}[match["mode"]]
    return HfMount(source, match["path"], read_only, _raw=mount_str)


def _split_type(uri: str, body: str) -> tuple[constants.HfUriType, str]:
    head, slash, rest = body.partition("/")
    if slash and head in PREFIXES:
        return PREFIXES[head], rest
    if slash and head in _PLURALS:
        plural = _PLURALS[head]
        raise errors.HfUriError(uri, f"Type prefix must be plural, got '{head}/'. Did you mean '{plural}/'?")
    return "model", body


def _split_body(body: str) -> tuple[str, str | None, str]:
    """The id, the revision and the path."""
    namespace, _, rest = body.partition("/")
    at, slash = rest.find("@"), rest.find("/")
    if at == -1 or (slash != -1 and slash < at):
        name, _, path = rest.partition("/")
        return f"{namespace}/{name}" if name else namespace, None, path
    revision, path = _split_revision(rest[at + 1 :])
    return f"{namespace}/{rest[:at]}", unquote(revision), path


def _split_revision(text: str) -> tuple[str, str]:
    """The revision at the start of a path, and the rest."""
    if special := _SPECIAL_REVISION.match(text):
        return special[0], text[special.end() + 1 :]
    revision, _, path = text.partition("/")
    return revision, path


# --- Pages ---


def _web_path(uri: str, endpoint: str | None) -> str | None:
    """The path of a page of the Hub without its first slash, `None` for other texts."""
    match = _WEB.fullmatch(uri.split("#", 1)[0].split("?", 1)[0])
    if match is None:
        return None
    path = match["path"] or "/"
    for known in (endpoint, constants.ENDPOINT):
        parts = urlsplit(known or "")
        base = parts.path.rstrip("/")
        if parts.netloc and parts.netloc.lower() == match["host"].lower() and path.startswith(base + "/"):
            return path[len(base) + 1 :]
    return path[1:] if match["host"].lower() in constants.HF_URL_HOSTS else None


def _parse_page(uri: str, path: str) -> HfUri:
    """A page such as `datasets/user/name/blob/main/data/train.csv`."""
    kind, body = _split_type(uri, path)
    namespace, _, rest = body.partition("/")
    name, _, rest = rest.partition("/")
    if not namespace or not name:
        raise errors.HfUriError(
            uri,
            "Expected a '<namespace>/<name>' repository or bucket. "
            "User/organization pages and single-segment URLs are not supported.",
        )
    route, _, rest = rest.partition("/")
    if route and route not in (_BUCKET_ROUTES if kind == "bucket" else _REPO_ROUTES):
        raise errors.HfUriError(
            uri,
            f"Cannot parse this address: unsupported '/{route}/' route. "
            "Only repository pages and file/folder viewer routes (blob, resolve, raw, tree, ...) can be parsed.",
        )
    revision: str | None = None
    if kind != "bucket":
        revision, rest = _split_revision(rest)
    return HfUri(
        kind, f"{namespace}/{name}", unquote(revision) if revision else None, unquote(rest).strip("/"), _raw=uri
    )
