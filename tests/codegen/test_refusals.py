"""Every refusal, with its message; and what looks like one and is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.unasync import generate
from tests.codegen.conftest import Refuse, Write


HEAD = "from huggingface_hub._runtime import aio as runtime\n"
RUNTIME = """\
    from huggingface_hub._runtime.aio.tasks import sleep
    async def checkpoint() -> None: ...
"""

IMPORTS = "has no meaning in the other colour: use the runtime pair [imports]"
CLOCK = (
    "`time` waits by stopping everything, and reads a clock that tests can't turn: use `runtime.sleep` and "
    "`runtime.monotonic` [imports]"
)
OPENS = "blocks: use `runtime.open_file`, or `runtime.to_thread` for a batch of file work [imports]"
ASKS = "waits for somebody else: use the runtime pair [imports]"
DISK = "asks the disk while everything else stands still: put it into a function for `runtime.to_thread` [file work]"
RACE = "is read, changed and written, and threads may come in between: return it, or hold a lock [races]"
TESTED = "was tested before it is set, and threads may come in between: hold a lock around both, or use `runtime.once` [races]"
NOT_AWAITED = (
    "is not awaited here, so its twin would run on the spot: await it, or pass the function itself "
    "(`map_concurrently(fn, items)`, `tg.start(fn, ...)`) [awaits]"
)
UNUSED = "does nothing until it is entered or iterated over, in either colour [awaits]"
STATE = "Module state would exist twice, once for each colour: make it constant, or keep it in `_core/` [module level]"
QUOTED = "A quoted annotation is not converted: every module has `from __future__ import annotations` [annotations]"

REFUSED = [
    # Imports and blocking calls
    *[
        (f"import {name}", [f"1: `{name.partition('.')[0]}` {IMPORTS}"])
        for name in (
            "anyio",
            "asyncio",
            "trio",
            "threading",
            "httpx",
            "queue",
            "concurrent.futures",
            "subprocess",
            "aiofiles",
            "select",
            "socket",
            "sqlite3",
            "ssl",
            "requests",
            "aiohttp.client",
        )
    ],
    ("import http.client", [f"1: `http.client` {IMPORTS}"]),
    ("from http import client", [f"1: `http.client` {IMPORTS}"]),
    ("from urllib import parse, request", [f"1: `urllib.request` {IMPORTS}"]),
    ("from requests import get, post", [f"1: `requests` {IMPORTS}"]),
    ("from anyio.abc import TaskGroup", [f"1: `anyio` {IMPORTS}"]),
    ("from time import sleep", [f"1: {CLOCK}"]),
    ("from time import monotonic as now", [f"1: {CLOCK}"]),
    ("import time\ntime.sleep(1)", [f"1: {CLOCK}"]),
    ("def f():\n    import time as t", [f"2: {CLOCK}"]),
    ("async def f():\n    return open('x')", [f"2: `open` {OPENS}"]),
    ("import io\ndef f():\n    return io.open('x')", [f"3: `io.open` {OPENS}"]),
    ("from os import fdopen as make\nmake(1)", [f"2: `os.fdopen` {OPENS}"]),
    ("import gzip as g\nasync def f():\n    with g.open('x') as x: ...", [f"3: `gzip.open` {OPENS}"]),
    ("async def f():\n    return input('Sure?')", [f"2: `input` {ASKS}"]),
    ("import os\ndef f():\n    os.system('true')", [f"3: `os.system` {ASKS}"]),
    # Work on files where everything else has to wait for it
    ("async def f(path):\n    return path.read_text()", [f"2: `path.read_text(...)` {DISK}"]),
    ("async def f(path):\n    if g(path).is_file(): ...", [f"2: `….is_file(...)` {DISK}"]),
    ("import os\nasync def f(x):\n    os.makedirs(x)", [f"3: `os.makedirs(...)` {DISK}"]),
    ("from os.path import exists as there\nasync def f(x):\n    return there(x)", [f"3: `os.path.exists(...)` {DISK}"]),
    ("import shutil\nasync def f(x):\n    shutil.rmtree(x)", [f"3: `shutil.rmtree(...)` {DISK}"]),
    (
        "from tempfile import TemporaryDirectory\nasync def f():\n    with TemporaryDirectory(): ...",
        [f"3: `tempfile.TemporaryDirectory(...)` {DISK}"],
    ),
    # Generators
    (
        "async def f():\n    yield 1\n    raise StopAsyncIteration",
        ["3: A generator ends with `return`: raised, its twin becomes a RuntimeError (PEP 479) [generators]"],
    ),
    (
        "async def f() -> AsyncIterator[int]:\n    yield 1",
        [
            "1: A generator is annotated `AsyncGenerator[T, None]`, not `AsyncIterator[T]`: `closing()` needs to know it [generators]"
        ],
    ),
    # Module level
    (
        "class Error(Exception):\n    pass",
        [
            (
                "1: Class `Error` would exist twice, and `isinstance` and `except` would tell the two apart: put it into `types/` or "
                "`_core/`, or call it `Async…` if it waits [module level]"
            )
        ],
    ),
    ("CACHE = {}", [f"1: {STATE}"]),
    ("CACHE: dict[str, int] = dict()", [f"1: {STATE}"]),
    ("try:\n    NAMES = [1]\nexcept ValueError:\n    NAMES = ()", [f"2: {STATE}"]),
    ("PAIR = (1, [])", [f"1: {STATE}"]),
    ("NOTHING = object()", [f"1: {STATE}"]),
    (
        "COUNT = 0\nCOUNT += 1",
        ["2: Module state would exist twice, once for each colour: make it constant [module level]"],
    ),
    (
        "X = 1\ndef f():\n    global X",
        ["3: `global` changes state that would exist twice: keep it in `_core/`, or use `runtime.once` [module level]"],
    ),
    # Annotations
    ("def f(x: 'AsyncX') -> 'int': ...", [f"1: {QUOTED}", f"1: {QUOTED}"][:1]),
    ("x: list['int'] = ()", [f"1: {QUOTED}"]),
    (
        "from collections.abc import Awaitable\ndef f(x: Awaitable) -> None: ...",
        ["2: `Awaitable` is written with what it gives, `Awaitable[...]`: the twin keeps only that [annotations]"],
    ),
    # Docstrings
    ('"""\nA Coroutine.\n"""', ['2: A docstring that says "coroutine" is false in the twin [docstrings]']),
    (
        'def f():\n    """In the event loop."""',
        ['2: A docstring that says "event loop" is false in the twin [docstrings]'],
    ),
    ('X = 1\n"""Asynchronously."""', ['2: A docstring that says "asynchronously" is false in the twin [docstrings]']),
    (
        'def f():\n    """\n    ```python\n    await (\n    ```\n    """',
        ["2: Code in a docstring must parse, and this does not: `await (` [code in a string]"],
    ),
    # Switches
    (
        "def f():\n    if x:\n        pass\n    elif runtime.IS_ASYNC:\n        pass",
        ["4: `IS_ASYNC` is asked with `if`, not with `elif`, so that it can be taken away [switches]"],
    ),
    (
        "def f():\n    return x and runtime.IS_ASYNC",
        ["2: `IS_ASYNC` stands alone in an `if`: only then is it known to the generator what to keep [switches]"],
    ),
    ("from huggingface_hub._runtime.aio import IS_ASYNC", ["1: `IS_ASYNC` is read as `runtime.IS_ASYNC` [switches]"]),
    # Imports that cannot move
    (
        "import huggingface_hub._async.client",
        [
            (
                "1: Write `import huggingface_hub._async.client as …`, or import names from it: only import statements move to the twin "
                "[plain import]"
            )
        ],
    ),
    (
        "from huggingface_hub import aio",
        [
            (
                "1: Import it as `from huggingface_hub import aio as hub` (alone, with a name that fits both colours), or import what "
                "you need from `huggingface_hub.aio` [aio import]"
            )
        ],
    ),
    ("def f(:", ["1: This does not parse: invalid syntax [syntax]"]),
]


@pytest.mark.parametrize(("source", "expected"), REFUSED)
def test_refused(refuse: Refuse, source: str, expected: list[str]) -> None:
    switches = [problem for problem in refuse(source) if "allowed: do without" not in problem]

    assert switches == expected


FORGOTTEN = [
    ("async def g(self):\n    self.f()", [f"5: `self.f(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    x = self.f()\n    await x", [f"5: `self.f(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    return [self.f() for _ in range(3)]", [f"5: `self.f(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    await runtime.fail(self.f())", [f"5: `self.f(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    await super().f()\n    super().f()", [f"6: `super().f(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    free()", [f"5: `free(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    runtime.checkpoint()", [f"5: `runtime.checkpoint(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    runtime.sleep(1)", [f"5: `runtime.sleep(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    async def h(): ...\n    h()", [f"6: `h(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    self.inherited()", [f"5: `self.inherited(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    tg.start(self.f(), 1)", [f"5: `self.f(...)` {NOT_AWAITED}"]),
    ("async def g(self):\n    self.rows()", [f"5: `self.rows(...)` {UNUSED}"]),
    ("async def g(self, x: AsyncBase):\n    x.f()", [f"5: `x.f(...)` {NOT_AWAITED}"]),
    # Right as they are
    (
        "async def g(self, x: AsyncBase | None, runtime: int, y: AsyncBase):\n    x.f(); runtime.sleep(); await y.f()",
        [],
    ),
    ("async def g(self):\n    tg.start(self.f, 1)", []),
    ("async def g(self):\n    await runtime.map_concurrently(lambda x: self.f(x), [])", []),
    ("async def g(self):\n    await (self.f() if x else free())\n    return await self.f() or (await free())", []),
    ("async def g(self):\n    (y := await self.f())", []),
    ("def g(self):\n    return self.rows()", []),
    (
        "async def g(self):\n    rows = self.rows()\n    async with closing(rows): pass\n    async with closing(self.rows()): pass",
        [],
    ),
    ("async def g(self):\n    async for row in self.rows(): pass\n    return [row async for row in self.rows()]", []),
    ("async def g(self):\n    async with entered() as x: pass\n    await stack.enter_async_context(entered())", []),
    ("async def g(self, free):\n    free()", []),
    ("async def g(self):\n    self.plain(); other.f(); runtime.monotonic()", []),
]


@pytest.mark.parametrize(("method", "expected"), FORGOTTEN)
def test_forgotten_awaits(project: Path, write: Write, method: str, expected: list[str]) -> None:
    """Names are followed into the class, its bases, the module, and what they import."""
    write("src/huggingface_hub/_runtime/aio/__init__.py", RUNTIME)
    write("src/huggingface_hub/_runtime/aio/tasks.py", "async def sleep(seconds): ...\n")
    write(
        "src/huggingface_hub/_async/base.py",
        "class AsyncBase:\n    async def inherited(self): ...\n    async def f(self): ...\n",
    )
    base = "from huggingface_hub._async.base import AsyncBase\n"
    indented = "\n".join(f"    {line}" for line in method.splitlines())
    rest = """
    async def f(self): ...
    async def rows(self):
        yield 1
    def plain(self): ...
