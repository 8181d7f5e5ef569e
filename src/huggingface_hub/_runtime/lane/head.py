"""Asking for the headers of an address: one small exchange, on whose connection the content may follow."""

from __future__ import annotations

from huggingface_hub._core import http_errors, server_warnings
from huggingface_hub._core.exchange import Exchange
from huggingface_hub._core.outcome import Outcome
from huggingface_hub._runtime.lane.connection import Steps
from huggingface_hub._runtime.lane.http import Unsuitable, response
from huggingface_hub._runtime.lane.loop import Loop
from huggingface_hub._runtime.lane.route import Route, is_open
from huggingface_hub.types.http import HeadAnswer, HttpOptions


__all__ = ["ask", "is_open"]


def ask(steps: Exchange, options: HttpOptions) -> HeadAnswer | None:
    """Ask once.

    Args:
        steps: The exchange, which is not repeated.
        options: How to connect.

    Returns:
        The answer; `None` if this is nothing for the lane, of which nothing has gone over the wire then.

    Raises:
        HfHubHTTPError: The subclass that says what the Hub refused.
        httpx.TransportError: The Hub can't be reached.
    """
    outcomes: list[Outcome[HeadAnswer]] = []
    with Loop() as loop:
        route = Route(options, loop)
        try:
            loop.start(_ask(steps, route), outcomes.append)
            while not outcomes:
                loop.turn()
        finally:
            route.close()
    try:
        return outcomes[0].unwrap()
    except Unsuitable:
        return None


def _ask(steps: Exchange, route: Route) -> Steps[HeadAnswer]:
    answer = yield from route.ask(steps)
    head = answer.head
    yield from route.discard(answer.connection, head, answer.request.timeouts.stall)
    server_warnings.show(value for name, value in head.raw if name.lower() == "x-hf-warning")
    if head.status >= 400:
        http_errors.raise_for_status(response(answer.request, head, b""))
    return HeadAnswer(head.status, head, answer.request.url)
