"""What is measured: each job says how a contender does it, checks what came out, and which targets it has."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks import content as contents
from tests.benchmarks.contenders import (
    ARIA2,
    ARIA2_8,
    ASYNC,
    BARE,
    BLOCKING,
    CURL,
    FLOOR,
    OFFICIAL,
    UNHASHED,
    Command,
    Contender,
    Sample,
    call,
    fetch,
)
from tests.benchmarks.content import Content, Sizes
from tests.benchmarks.server import BenchServer


PACKAGES = (ASYNC, BLOCKING, OFFICIAL)
BOTH = (ASYNC, BLOCKING)
# With which number of connections the floor is lowest
FLOOR_CONNECTIONS = {"front": 1, "tls": 2, "limited": 16, "far": 16, "far-tls": 8}


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
    cached_bytes: int = 0
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
        targets: What `performance.md` promises.
        lane: Which of the server's addresses contenders talk to.
        who: The contenders that can do it.
        is_quick: Whether one run takes a fraction of a second, so that more rounds are made.
    """

    who: Sequence[str] = PACKAGES
    is_quick = False

    def __init__(self, name: str, title: str, targets: Sequence[Target] = (), *, lane: str = "front") -> None:
        self.name, self.title, self.targets, self.lane = name, title, targets, lane

    @property
    def is_far(self) -> bool:
        """Whether the job waits more than it works: few rounds, and only when it was asked for."""
        return self.lane.startswith(("far", "limited"))

    def is_possible(self, world: World) -> bool:
        """Whether the server can do its part."""
        return self.lane in world.server.urls

    def endpoint(self, world: World) -> str:
        """The address that contenders talk to."""
        return world.server.urls[self.lane]

    def begin(self, world: World) -> None:  # noqa: B027 (most jobs have nothing to prepare)
        """Prepare what all runs share."""

    @abstractmethod
    def command(self, contender: Contender, world: World) -> Command:
        """What to run, everything else being ready."""

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:  # noqa: B027
        """Raise `WrongResult` if the job was not done."""

    def clear(self, command: Command, world: World) -> None:  # noqa: B027
        """
        Remove what a run has left, if that is large.

        Thousands of small files stay until the end, as their removal would slow down the next run.
        """

    def amount(self, world: World) -> tuple[float, str] | None:
        """How much one run moves, and in which unit."""
        return None

    def memory(self, world: World) -> int:
        """How much memory a run fills with what it writes, if that is much."""
        return 0


class DownloadFile(Job):
    """One large file into a new cache."""

    who: Sequence[str] = (ASYNC, BLOCKING, OFFICIAL, CURL, ARIA2, ARIA2_8, UNHASHED, FLOOR)

    def __init__(
        self, name: str, title: str, targets: Sequence[Target] = (), *, lane: str = "front", without: Sequence[str] = ()
    ) -> None:
        super().__init__(name, title, targets, lane=lane)
        self.who = tuple(contender for contender in self.who if contender not in without)

    def _source(self, world: World) -> Path:
        return (world.content.quarter if self.lane == "limited" else world.content.large) / contents.LARGE_NAME

    def begin(self, world: World) -> None:
        contents.touch(world.server.root / "objects")

    def command(self, contender: Contender, world: World) -> Command:
        folder, source = world.fresh(), self._source(world)
        repo_id, name = repo_id_of(source.parent), source.name
        url, output = f"{self.endpoint(world)}/{repo_id}/resolve/main/{name}", folder / name
        certificate = world.server.certificate if "tls" in self.lane else None
        if contender.colour is None:
            size, connections = source.stat().st_size, FLOOR_CONNECTIONS.get(self.lane, 1)
            return fetch(contender, url, output, certificate, size=size, connections=connections)
        env = {"HF_HOME": str(folder), "HF_ENDPOINT": self.endpoint(world)}
        if certificate:
            env["SSL_CERT_FILE"] = str(certificate)
        return call(contender, "hf_hub_download", {"repo_id": repo_id, "filename": name}, env)

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        path, source = command.output or Path(sample.result), self._source(world)
        if not path.is_file() or path.stat().st_size != source.stat().st_size:
            raise WrongResult(f"{path} has not the size of the file")
        if thorough and not filecmp.cmp(path, source, shallow=False):
            raise WrongResult(f"{path} has not the content of the file")

    def clear(self, command: Command, world: World) -> None:
        shutil.rmtree(command.output.parent if command.output else command.env["HF_HOME"])

    def amount(self, world: World) -> tuple[float, str]:
        return self._source(world).stat().st_size / 1e6, "MB"

    def memory(self, world: World) -> int:
        return 2 * self._source(world).stat().st_size + 256 * contents.MIB