async def free(): ...
@runtime.asynccontextmanager
async def entered():
    yield 1
"""
    text = HEAD + base + "class AsyncX(AsyncBase):\n" + indented + rest
    path = write("src/huggingface_hub/_async/x.py", "")
    path.write_text(text, encoding="utf-8")

    problems = [problem.split("_async/x.py:")[1] for problem in generate(project).problems]

    # The class statement is line 3, so that the method's own lines start at 4.
    assert problems == expected


RACES = [
    ("async def f(self):\n    self.n += 1", [f"3: `self.n` {RACE}"]),
    ("async def f(self):\n    self.counts['a'] += 1", [f"3: `self.counts` {RACE}"]),
    ("def f(self):\n    self.n -= 1", [f"3: `self.n` {RACE}"]),
    ("async def f(self):\n    if self.x is None:\n        self.x = await g()", [f"4: `self.x` {TESTED}"]),
    ("async def f(self):\n    if self.x:\n        return self.x\n    self.x: int = 1", [f"5: `self.x` {TESTED}"]),
    ("async def f(self, k):\n    if k not in self.d:\n        self.d[k] = 1", [f"4: `self.d` {TESTED}"]),
    # Right as they are
    ("async def f(self):\n    async with self._lock:\n        self.n += 1", []),
    (
        "async def f(self):\n    if not self.x:\n        async with self._x_lock:\n            if not self.x:\n                self.x = 1",
        [],
    ),
    ("def __init__(self, x):\n    self.n = 0\n    self.n += 1\n    if self.n:\n        self.n = x", []),
    ("async def f(self):\n    self.n += 1  # one owner: a reader is never shared", []),
    ("async def f(self, x):\n    self.x = x\n    x += 1\n    other.n += 1", []),
    ("async def f(self):\n    self.x = 1\n    if self.x:\n        return", []),
]


@pytest.mark.parametrize(("method", "expected"), RACES)
def test_races(refuse: Refuse, method: str, expected: list[str]) -> None:
    text = "class AsyncX:\n" + "\n".join(f"    {line}" for line in method.splitlines())

    assert refuse(text) == expected


def test_nonlocal_in_a_child(refuse: Refuse) -> None:
    """Only in functions that run beside others: a closure that runs alone may count."""
    text = """\
        async def f(items):
            count = 0
            async def child(item):
                nonlocal count
                count += 1
            def alone():
                nonlocal count
            alone()
            await runtime.map_concurrently(child, items, limit=2)
        """

    assert refuse(text) == [
        "4: `child` runs beside others, in threads in the twin: return the value, and let the parent collect [races]",
    ]


ACCEPTED = [
    "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import httpx\nX: httpx.Response",
    "from subprocess import CompletedProcess",
    "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ssl",
    "from http.cookies import SimpleCookie\nfrom urllib.parse import quote\nimport urllib.parse",
    # A thread does it, or there is no disk in it.
    "def f(path):\n    return path.read_text()",
    "import os\nasync def f(x):\n    await runtime.to_thread(os.makedirs, x)",
    "async def f(path):\n    await runtime.to_thread(lambda: path.unlink())",
    "async def f(self, path):\n    return await self.files.exists(path) or os.path.basename(path)",
    "import os\nasync def f():\n    return os.cpu_count(), os.environ",
    "__all__ = ['f']\nNAMES = ('a', 'b')\nPATTERN = re.compile('a')\nlogger = get_logger(__name__)\nT = TypeVar('T')",
    "KNOWN = frozenset({'a'})\nTABLE = MappingProxyType({'a': 1})\nLOCK = runtime.Lock()\nload = runtime.once(f)\nRepos = list[str]",
    "class AsyncX:\n    class Row: ...\n    names = ['a']",
    "class _AsyncX: ...\nclass SupportsAsyncRead(Protocol): ...",
    "def f(x: Literal['a'], y: Annotated[int, 'words']) -> None: ...",
    "# A coroutine in a comment, and in a message.\nx = 'coroutine'",
    "async def f() -> AsyncIterator[int]: ...",
    "class AsyncX:\n    def __anext__(self):\n        raise StopAsyncIteration",
]


@pytest.mark.parametrize("source", ACCEPTED)
def test_accepted(refuse: Refuse, source: str) -> None:
    assert refuse(source) == []


def test_tests_may_do_more(refuse: Refuse) -> None:
    """They play the other side: servers in threads, fakes with state. But what waits must have a twin there, too."""
    text = """\
        import asyncio
        import threading
        import time
        import httpx
        CALLS = []
        class Server:
            def count(self):
                self.n += 1
        """

    assert refuse(text, "tests/_async/test_x.py") == [f"1: `asyncio` {IMPORTS}"]
