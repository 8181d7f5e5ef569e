"""Pagination by the `Link` header (RFC 8288), as steps: the client fetches, this decides what comes next."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from huggingface_hub._core import redact, trust, urls
from huggingface_hub._lazy import errors


_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s;,=]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_REL = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))", re.IGNORECASE)


def parse_links(header: str | None) -> dict[str, str]:
    """Relation to address, for each link of the header."""
    links: dict[str, str] = {}
    for target, params in _LINK.findall(header or ""):
        found = _REL.search(params)
        for relation in (found[1] or found[2] or "").split() if found else ():
            links.setdefault(relation.lower(), target)
    return links


class Pager:
    """Follows `next` links from page to page, and notices when a server leads astray."""

    def __init__(self, url: str, endpoint: str) -> None:
        self._endpoint = endpoint
        self._current = url
        self._seen = {url}

    def next(self, link_header: str | None) -> str | None:
        """The address of the next page, or `None` after the last.

        Raises:
            UntrustedURLError: The next page is said to be on a foreign host, or is one that was fetched before.
        """
        target = parse_links(link_header).get("next")
        if target is None:
            return None
        target = urls.fix_endpoint(urljoin(self._current, target), self._endpoint)
        if not trust.same_origin(target, self._current):
            trust.check_credentialed(target, self._endpoint, "link to the next page")
        if target in self._seen:
            raise errors.UntrustedURLError(
                f"The server's link to the next page leads back to a page that was already read: {redact.url(target)}"
            )
        self._seen.add(target)
        self._current = target
        return target
