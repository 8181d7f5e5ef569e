"""Refused imports and calls: what waits, or reads the clock, in another way than the runtime pair does.

A module that waits has no meaning in the other colour, or stops everything while it waits; a clock of its own is one that
tests can't turn. Work on files is a matter of where it stands: in a plain function it is done by a thread
(`runtime.to_thread`), in one that awaits it stops all others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codegen.unasync.project import own_nodes


# A place in the source, the name of the rule, and the sentence.
Found = tuple[int, str, str]

WAITING = frozenset({"aiofiles", "anyio", "asyncio", "curio", "nest_asyncio", "sniffio", "trio", "uvloop"})
BLOCKING = frozenset(
    """
    _thread concurrent fcntl filelock ftplib imaplib multiprocessing poplib queue sched select selectors signal smtplib
    socket socketserver sqlite3 ssl subprocess threading xmlrpc
    aiohttp httpcore httpx requests tornado twisted urllib3 websocket websockets
    """.split()
)
# Modules of packages of which other modules only compute
BLOCKING_MODULES = frozenset({"http.client", "http.server", "urllib.request"})
# The same class in both colours, so its name may stand in annotations.
TYPES_ONLY = frozenset({"httpx", "ssl"})
# Plain values that happen to live in a module whose functions block.
VALUES = {"subprocess": frozenset({"CompletedProcess", "CalledProcessError"})}

OPENING = frozenset(
    f"{module}open" for module in ("", "builtins.", "bz2.", "codecs.", "gzip.", "io.", "lzma.", "os.", "os.fd", "os.p")
)
ASKING = frozenset({"builtins.input", "getpass.getpass", "input", "os.system", "os.wait", "os.waitpid"})
# Functions that ask the disk
FILE_FUNCTIONS = frozenset(
    {f"os.path.{name}" for name in "exists getmtime getsize isdir isfile islink lexists realpath samefile".split()}
    | {
        f"os.{name}"
        for name in "access chmod fsync link listdir lstat makedirs mkdir readlink remove rename replace rmdir scandir stat "
        "statvfs symlink truncate unlink utime walk".split()
    }
)
FILE_MODULES = frozenset({"glob", "shutil", "tempfile"})
FILE_METHODS = frozenset(
    "exists glob hardlink_to is_dir is_file is_symlink iterdir lstat mkdir read_bytes read_text readlink rglob rmdir "
    "samefile stat symlink_to touch unlink write_bytes write_text".split()
)


def find_blocking(tree: ast.Module, is_test: bool) -> Iterator[Found]:
    """Imports and calls that wait, or read the clock, behind the back of the runtime pair."""
    yield from _imports(tree, is_test)
    if not is_test:
        yield from _calls(tree)


def _imports(tree: ast.Module, is_test: bool) -> Iterator[Found]:
    refused = WAITING if is_test else WAITING | BLOCKING
    typing_only = {id(node) for block in ast.walk(tree) if _is_type_checking(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                modules = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), names=names, level=0):
                if VALUES.get(module, set()) >= {alias.name for alias in names}:
                    continue
                modules = [module, *(f"{module}.{alias.name}" for alias in names)]
            case _:
                continue
        for name in dict.fromkeys(_refused_part(name, refused, is_test) for name in modules):
            if name == "time":
                yield node.lineno, "imports", _CLOCK
            elif name and not (name in TYPES_ONLY and id(node) in typing_only):
                yield node.lineno, "imports", f"`{name}` has no meaning in the other colour: use the runtime pair"


_CLOCK = (
    "`time` waits by stopping everything, and reads a clock that tests can't turn: use `runtime.sleep` and "
    "`runtime.monotonic`"
)


def _refused_part(module: str, refused: frozenset[str], is_test: bool) -> str:
    """What of a module's name is refused; empty if nothing is."""
    top = module.partition(".")[0]
    if top in refused or (top == "time" and not is_test):
        return top
    if is_test:
        return ""
    return next((name for name in BLOCKING_MODULES if f"{module}.".startswith(f"{name}.")), "")


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and _dotted(node.test, {}).rpartition(".")[2] == "TYPE_CHECKING"


def _calls(tree: ast.Module) -> Iterator[Found]:
    known = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _dotted(node.func, known)
            if name in OPENING:
                yield (
                    node.lineno,
                    "imports",
                    f"`{name}` blocks: use `runtime.open_file`, or `runtime.to_thread` for a batch of file work",
                )
            elif name in ASKING:
                yield node.lineno, "imports", f"`{name}` waits for somebody else: use the runtime pair"
        if isinstance(node, ast.AsyncFunctionDef):
            yield from _file_work(node, known)


def _file_work(function: ast.AsyncFunctionDef, known: dict[str, str]) -> Iterator[Found]:
    """Work on files that nothing else can go on beside."""
    nodes = list(own_nodes(function))
    awaited = {id(node.value) for node in nodes if isinstance(node, ast.Await)}
    for node in nodes:
        if not isinstance(node, ast.Call) or id(node) in awaited:
            continue
        name = _dotted(node.func, known)
        is_method = isinstance(node.func, ast.Attribute) and node.func.attr in FILE_METHODS
        if (
            name in FILE_FUNCTIONS
            or name.partition(".")[0] in FILE_MODULES
            or (is_method and not _is_module(node, known))
        ):
            shown = name or f"….{node.func.attr}"  # type: ignore[attr-defined]
            yield node.lineno, "file work", f"`{shown}(...)` {_STANDS_STILL}"


_STANDS_STILL = "asks the disk while everything else stands still: put it into a function for `runtime.to_thread`"


def _is_module(call: ast.Call, known: dict[str, str]) -> bool:
    """Whether a method is in truth a function of an imported module."""
    return (
        isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name) and call.func.value.id in known
    )


def _imported(tree: ast.Module) -> dict[str, str]:
    """What names that were imported stand for."""
    known: dict[str, str] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                known.update(
                    {
                        a.asname or a.name.partition(".")[0]: a.name if a.asname else a.name.partition(".")[0]
                        for a in names
                    }
                )
            case ast.ImportFrom(module=str(module), names=names, level=0):
                known.update({a.asname or a.name: f"{module}.{a.name}" for a in names})
            case _:
                pass
    return known


def _dotted(node: ast.AST, known: dict[str, str]) -> str:
    """`a.b.c` as text, with the names of modules as they are; empty for anything else."""
    match node:
        case ast.Name(id=name):
            return known.get(name, name)
        case ast.Attribute(value=value, attr=attr):
            parent = _dotted(value, known)
            return f"{parent}.{attr}" if parent else ""
        case _:
            return ""
