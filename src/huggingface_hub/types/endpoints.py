"""The address of the Hub in what servers say."""

from __future__ import annotations

from huggingface_hub import constants


def fix_endpoint(url: str, endpoint: str | None) -> str:
    """Rewrite an address of the public Hub, as servers hand them out, to the endpoint in use."""
    endpoint = (endpoint or constants.ENDPOINT).rstrip("/")
    public = (constants._HF_DEFAULT_ENDPOINT, constants._STAGING_ENDPOINT)
    if endpoint in public:
        return url
    for known in public:
        if url == known or url.startswith((f"{known}/", f"{known}?", f"{known}#")):
            return endpoint + url[len(known) :]
    return url
