"""Receiving webhooks: functions that run when something happens on the Hub (extra `webhooks`)."""

from __future__ import annotations

import atexit
import html
import inspect
import os
import sys
import threading  # noqa: TID251 (a server beside the program that has started it)
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Union, get_type_hints

from huggingface_hub._core import prompts
from huggingface_hub._core.logs import get_logger
from huggingface_hub._core.secret import Secret
from huggingface_hub.integrations.webhook_guard import SecretGuard


if TYPE_CHECKING:
    import fastapi
    import uvicorn

logger = get_logger(__name__)

Handler = Callable[..., Any]

_MISSING = "needs fastapi and uvicorn: `pip install huggingface_hub[webhooks]`."
_PREFIX = "/webhooks/"
_PORT = 7860
# Options of gradio's own server, and what they are called here.
_RENAMED = {"server_name": "host", "server_port": "port"}


class WebhooksServer:
    """
    A server whose functions run when something happens on the Hub.

    It is an application of FastAPI at `server.app`, which any ASGI server can run; `launch` runs it with uvicorn. A Space
    is a good place for it. The functions can take a `WebhookPayload`, or the `fastapi.Request`.

    Args:
        ui: A page of gradio (`gradio.Blocks`) to show at `/`; a list of the webhooks by default.
        webhook_secret: The secret that the webhooks were made with, which requests have to know; by default that of the
            environment variable `WEBHOOK_SECRET`.

    Raises:
        ImportError: A package of the extra `webhooks` is missing.

    Examples:
        >>> from huggingface_hub import WebhookPayload, WebhooksServer
        >>> server = WebhooksServer(webhook_secret="my-secret")
        >>> @server.add_webhook("/say_hello")
        ... async def hello(payload: WebhookPayload):
        ...     return {"message": f"hello to {payload.repo.name}"}
        >>> server.launch()
    """

    def __init__(self, ui: Any = None, webhook_secret: str | None = None) -> None:
        try:
            import fastapi
        except ImportError as error:
            raise ImportError(f"`WebhooksServer` {_MISSING}") from error
        secret = webhook_secret or os.environ.get("WEBHOOK_SECRET")
        self._secret = Secret(secret) if secret else None
        self._ui = ui
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._one_at_a_time = False
        self.registered_webhooks: dict[str, Handler] = {}
        self.app: Any = fastapi.FastAPI(title="Webhooks")
        if self._secret is None:
            logger.warning(
                "Webhooks are not secured: whoever knows their address can call them. Set `webhook_secret` or"
                " WEBHOOK_SECRET, and give the same secret to the webhook's settings on the Hub."
            )
        else:
            self.app.add_middleware(SecretGuard, secret=self._secret, prefix=_PREFIX)
        if ui is None:
            self.app.add_api_route("/", self._overview, include_in_schema=False)
        else:
            import gradio

            self.app = gradio.mount_gradio_app(self.app, ui, path="/")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(sorted(self.registered_webhooks))})"

    def add_webhook(self, path: Union[str, Handler, None] = None) -> Callable[[Handler], Handler]:
        """
        Let a function receive events, at `/webhooks/` and a name.

        Args:
            path: The name; that of the function by default.

        Returns:
            A decorator, which leaves the function as it is.

        Raises:
            ValueError: By the decorator: the name is taken.
        """
        if callable(path):
            # Written without brackets: `@server.add_webhook`
            return self.add_webhook()(path)

        def add(function: Handler) -> Handler:
            name = (path or function.__name__).strip("/")
            address = f"{_PREFIX}{name}"
            if address in self.registered_webhooks:
                raise ValueError(
                    f"There is a webhook at {address} already: {self.registered_webhooks[address].__name__}."
                )
            self.app.add_api_route(address, self._awaited(function), methods=["POST"], response_model=None, name=name)
            self.registered_webhooks[address] = function
            return function

        return add

    def launch(
        self,
        prevent_thread_lock: bool = False,
        *,
        host: str | None = None,
        port: int | None = None,
        **launch_kwargs: Any,
    ) -> tuple[fastapi.FastAPI, str, None]:
        """
        Run the server, until Ctrl-C unless it is told otherwise.

        Args:
            prevent_thread_lock: Run it beside the program, which goes on; `close` ends it.
            host: Address to listen at: by default all addresses in a Space, and only this machine elsewhere.
            port: Port to listen at; 7860 by default, 0 for any that is free.
            launch_kwargs: Options of gradio's server. `server_name` and `server_port` are understood, others ignored.

        Returns:
            The application, its address on this machine, and `None` in place of gradio's public address.

        Raises:
            ImportError: uvicorn is missing.
            RuntimeError: It runs already.
            OSError: The port is taken.
        """
        given = {_RENAMED[name]: launch_kwargs.pop(name) for name in _RENAMED if name in launch_kwargs}
        if launch_kwargs:
            logger.warning("Options of gradio's server have no effect here: %s.", ", ".join(launch_kwargs))
        if self._server is not None:
            raise RuntimeError("The server of these webhooks runs already.")
        listener = self._listen(host or given.get("host"), given.get("port") if port is None else port)
        server = self._server
        assert server is not None
        url = "http://{}:{}".format(*listener.getsockname()[:2])
        self._say(url)
        if not prevent_thread_lock:
            try:
                server.run(sockets=[listener])
            except KeyboardInterrupt:
                # It has answered what it was asked, and ended as it was told.
                pass
            finally:
                self._server = None
            return self.app, url, None
        self._thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="huggingface_hub-webhooks", daemon=True
        )
        # The socket listens already: requests that come before the thread is ready wait for it.
        self._thread.start()
        return self.app, url, None

    def close(self) -> None:
        """Stop a server that runs beside the program, and wait for its end."""
        server, self._server = self._server, None
        thread, self._thread = self._thread, None
        if server is not None:
            server.should_exit = True
        if thread is not None:
            thread.join()

    # --- inside ---

    def _listen(self, host: str | None, port: int | None) -> Any:
        try:
            import uvicorn
        except ImportError as error:
            raise ImportError(f"`WebhooksServer.launch` {_MISSING}") from error
        import socket

        everywhere = "0.0.0.0" if os.environ.get("SPACE_ID") else "127.0.0.1"  # noqa: S104 (a Space is reached from outside)
        host = host or os.environ.get("GRADIO_SERVER_NAME") or everywhere
        port = int(os.environ.get("GRADIO_SERVER_PORT") or _PORT) if port is None else port
        listener = socket.create_server((host, port))
        self._server = uvicorn.Server(uvicorn.Config(self.app, log_level="warning"))
        return listener

    def _awaited(self, function: Handler) -> Handler:
        """The function as FastAPI takes it, with annotations that were looked up where it was written."""
        if inspect.iscoroutinefunction(function):
            return function

        @wraps(function)
        async def call(*args: Any, **kwargs: Any) -> Any:
            if self._one_at_a_time:
                return function(*args, **kwargs)
            from starlette.concurrency import run_in_threadpool

            return await run_in_threadpool(function, *args, **kwargs)

        try:
            hints = get_type_hints(function, include_extras=True)
        except (NameError, TypeError):
            return call
        signature = inspect.signature(function)
        parameters = [
            each.replace(annotation=hints.get(name, each.annotation)) for name, each in signature.parameters.items()
        ]
        call.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        return call

    def _say(self, url: str) -> None:
        space = os.environ.get("SPACE_HOST")
        base = f"https://{space.split(',')[0]}" if space else url
        lines = "".join(f"\n  - POST {base}{path}" for path in self.registered_webhooks)
        sys.stderr.write(f"Webhooks are served at:{lines or ' (none)'}\n")
        sys.stderr.flush()

    async def _overview(self) -> fastapi.Response:
        from starlette.responses import HTMLResponse

        items = "".join(f"<li><code>POST {html.escape(path)}</code></li>" for path in self.registered_webhooks)
        secured = "They ask for the secret." if self._secret else "<b>They are not secured by a secret.</b>"
        return HTMLResponse(f"<!doctype html><title>Webhooks</title><h1>Webhooks</h1><ul>{items}</ul><p>{secured}</p>")