class Snapshot(Job):
    """All files of a repository into a new cache."""

    def _source(self, world: World) -> Path:
        return world.content.medium if "medium" in self.name else world.content.small

    def begin(self, world: World) -> None:
        contents.touch(world.server.root / "objects")

    def command(self, contender: Contender, world: World) -> Command:
        env = {"HF_HOME": str(world.fresh()), "HF_ENDPOINT": self.endpoint(world)}
        return call(contender, "snapshot_download", {"repo_id": repo_id_of(self._source(world))}, env)

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        check_folder(Path(sample.result), self._source(world), thorough=thorough)

    def amount(self, world: World) -> tuple[float, str]:
        return len(contents.files_of(self._source(world))), "files"

    def memory(self, world: World) -> int:
        return 2 * contents.total_size(self._source(world)) + 256 * contents.MIB


class WarmSnapshot(Snapshot):
    """A snapshot of a commit that is in the cache already, as each contender's own download has left it."""

    is_quick = True

    def begin(self, world: World) -> None:
        self._homes: dict[str, str] = {}
        self._commit = world.server.commit(repo_id_of(self._source(world)))

    def command(self, contender: Contender, world: World) -> Command:
        # The round that does not count fills the cache.
        home = self._homes.get(contender.name) or self._homes.setdefault(contender.name, str(world.fresh()))
        env = {"HF_HOME": home, "HF_ENDPOINT": self.endpoint(world)}
        kwargs = {"repo_id": repo_id_of(self._source(world)), "revision": self._commit}
        return call(contender, "snapshot_download", kwargs, env)


class Upload(Job):
    """Something for a new repository."""

    def _env(self, repo_id: str, world: World) -> dict[str, str]:
        # The folder is named after the repository, so that the check can find the one by the other.
        home = world.folder / repo_id.partition("/")[2]
        return {"HF_HOME": str(home), "HF_ENDPOINT": self.endpoint(world), "HF_TOKEN": world.server.token}

    def _repo_id(self, command: Command) -> str:
        return f"local/{Path(command.env['HF_HOME']).name}"


class UploadFile(Upload):
    """One large file that the server has never seen, in parts."""

    def begin(self, world: World) -> None:
        contents.touch(world.content.large)
        self._known = world.server.objects()

    def command(self, contender: Contender, world: World) -> Command:
        path = world.content.large / contents.LARGE_NAME
        contents.make_unique(path)
        repo_id = world.server.create_repo(world.fresh().name)
        kwargs = {"path_or_fileobj": str(path), "path_in_repo": path.name, "repo_id": repo_id}
        return call(contender, "upload_file", kwargs, self._env(repo_id, world))

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        # That an object has the content that its name promises, the Hub has verified.
        new = world.server.objects() - self._known
        if [path.stat().st_size for path in new] != [world.sizes.large]:
            raise WrongResult("the object did not arrive")
        if contents.LARGE_NAME not in world.server.files(self._repo_id(command)):
            raise WrongResult("the file is not in the repository")

    def clear(self, command: Command, world: World) -> None:
        for path in world.server.objects() - self._known:
            path.unlink()

    def amount(self, world: World) -> tuple[float, str]:
        return world.sizes.large / 1e6, "MB"


class UploadFolder(Upload):
    """A folder of small files into an empty repository."""

    def command(self, contender: Contender, world: World) -> Command:
        repo_id = world.server.create_repo(world.fresh().name)
        kwargs = {"folder_path": str(world.content.small), "repo_id": repo_id}
        return call(contender, "upload_folder", kwargs, self._env(repo_id, world))

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        arrived = set(world.server.files(self._repo_id(command)))
        if arrived - {".gitattributes"} != set(contents.files_of(world.content.small)):
            raise WrongResult(f"{len(arrived)} files are in the repository")

    def amount(self, world: World) -> tuple[float, str]:
        return len(contents.files_of(world.content.small)), "files"


