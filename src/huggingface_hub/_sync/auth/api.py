# Generated from src/huggingface_hub/_async/auth/api.py: edit that file, not this one, then run `python -m codegen`.

"""Who one is on the Hub."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from huggingface_hub._core import identity, tokens, wire
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token


class AuthApi(HubClient):
    """Questions about the token itself."""

    @cached_property
    def _identities(self) -> identity.Memo:
        return identity.Memo()

    def whoami(self, token: Token = None, *, cache: bool = False) -> dict[str, Any]:
        """
        Ask the Hub whose token it is.

        Args:
            token: The token to ask about; by default that of the client, then the one of this machine.
            cache: Remember the answer on this object and give it again for the same token. The Hub limits how often this
                question can be asked.

        Returns:
            What the Hub says about the user: `name`, `fullname`, `orgs`, the token's own name and role under `auth`, and
            more.

        Raises:
            LocalTokenNotFoundError: There is no token.
            ValueError: `token=False`.
            HfHubHTTPError: The token is not valid, or the question was asked too often.
        """
        wanted = self.token if token is None else token
        if wanted is False:
            raise ValueError(identity.NOT_WITHOUT_TOKEN)
        # `True` also where implicit use is switched off: this question makes no sense without a token.
        sent = self._token_to_send(True if wanted is None else wanted)
        if not sent:
            raise tokens.not_found()
        known = self._identities.get(sent) if cache else None
        if known is not None:
            return known
        response = self.send("GET", identity.PATH, token=sent, check=False, retry=identity.RETRY)
        if response.status_code >= 400:
            identity.raise_for_status(response, runtime.to_thread(tokens.source_of, sent))
        answer: dict[str, Any] = wire.json_of(response, dict)
        if cache:
            self._identities.put(sent, answer)
        return answer