def webhook_endpoint(path: str | None = None) -> Callable[[Handler], Handler]:
    """
    Let a function receive events from the Hub, at `/webhooks/` and a name, with a server that starts at the script's end.

    All functions share one `WebhooksServer`, which takes its secret from the environment variable `WEBHOOK_SECRET`. In a
    notebook, and for more control, make a `WebhooksServer` and launch it yourself.

    Args:
        path: The name; that of the function by default.

    Returns:
        A decorator, which leaves the function as it is.

    Raises:
        ImportError: A package of the extra `webhooks` is missing.

    Examples:
        >>> from huggingface_hub import WebhookPayload, webhook_endpoint
        >>> @webhook_endpoint
        ... async def trigger_training(payload: WebhookPayload):
        ...     if payload.repo.type == "dataset" and payload.event.action == "update":
        ...         ...
    """
    if callable(path):
        return webhook_endpoint()(path)

    def add(function: Handler) -> Handler:
        return _shared().add_webhook(path)(function)

    return add


_SHARED: list[WebhooksServer] = []


def _shared() -> WebhooksServer:
    if not _SHARED:
        _SHARED.append(WebhooksServer())
        if not prompts.is_notebook():
            atexit.register(_serve_at_exit)
    return _SHARED[0]


def _serve_at_exit() -> None:
    server = _SHARED[0]
    if getattr(sys, "last_value", None) is not None or server._server is not None:
        # The script has failed, or has started it itself.
        return
    # An interpreter that is about to end starts no threads.
    server._one_at_a_time = True
    try:
        server.launch()
    except (OSError, ImportError) as error:
        logger.error("The webhooks are not served: %s", error)
