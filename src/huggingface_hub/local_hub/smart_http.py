"""git's smart HTTP protocol over dulwich's handlers, with our own rules for what a push may change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import IO, TypeAlias

from dulwich.errors import GitProtocolError
from dulwich.objects import ZERO_SHA, Commit, ObjectID, Tag
from dulwich.protocol import CAPABILITY_ATOMIC, ReceivableProtocol
from dulwich.refs import Ref
from dulwich.repo import Repo as DiskRepo
from dulwich.server import Backend, PackHandler, ReceivePackHandler, UploadPackHandler

from huggingface_hub.local_hub.auth import Caller, Level
from huggingface_hub.local_hub.errors import HubError, bad_request
from huggingface_hub.local_hub.pushed import check_pushed
from huggingface_hub.local_hub.state.git import Git, check_ref
from huggingface_hub.local_hub.state.repos import Repo
from huggingface_hub.local_hub.state.store import HubState


SERVICES = ("git-upload-pack", "git-receive-pack")
Command: TypeAlias = "tuple[ObjectID, ObjectID, Ref]"
# Why a pack could not be unpacked is the client's business; its handle is closed either way.
_UNPACK_ERRORS = (OSError, AssertionError, ValueError, KeyError, GitProtocolError)


@dataclass(frozen=True)
class Push:
    """What a push is checked against."""

    hub: HubState
    repo: Repo
    caller: Caller


def advertise(hub: HubState, repo: Repo, service: str) -> bytes:
    """The answer to `info/refs`: what there is, and what we can do."""
    out = BytesIO()
    with DiskRepo(str(hub.git.path(repo.id))) as disk:
        handler_type = UploadPackHandler if service == "git-upload-pack" else ReceivePackHandler
        handler = handler_type(
            _OneRepo(disk),
            ["/"],
            ReceivableProtocol(BytesIO().read, out.write),
            stateless_rpc=True,
            advertise_refs=True,
        )
        handler.proto.write_pkt_line(b"# service=" + service.encode() + b"\n")
        handler.proto.write_pkt_line(None)
        handler.handle()
    return out.getvalue()


def upload_pack(hub: HubState, repo: Repo, body: IO[bytes], out: IO[bytes]) -> None:
    """Answer a fetch: the pack goes to `out`."""
    with DiskRepo(str(hub.git.path(repo.id))) as disk:
        _handle(UploadPackHandler(_OneRepo(disk), ["/"], ReceivableProtocol(body.read, out.write), stateless_rpc=True))


def receive_pack(push: Push, body: IO[bytes], out: IO[bytes]) -> None:
    """Take a push: objects first, then the refs, each checked, under the repository's lock."""
    with DiskRepo(str(push.hub.git.path(push.repo.id))) as disk, push.hub.git.open(push.repo.id) as git:
        disk.object_store.fsync_object_files = True
        _handle(_Receiver(push, git, _OneRepo(disk), ReceivableProtocol(body.read, out.write)))


def _handle(handler: PackHandler) -> None:
    try:
        handler.handle()
    except GitProtocolError as error:
        raise bad_request(f"This is not the git protocol: {error}") from error


class _OneRepo(Backend):
    """A backend that knows one repository, whatever path is asked for."""

    def __init__(self, repo: DiskRepo) -> None:
        self._repo = repo

    def open_repository(self, path: str) -> DiskRepo:
        return self._repo


class _Receiver(ReceivePackHandler):
    def __init__(self, push: Push, git: Git, backend: Backend, proto: ReceivableProtocol) -> None:
        super().__init__(backend, ["/"], proto, stateless_rpc=True)
        self._push = push
        self._git = git

    def _apply_pack(self, refs: list[Command]) -> Iterator[tuple[bytes, bytes]]:
        with self._push.hub.writing(self._push.repo):
            self._git.drop_stale_locks()
            problem = self._unpack(refs)
            yield b"unpack", problem or b"ok"
            if problem is not None:
                return
            problems = {command: self._problem(command) for command in refs}
            # An atomic push is all or nothing; otherwise each ref stands for itself.
            held_back = self.has_capability(CAPABILITY_ATOMIC) and any(problems.values())
            for command in refs:
                problem = problems[command] or (b"another ref of this atomic push was refused" if held_back else None)
                if problem is None:
                    problem = self._update(command)
                yield command[2], problem or b"ok"
            self._push.hub.repos.touch(self._push.repo)

    def _unpack(self, refs: Sequence[Command]) -> bytes | None:
        if all(new == ZERO_SHA for _, new, _ in refs):
            return None
        try:
            self.repo.object_store.add_thin_pack(self.proto.read, self.proto.recv)  # type: ignore[attr-defined]
        except _UNPACK_ERRORS as error:
            return _line(f"the pack could not be read: {error}")
        return None

    def _problem(self, command: Command) -> bytes | None:
        """Why a ref may not be changed in this way; None when it may."""
        old, new, ref = command
        try:
            name = check_ref(ref.decode())
            self._check_allowed(name, new)
            current = self._git.ref(name)
            if (current or ZERO_SHA.decode()) != old.decode():
                raise HubError(409, "it was changed by someone else, fetch first")
            if new != ZERO_SHA:
                self._check_target(name, new)
                check_pushed(self._push.hub, self._push.repo, self._git, new.decode())
        except HubError as error:
            return _line(error.message)
        except (KeyError, UnicodeDecodeError):
            return b"its objects are missing or malformed"
        return None

    def _check_allowed(self, name: str, new: ObjectID) -> None:
        pull = name.removeprefix("refs/pr/") if name.startswith("refs/pr/") else None
        if pull is not None:
            if not pull.isdigit() or self._git.ref(name) is None:
                raise HubError(400, "there is no such pull request: open it first")
            if new == ZERO_SHA:
                raise HubError(400, "the ref of a pull request cannot be deleted")
            if (
                self._push.hub.discussions.get(self._push.repo.id, int(pull)).author
                == self._push.caller.required().name
            ):
                return
        elif not name.startswith(("refs/heads/", "refs/tags/", "refs/convert/")):
            raise HubError(400, "only branches, tags and pull requests can be pushed")
        if self._push.caller.level(self._push.repo) < Level.WRITE:
            raise HubError(403, "you have no write access to this repository")
        if name == "refs/heads/main" and new == ZERO_SHA:
            raise HubError(403, "Cannot delete refs/heads/main")

    def _check_target(self, name: str, new: ObjectID) -> None:
        target = self._git.object(new.decode())
        while isinstance(target, Tag):
            if name.startswith("refs/heads/"):
                raise HubError(400, "a branch must point to a commit")
            target = self._git.store[target.object[1]]
        if not isinstance(target, Commit):
            raise HubError(400, "it does not lead to a commit")

    def _update(self, command: Command) -> bytes | None:
        _, new, ref = command
        name = ref.decode()
        try:
            if new == ZERO_SHA:
                self._git.delete_ref(name)
            else:
                self._git.set_ref(name, new.decode())
        except HubError as error:
            return _line(error.message)
        if name.startswith("refs/pr/"):
            self._note(int(name.removeprefix("refs/pr/")), new.decode())
        return None

    def _note(self, num: int, oid: str) -> None:
        subject = self._git.commit(oid).message.decode("utf-8", "replace").partition("\n")[0]
        data = {"subject": subject, "oid": oid}
        self._push.hub.discussions.add_event(self._push.repo.id, num, "commit", self._push.caller.required().name, data)


def _line(text: str) -> bytes:
    return " ".join(text.split()).encode()
