"""What is measured: each job says how a contender does it, checks what came out, and which targets it has."""

from __future__ import annotations

import filecmp
import itertools
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import content as contents
from tests.benchmarks.contenders import ARIA2, ASYNC, BARE, BLOCKING, CURL, OFFICIAL, Command, Contender, Sample, call
from tests.benchmarks.content import Content, Sizes
from tests.benchmarks.server import BenchServer


LARGE, SMALL, MEDIUM = "local/large", "local/small", "local/medium"
PACKAGES = (ASYNC, BLOCKING, OFFICIAL)


class WrongResult(Exception):
    """A contender ended well, but did not do the job."""


@dataclass(frozen=True)
class Target:
    """
    A promise of `performance.md`.

    Attributes:
        contender: Who has to keep it.
        figure: `speed` (of `reference`, as a ratio), `cpu` (share of that of `reference`), or a figure of its own: `rss`
            in MB, `requests`, `milliseconds`.
        limit: At least this for `speed`, at most this for everything else.
        reference: Whom to compare with.
    """

    contender: str
    figure: str
    limit: float
    reference: str | None = None


@dataclass
class World:
    """Everything that is there when jobs run."""

    server: BenchServer
    content: Content
    sizes: Sizes
    folder: Path
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def fresh(self) -> Path:
        """A folder that nobody has used."""
        path = self.folder / f"run-{next(self._numbers):04}"
        path.mkdir(parents=True)
        return path


class Job(ABC):
    """
    Something that contenders do.

    Attributes:
        name: For `--only`.
        title: For the table.
        who: The contenders that can do it.
        targets: What `performance.md` promises.
        is_quick: Whether one run takes a fraction of a second, so that more rounds are made.
        rounds: The most rounds, for a job that waits more than it works.
    """

    name: str
    title: str
    who: Sequence[str] = PACKAGES
    targets: Sequence[Target] = ()
    is_quick: bool = False
    rounds: int | None = None

    def is_possible(self, world: World) -> bool:
        """Whether the server can do its part."""
        return True

    def begin(self, world: World) -> None:  # noqa: B027 (most jobs have nothing to prepare)
        """Prepare what all runs share."""

    @abstractmethod
    def command(self, contender: Contender, world: World) -> Command:
        """What to run, everything else being ready."""

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:  # noqa: B027
        """Raise `WrongResult` if the job was not done."""

    def clear(self, command: Command, world: World) -> None:  # noqa: B027
        """Remove what a run has left, if that is large; thousands of small files stay until the end, as their removal would slow down the next run."""

    def endpoint(self, world: World) -> str:
        """The address that contenders talk to."""
        return world.server.front_url

    def amount(self, world: World) -> tuple[float, str] | None:
        """How much one run moves, and in which unit."""
        return None


class DownloadFile(Job):
    """One large file into a new cache."""

    name = "file"
    title = "one file"
    who = (ASYNC, BLOCKING, OFFICIAL, CURL, ARIA2)
    targets = tuple(
        target
        for who in (ASYNC, BLOCKING)
        for target in (
            Target(who, "speed", 4.5, OFFICIAL),
            Target(who, "speed", 1.5, CURL),
            Target(who, "speed", 2.5, ARIA2),
            Target(who, "cpu", 0.5, OFFICIAL),
            Target(who, "rss", 64),
        )
    )

    def begin(self, world: World) -> None:
        contents.touch(world.server.root / "objects")

    def command(self, contender: Contender, world: World) -> Command:
        folder, name = world.fresh(), world.content.large_file.name
        url = f"{self.endpoint(world)}/{LARGE}/resolve/main/{name}"
        output = folder / name
        if contender.name == CURL:
            return Command([contender.program, "-sSfL", "-o", str(output), url], {}, output=output)
        if contender.name == ARIA2:
            options = ["-x16", "-s16", "-k1M", "--file-allocation=none", "--quiet=true", "--no-conf=true"]
            return Command([contender.program, *options, "-d", str(folder), "-o", name, url], {}, output=output)
        env = {"HF_HOME": str(folder), "HF_ENDPOINT": self.endpoint(world)}
        return call(contender, "hf_hub_download", {"repo_id": LARGE, "filename": name}, env)

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        path, source = command.output or Path(sample.result), world.content.large_file
        if not path.is_file() or path.stat().st_size != source.stat().st_size:
            raise WrongResult(f"{path} has not the size of the file")
        if thorough and not filecmp.cmp(path, source, shallow=False):
            raise WrongResult(f"{path} has not the content of the file")

    def clear(self, command: Command, world: World) -> None:
        shutil.rmtree(command.output.parent if command.output else command.env["HF_HOME"])

    def amount(self, world: World) -> tuple[float, str]:
        return world.sizes.large / 1e6, "MB"


