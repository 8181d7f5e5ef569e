"""Running a hub: in a thread of this process, or as the process itself."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Any

import uvicorn
from filelock import FileLock, Timeout

from huggingface_hub._core.paths import safe_join
from huggingface_hub.local_hub.app import HubApp
from huggingface_hub.local_hub.config import MB, MIB, HubConfig
from huggingface_hub.local_hub.delivering import deliver_events
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.seed import seed_users
from huggingface_hub.local_hub.state.store import DEFAULT_USER, HubState
from huggingface_hub.local_hub.state.users import Account


START_TIMEOUT = 30


class LocalHub:
    """
    A Hub of one's own on this machine, for as long as a `with` (or `async with`) block lasts.

    ```
    with LocalHub() as hub:
        api = HfApi(endpoint=hub.url, token=hub.token)
    ```

    Args:
        root: The folder that keeps repositories, objects and accounts; a temporary one, removed at the end, when None.
        host: The address to listen on. Anything but loopback lets others in: the hub speaks plain HTTP.
        port: The port; any free one when 0.
        users: A TOML or JSON file with users, organisations and tokens, or its content.
        cdn_url: Where a web server offers the folder `objects` of the root; LFS downloads are sent there.
        lfs_threshold: Files above this many bytes go to LFS.
        multipart_threshold: LFS objects above this many bytes are uploaded in parts.
        part_size: Bytes of one such part.
        url_lifetime: Seconds during which a signed address works.
        xet: Whether files can be had and sent through Xet too, as clients with hf_xet do.
        xet_token_lifetime: Seconds during which an access token of the Xet routes works.
        webhooks_anywhere: Let webhooks call other machines than this one.
        webhook_pause: Seconds before a failed delivery to a webhook is tried again; doubled each time.
        device_interval: Seconds that a program that waits for someone to log in shall leave between its questions.
        log: Whether to log each request.
    """

    def __init__(
        self,
        root: str | Path | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        users: str | Path | Mapping[str, Any] | None = None,
        cdn_url: str | None = None,
        lfs_threshold: int = 10 * MB,
        multipart_threshold: int = 64 * MIB,
        part_size: int = 16 * MIB,
        url_lifetime: int = 3600,
        xet: bool = True,
        xet_token_lifetime: int = 3600,
        webhooks_anywhere: bool = False,
        webhook_pause: float = 1.0,
        device_interval: int = 5,
        log: bool = False,
    ) -> None:
        self._given_root = Path(root) if root is not None else None
        self._host = host
        self._port = port
        self._users = users
        self._log = log
        self._config = HubConfig(
            cdn_url=cdn_url,
            lfs_threshold=lfs_threshold,
            multipart_threshold=multipart_threshold,
            part_size=part_size,
            url_lifetime=url_lifetime,
            xet=xet,
            xet_token_lifetime=xet_token_lifetime,
            webhooks_anywhere=webhooks_anywhere,
            webhook_pause=webhook_pause,
            device_interval=device_interval,
        )
        self._state: HubState | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._url: str | None = None
        self._lock: FileLock | None = None

    # What a running hub tells

    @property
    def url(self) -> str:
        """The address to use as `HF_ENDPOINT`."""
        if self._url is None:
            raise RuntimeError("This local Hub is not running: use it in a `with` block.")
        return self._url

    @property
    def state(self) -> HubState:
        """What the hub keeps on disk."""
        if self._state is None:
            raise RuntimeError("This local Hub is not running: use it in a `with` block.")
        return self._state

    @property
    def root(self) -> Path:
        """The folder that everything is in."""
        return self.state.root

    @property
    def token(self) -> str:
        """A token of the default user that may read and write."""
        return self.state.token

    @property
    def user(self) -> str:
        """The name of the default user."""
        return DEFAULT_USER

    @property
    def env(self) -> dict[str, str]:
        """Environment variables that point a program to this hub."""
        return {"HF_ENDPOINT": self.url, "HF_TOKEN": self.token}

    def create_user(
        self, name: str, *, role: str = "write", orgs: Mapping[str, str] | None = None, fullname: str | None = None
    ) -> str:
        """
        Make a user (or give an existing one another token).

        Args:
            name: The user's name.
            role: What the token may do: `read` or `write`.
            orgs: Organisations to join, with the role there; they are made if they don't exist.
            fullname: The name to show.

        Returns:
            The user's token.
        """
        users = self.state.users
        account = users.get(name) or users.create(name, fullname=fullname)
        for org_name, org_role in (orgs or {}).items():
            org = users.get(org_name) or users.create(org_name, kind="org")
            users.join(org, account, org_role)
        return users.add_token(account, name=f"{name}-{role}", role=role)

    def create_org(self, name: str, members: Mapping[str, str] | None = None) -> None:
        """Make an organisation; `members` are users with their roles (`read`, `contributor`, `write`, `admin`)."""
        users = self.state.users
        org = users.get(name) or users.create(name, kind="org")
        for member, role in (members or {}).items():
            users.join(org, users.get(member) or users.create(member), role)

    def create_oauth_app(
        self, name: str, redirect_uris: Sequence[str] = (), *, public: bool = False
    ) -> tuple[str, str]:
        """
        Make a program known that asks users for access.

        Args:
            name: What users are told that it is called.
            redirect_uris: Where users may be sent back to.
            public: Whether it can keep no secret, as one that runs in a browser or on users' machines.

        Returns:
            Its client id, and its secret (empty for a public one).
        """
        secret = "" if public else token_hex(24)
        return self.state.oauth.register(name, redirect_uris, secret=secret or None).client_id, secret

    def approve_device(self, user_code: str, user: str | None = None) -> None:
        """
        Log a waiting device in, as the page that it shows would do.

        Args:
            user_code: The code that it shows.
            user: Who logs in; the default user when None.

        Raises:
            ValueError: No device waits for this code.
        """
        grant = self.state.oauth.find_device(user_code)
        if grant is None or not self.state.oauth.decide(grant, self._person(user), allowed=True):
            raise ValueError(f"No device waits for the code {user_code!r}.")

    def id_token(self, user: str | None = None) -> str:
        """A proof of being a user (the default one when None), to be exchanged for a token: a value of `HF_OIDC_ID_TOKEN`."""
        return self.state.id_tokens.sign({"iss": self.url, "aud": self.url, "sub": self._person(user).id})

    def _person(self, name: str | None) -> Account:
        account = self.state.users.get(name or DEFAULT_USER)
        if account is None or account.kind != "user":
            raise ValueError(f"There is no user {name!r}.")
        return account

    def seed(self, repo_id: str, folder: str | Path, repo_type: str = "model", *, private: bool | None = None) -> Repo:
        """Put the files of a folder into a repository, which is made if it does not exist; returns it."""
        from huggingface_hub.local_hub.importer import import_into

        return import_into(self.state, Path(folder), repo_id, repo_type, private=private)

    def new_repo(
        self,
        name: str | None = None,
        *,
        repo_type: str = "model",
        private: bool = False,
        files: Mapping[str, bytes | str] | None = None,
    ) -> str:
        """
        Make a repository for a test.

        Args:
            name: Its id or name; one that is not taken when None.
            repo_type: `model`, `dataset`, `space` or `kernel`.
            private: Whether only its owner sees it.
            files: Path → content of the files to begin with.

        Returns:
            Its full id.
        """
        from huggingface_hub.local_hub.importer import import_into

        with tempfile.TemporaryDirectory() as folder:
            for path, content in (files or {}).items():
                target = safe_join(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.encode() if isinstance(content, str) else content)
            wanted = name or f"repo-{token_hex(6)}"
            return import_into(
                self.state, Path(folder), wanted, repo_type, private=private, message="Initial files"
            ).full_id

    # Starting and stopping

    def start(self) -> LocalHub:
        """Start the hub in a thread of its own; returns when it answers."""
        if self._thread is not None:
            raise RuntimeError("This local Hub is already running.")
        sock = self._open()
        try:
            self._server = make_server(self.state, self._log)
            started = threading.Event()
            self._thread = threading.Thread(
                target=_run, args=(self._server, sock, started), name="local-hub", daemon=True
            )
            self._thread.start()
            if not started.wait(START_TIMEOUT) or not self._server.started:
                raise RuntimeError(f"The local Hub did not start at {self.url}.")
        except BaseException:
            self.stop()
            sock.close()
            raise
        return self

    def stop(self) -> None:
        """Stop the hub, and remove its folder if that was a temporary one."""
        server, thread, state = self._server, self._thread, self._state
        self._server = self._thread = self._state = self._url = None
        if server is not None:
            server.should_exit = True
        if thread is not None:
            thread.join()
        if state is not None:
            state.close()
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        if state is not None and self._given_root is None:
            shutil.rmtree(state.root, ignore_errors=True)

    def serve_forever(self, announce: Callable[[LocalHub], None] | None = None) -> None:
        """Run the hub in this thread until Ctrl-C; `announce` is called when requests are accepted."""
        sock = self._open()
        try:
            if announce is not None:
                # The socket listens already: a request that comes now waits until the server takes it.
                announce(self)
            make_server(self.state, self._log).run(sockets=[sock])
        finally:
            self.stop()

    def _open(self) -> socket.socket:
        root = self._given_root or Path(tempfile.mkdtemp(prefix="local-hub-"))
        self._lock = lock_root(root)
        try:
            self._state = HubState(root, self._config)
            self._state.clean()
            seed_users(self._state.users, self._users, self._state.oauth)
            sock = bind(self._host, self._port)
        except BaseException:
            self.stop()
            raise
        host, port = sock.getsockname()[:2]
        self._url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        self._state.announce.url = self._url
        return sock

    def __enter__(self) -> LocalHub:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    async def __aenter__(self) -> LocalHub:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)


class _Server(uvicorn.Server):
    """uvicorn, made to tell when it has started, to deliver events meanwhile, and not to wait for clients at the end."""

    def __init__(self, config: uvicorn.Config, state: HubState) -> None:
        super().__init__(config)
        self._state = state
        self._deliveries: asyncio.Task[None] | None = None
        self.on_started: threading.Event | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._deliveries = asyncio.create_task(deliver_events(self._state))
        if self.on_started is not None:
            self.on_started.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # A download that nobody wants any more must not hold up Ctrl-C.
        self.force_exit = True
        if self._deliveries is not None:
            self._deliveries.cancel()
            await asyncio.wait([self._deliveries])
        for connection in list(self.server_state.connections):
            # Since Python 3.12, the end of a server waits for all of them.
            connection.transport.abort()
        await super().shutdown(sockets=sockets)


def make_server(state: HubState, log: bool) -> _Server:
    config = uvicorn.Config(
        HubApp(state),
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=65,
        h11_max_incomplete_event_size=64 * 1024,
    )
    logging.getLogger("huggingface_hub.local_hub.app").setLevel(logging.INFO if log else logging.WARNING)
    return _Server(config, state)


def lock_root(root: Path) -> FileLock:
    """Make sure that one server at a time works on a folder: at its start it removes what the last one left."""
    root.mkdir(parents=True, exist_ok=True)
    lock = FileLock(root / "serve.lock", timeout=0, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise RuntimeError(
            f"Another local Hub serves {root} already. Stop it first, or choose another root."
        ) from error
    return lock


def bind(host: str, port: int) -> socket.socket:
    """A listening socket; made here so that the port is known before the server runs."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio turns off Nagle's algorithm, which would hold back each small answer for 40 ms.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(1024)
    except OSError as error:
        sock.close()
        raise OSError(
            error.errno, f"Cannot listen on {host} port {port}: {error.strerror}. Choose another with --port."
        ) from error
    sock.setblocking(False)
    return sock


def _run(server: _Server, sock: socket.socket, started: threading.Event) -> None:
    server.on_started = started
    try:
        server.run(sockets=[sock])
    finally:
        sock.close()
        started.set()