class StoreFile(UploadFile):
    """The same to a storage that costs next to nothing."""

    def begin(self, world: World) -> None:
        contents.touch(self._source(world).parent)

    def _source(self, world: World) -> Path:
        return (world.content.quarter if self.lane == "limited-store" else world.content.large) / contents.LARGE_NAME

    def command(self, contender: Contender, world: World) -> Command:
        path = self._source(world)
        contents.make_unique(path)
        kwargs = {"path_or_fileobj": str(path), "path_in_repo": path.name, "repo_id": "local/x"}
        return call(contender, "upload_file", kwargs, self._env(f"local/{world.fresh().name}", world))

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        # That each part has the right bytes is for the tests of uploads: here nobody keeps them.
        if sum(world.server.stored().values()) != self._source(world).stat().st_size:
            raise WrongResult("parts are missing, or came twice")

    def clear(self, command: Command, world: World) -> None:
        world.server.stored()

    def amount(self, world: World) -> tuple[float, str]:
        return self._source(world).stat().st_size / 1e6, "MB"


class StoreFolder(UploadFolder):
    """A folder to a storage that costs next to nothing: files in the commit, or objects of their own."""

    def begin(self, world: World) -> None:
        self._is_lfs = "lfs" in self.name
        self._folder = world.content.small
        self._names = contents.files_of(self._folder)
        if self._is_lfs:
            source, self._folder = self._folder, world.fresh()
            self._names = [f"{number:03}.bin" for number in range(min(500, len(self._names)))]
            for name, old in zip(self._names, contents.files_of(source), strict=False):
                shutil.copyfile(source / old, self._folder / name)

    def command(self, contender: Contender, world: World) -> Command:
        if self._is_lfs:
            for name in self._names:
                with (self._folder / name).open("r+b") as file:
                    file.write(os.urandom(16))
        kwargs = {"folder_path": str(self._folder), "repo_id": "local/x"}
        return call(contender, "upload_folder", kwargs, self._env(f"local/{world.fresh().name}", world))

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        if self._is_lfs and len(world.server.stored()) != len(self._names):
            raise WrongResult("objects are missing")

    def amount(self, world: World) -> tuple[float, str]:
        return len(self._names), "files"


class Scan(Job):
    """`scan_cache_dir` of many repositories, of which only the size is read, or every path."""

    who = (BLOCKING, OFFICIAL)

    def __init__(self, name: str, title: str, targets: Sequence[Target], reads: str) -> None:
        super().__init__(name, title, targets)
        self._reads = reads

    def begin(self, world: World) -> None:
        folder = world.folder / "cached"
        if not folder.exists():
            world.cached_bytes = contents.make_cache(folder, world.sizes.cached_repos)

    def command(self, contender: Contender, world: World) -> Command:
        env = {"HF_HOME": str(world.folder / "home")}
        kwargs = {"cache_dir": str(world.folder / "cached")}
        return call(contender, "scan_cache_dir", kwargs, env, reads=self._reads)

    def check(self, sample: Sample, command: Command, world: World, *, thorough: bool) -> None:
        # 30 files of a repository, and two paths of each.
        expected = world.cached_bytes if self._reads == "size" else world.sizes.cached_repos * 60
        if int(sample.result) != expected:
            raise WrongResult(f"{sample.result} instead of {expected}")

    def amount(self, world: World) -> tuple[float, str]:
        return world.sizes.cached_repos * 30, "files"


class StartUp(Job):
    """A fresh process that only imports, or only prints: the time is that of the process."""

    who = (BLOCKING, OFFICIAL, BARE)
    is_quick = True

    def __init__(self, name: str, title: str, targets: Sequence[Target], args: Sequence[str]) -> None:
        super().__init__(name, title, targets)
        self._args = args

    def begin(self, world: World) -> None:
        # A cache with nothing in it: that there is none would be an error.
        (world.folder / "home" / "hub").mkdir(parents=True, exist_ok=True)

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


def repo_id_of(folder: Path) -> str:
    """The repository that a folder of the content becomes."""
    return f"local/{folder.name}"


def _imports(name: str, statement: str, milliseconds: float) -> StartUp:
    targets = (Target(BLOCKING, "milliseconds", milliseconds),)
    return StartUp(f"start-{name}", f"`{statement}`", targets, ["python", "-I", "-c", statement])


def _prints(name: str, line: str, milliseconds: float, ratio: float) -> StartUp:
    targets = (Target(BLOCKING, "milliseconds", milliseconds), Target(BLOCKING, "speed", ratio, OFFICIAL))
    return StartUp(f"start-{name}", f"`{line}`", targets, line.split())