class LimitedFile(DownloadFile):
    """The same, where each connection gets 20 MB/s, as with many object stores."""

    name = "limited-file"
    title = "one file, 20 MB/s per connection"
    rounds = 2
    targets = tuple(
        target
        for who in (ASYNC, BLOCKING)
        for target in (Target(who, "speed", 14, OFFICIAL), Target(who, "speed", 1.0, ARIA2))
    )

    def is_possible(self, world: World) -> bool:
        return world.server.limited_url is not None

    def endpoint(self, world: World) -> str:
        assert world.server.limited_url is not None
        return world.server.limited_url


class Snapshot(Job):
    """All files of a repository into a new cache."""

    def __init__(self, name: str, title: str, repo_id: str, targets: Sequence[Target]) -> None:
        self.name, self.title, self.targets = name, title, targets
        self._repo_id = repo_id

    def _source(self, world: World) -> Path:
        return world.content.small if self._repo_id == SMALL else world.content.medium

    def begin(self, world: World) -> None:
        contents.touch(world.server.root / "objects")

    def command(self, contender: Contender, world: World) -> Command:
        env = {"HF_HOME": str(world.fresh()), "HF_ENDPOINT": self.endpoint(world)}
        return call(contender, "snapshot_download", {"repo_id": self._repo_id}, env)

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        check_folder(Path(sample.result), self._source(world), thorough=thorough)

    def amount(self, world: World) -> tuple[float, str]:
        return len(contents.files_of(self._source(world))), "files"


class WarmSnapshot(Snapshot):
    """A snapshot of a commit that is in the cache already, as each contender's own download has left it."""

    is_quick = True

    def __init__(self, name: str, title: str, targets: Sequence[Target]) -> None:
        super().__init__(name, title, SMALL, targets)
        self._homes: dict[str, str] = {}
        self._commit = ""

    def begin(self, world: World) -> None:
        self._commit = world.server.commit(SMALL)

    def command(self, contender: Contender, world: World) -> Command:
        # The round that does not count fills the cache.
        home = self._homes.setdefault(contender.name, str(world.fresh()))
        env = {"HF_HOME": home, "HF_ENDPOINT": self.endpoint(world)}
        return call(contender, "snapshot_download", {"repo_id": SMALL, "revision": self._commit}, env)


class UploadFile(Job):
    """One large file that the server has never seen, in parts."""

    name = "upload-file"
    title = "upload of one file"
    targets = tuple(
        target for who in (ASYNC, BLOCKING) for target in (Target(who, "speed", 1.25, OFFICIAL), Target(who, "rss", 64))
    )

    def begin(self, world: World) -> None:
        contents.touch(world.content.large)
        self._known = world.server.objects()

    def endpoint(self, world: World) -> str:
        return world.server.hub_url

    def command(self, contender: Contender, world: World) -> Command:
        folder, path = world.fresh(), world.content.large_file
        contents.make_unique(path)
        repo_id = world.server.create_repo(folder.name)
        kwargs = {"path_or_fileobj": str(path), "path_in_repo": path.name, "repo_id": repo_id}
        return call(contender, "upload_file", kwargs, upload_env(folder, world))

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        # That an object has the content that its name promises, the Hub has verified.
        new = world.server.objects() - self._known
        if [path.stat().st_size for path in new] != [world.content.large_file.stat().st_size]:
            raise WrongResult("the object did not arrive")
        if world.content.large_file.name not in world.server.files(repo_of(command)):
            raise WrongResult("the file is not in the repository")

    def clear(self, command: Command, world: World) -> None:
        for path in world.server.objects() - self._known:
            path.unlink()

    def amount(self, world: World) -> tuple[float, str]:
        return world.sizes.large / 1e6, "MB"


