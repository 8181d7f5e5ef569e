"""
The vocabulary of the conversion: what each word of the async colour is called in the blocking one.

Every rule counts how often it matched. A rule that matches nothing in the whole tree is dead: the code it was made for is
gone, or the rule is misspelled, and `python -m codegen --check` says so (see `DEAD_RULES_FAIL`).
"""

from __future__ import annotations

import re
from collections import Counter


# True: a rule that matched nothing fails the check. It was False while `_async/` was still too small to use them all.
DEAD_RULES_FAIL = False

# `AsyncHfApi` -> `HfApi`, `TestAsyncClient` -> `TestClient`; also covers AsyncIterator, AsyncExitStack, StopAsyncIteration.
ASYNC_WORD = re.compile(r"Async(?=[A-Z])")

# Names that have one spelling in each colour, wherever they stand in code.
DUNDERS = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
}
NAMES = {
    "asynccontextmanager": "contextmanager",
    "enter_async_context": "enter_context",
    "aclose": "close",
}

# Names that only mean something else when they are called: a variable may be called `anext`.
BUILTINS = {"anext": "next", "aiter": "iter"}

# `Awaitable[T]` is `T` in the twin, so nothing is left to import.
AWAITABLES = frozenset({"Awaitable", "Coroutine"})
TYPING_MODULES = frozenset({"collections.abc", "typing", "typing_extensions"})

# Longest first: the first prefix that fits is taken. Used in import statements and in strings that are a dotted path.
MODULES = (
    ("huggingface_hub._async", "huggingface_hub._sync"),
    ("huggingface_hub._runtime.aio", "huggingface_hub._runtime.blocking"),
    ("huggingface_hub.aio", "huggingface_hub"),
    ("tests._async", "tests._sync"),
)

DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")

# Every rule by name, so that dead ones can be named.
RULES = frozenset(
    {
        "async def",
        "async with",
        "async for",
        "async comprehension",
        "await",
        "dunders",
        "AsyncX in a name",
        "AsyncX in a string",
        "Awaitable[T]",
        "AsyncGenerator[Y, S]",
        "code in a docstring",
        *(f"name {name}" for name in NAMES),
        *(f"import {source}" for source, _ in MODULES),
    },
)

Used = Counter[str]


def rename(name: str, used: Used) -> str:
    """The blocking spelling of an identifier."""
    if name in DUNDERS:
        used["dunders"] += 1
        return DUNDERS[name]

    if name in NAMES:
        used[f"name {name}"] += 1
        return NAMES[name]

    renamed = ASYNC_WORD.sub("", name)

    if renamed != name:
        used["AsyncX in a name"] += 1

    return renamed


def rename_module(dotted: str, used: Used) -> str:
    """The twin of a module path: `huggingface_hub._async.client` -> `huggingface_hub._sync.client`."""
    for source, target in MODULES:
        if dotted == source or dotted.startswith(f"{source}."):
            used[f"import {source}"] += 1
            return target + dotted.removeprefix(source)

    return dotted