def _faster(ratio: float, reference: str = OFFICIAL) -> list[Target]:
    return [Target(who, "speed", ratio, reference) for who in BOTH]


def _at_most(figure: str, limit: float, reference: str | None = None) -> list[Target]:
    return [Target(who, figure, limit, reference) for who in BOTH]


def all_jobs(sizes: Sizes) -> list[Job]:
    """Every job, in the order in which they run; targets are those of `performance.md`."""
    small = f"{sizes.small_files:,} files of 1–20 KB"
    medium = f"{sizes.medium_files:,} files of {sizes.medium_size / 1e6:g} MB"
    cached = f"{sizes.cached_repos:,} repositories × 3 revisions × 10 files"
    far = "50 ms round trip"
    rss = _at_most("rss", 64)
    at_once = [*_faster(4.5), *_faster(1.5, CURL), *_faster(2.5, ARIA2), *_at_most("cpu", 0.5, OFFICIAL), *rss]
    cold = [Target(ASYNC, "speed", 10, OFFICIAL), Target(BLOCKING, "speed", 5, OFFICIAL)]
    warm = [*_faster(40), *_at_most("requests", 0)]
    return [
        DownloadFile("file", "one file", [*at_once, Target(UNHASHED, "speed", 6, OFFICIAL)], without=[ARIA2_8]),
        DownloadFile(
            "tls-file",
            "TLS, one file",
            [*_faster(2.8), *_faster(1.1, CURL), Target(UNHASHED, "speed", 3, OFFICIAL), *rss],
            lane="tls",
            without=[ARIA2_8],
        ),
        # Before all uploads, which change the large file
        DownloadFile(
            "limited-file",
            "20 MB/s per connection, one file",
            [*_faster(14), *_faster(1, ARIA2)],
            lane="limited",
            without=[ARIA2_8, UNHASHED],
        ),
        DownloadFile(
            "far-file",
            f"{far}, one file",
            [*_faster(6), *_faster(1.7, ARIA2_8)],
            lane="far",
            without=[CURL, ARIA2, UNHASHED],
        ),
        DownloadFile(
            "far-tls-file",
            f"{far}, TLS, one file",
            _faster(4),
            lane="far-tls",
            without=[CURL, ARIA2, ARIA2_8, UNHASHED],
        ),
        Snapshot("far-snapshot-small", f"{far}, snapshot of {small}", _faster(15)[:1], lane="far"),
        Snapshot("snapshot-small", f"snapshot of {small}", cold),
        Snapshot("snapshot-medium", f"snapshot of {medium}", _faster(2.3)),
        WarmSnapshot("snapshot-warm", f"snapshot of a cached commit of {small}", warm),
        UploadFile("upload-file", "upload of one file to the local Hub", rss, lane="hub"),
        UploadFolder("upload-folder", f"`upload_folder` of {small} to the local Hub", lane="hub"),
        StoreFile("store-file", "upload of one file", [*_faster(1.25), *rss], lane="store"),
        Scan("scan", f"`scan_cache_dir` of {cached}", [Target(BLOCKING, "speed", 5, OFFICIAL)], "size"),
        Scan("scan-paths", f"the same, and every path is read, of {cached}", (), "paths"),
        _imports("package", "import huggingface_hub", 30),
        _imports("api", "from huggingface_hub import HfApi", 80),
        _imports("download", "from huggingface_hub import hf_hub_download", 80),
        _prints("version", "hf version", 80, 3),
        _prints("help", "hf --help", 110, 5),
        _prints("models", "hf models ls --help", 110, 3),
        _prints("cache", "hf cache ls", 110, 2.5),
        StoreFile("far-store-file", f"{far}, upload of one file", [*_faster(4.5), *rss], lane="far-store"),
        StoreFile("limited-store-file", "20 MB/s per connection, upload of one file", _faster(6), lane="limited-store"),
        UploadFolder("far-upload-folder", f"{far}, `upload_folder` of {small} to the local Hub", lane="far"),
        StoreFolder("far-store-folder", f"{far}, `upload_folder` of {small}", _faster(1.8), lane="far-store"),
        StoreFolder(
            "far-store-lfs", f"{far}, `upload_folder` of 500 LFS files of 1–20 KB", _faster(2), lane="far-store"
        ),
    ]