class UploadFolder(Job):
    """A folder of small files into an empty repository."""

    name = "upload-folder"
    title = "upload_folder of small files"

    def endpoint(self, world: World) -> str:
        return world.server.hub_url

    def command(self, contender: Contender, world: World) -> Command:
        folder = world.fresh()
        kwargs = {"folder_path": str(world.content.small), "repo_id": world.server.create_repo(folder.name)}
        return call(contender, "upload_folder", kwargs, upload_env(folder, world))

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        arrived = set(world.server.files(repo_of(command)))
        if arrived - {".gitattributes"} != set(contents.files_of(world.content.small)):
            raise WrongResult(f"{len(arrived)} files are in the repository")

    def amount(self, world: World) -> tuple[float, str]:
        return len(contents.files_of(world.content.small)), "files"


class StartUp(Job):
    """A fresh process that only imports, or only prints: the time is that of the process."""

    who = (BLOCKING, OFFICIAL, BARE)
    is_quick = True

    def __init__(self, name: str, title: str, args: Sequence[str], targets: Sequence[Target]) -> None:
        self.name, self.title, self.targets = name, title, targets
        self._args = args

    def command(self, contender: Contender, world: World) -> Command:
        env = {"HF_HOME": str(world.folder / "home")}
        if contender.name == BARE:
            return Command([contender.program, "-I", "-c", "pass"], env)
        program = contender.script("hf") if self._args[0] == "hf" else contender.program
        return Command([program, *self._args[1:]], env)


def check_folder(folder: Path, source: Path, *, thorough: bool) -> None:
    """Compare names, and contents if wanted, of a snapshot with what was put into the repository."""
    expected = contents.files_of(source)
    if [name for name in contents.files_of(folder) if name != ".gitattributes"] != expected:
        raise WrongResult(f"{folder} has not the files of the repository")
    if thorough and filecmp.cmpfiles(folder, source, expected, shallow=False)[0] != expected:
        raise WrongResult(f"{folder} has files with another content")


def upload_env(folder: Path, world: World) -> dict[str, str]:
    """The environment of somebody who may write."""
    return {"HF_HOME": str(folder), "HF_ENDPOINT": world.server.hub_url, "HF_TOKEN": world.server.token}


def repo_of(command: Command) -> str:
    """The repository that an upload was made to; it has the name of the run's folder."""
    return f"local/{Path(command.env['HF_HOME']).name}"


def _imports(name: str, statement: str, milliseconds: float) -> StartUp:
    targets = (Target(BLOCKING, "milliseconds", milliseconds),)
    return StartUp(f"start-{name}", f"`{statement}`", ["python", "-I", "-c", statement], targets)


def _prints(name: str, line: str, milliseconds: float, ratio: float) -> StartUp:
    targets = (Target(BLOCKING, "milliseconds", milliseconds), Target(BLOCKING, "speed", ratio, OFFICIAL))
    return StartUp(f"start-{name}", f"`{line}`", line.split(), targets)


def all_jobs(sizes: Sizes) -> list[Job]:
    """Every job, in the order in which they run."""
    small, medium = (
        f"{sizes.small_files:,} files of 1–20 KB",
        f"{sizes.medium_files:,} files of {sizes.medium_size / 1e6:g} MB",
    )
    both = (ASYNC, BLOCKING)
    return [
        DownloadFile(),
        LimitedFile(),
        Snapshot(
            "snapshot-small", f"snapshot of {small}", SMALL,
            [Target(ASYNC, "speed", 10, OFFICIAL), Target(BLOCKING, "speed", 5, OFFICIAL)],
        ),
        Snapshot(
            "snapshot-medium", f"snapshot of {medium}", MEDIUM, [Target(who, "speed", 2.3, OFFICIAL) for who in both]
        ),
        WarmSnapshot(
            "snapshot-warm", f"snapshot of a cached commit of {small}",
            [target for who in both for target in (Target(who, "speed", 40, OFFICIAL), Target(who, "requests", 0))],
        ),
        UploadFile(),
        UploadFolder(),
        _imports("package", "import huggingface_hub", 30),
        _imports("api", "from huggingface_hub import HfApi", 80),
        _imports("download", "from huggingface_hub import hf_hub_download", 80),
        _prints("version", "hf version", 80, 3),
        _prints("help", "hf --help", 110, 5),
    ]  # fmt: skip
