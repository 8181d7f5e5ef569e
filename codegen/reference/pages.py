"""The pages of the API: which name stands on which, and the index."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from codegen.reference import entries
from codegen.sources import FUNCTIONS, PACKAGE, ROOT, Function, Reader, Source
from codegen.surface import LIST
from codegen.surface.read import METHODS_HOME, Entry, Surface, read_surface


# Page → title, one sentence, and the words or homes that belong to it. A word without a page gets one of its own.
PAGES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "client": (
        "The client",
        "Which Hub, whose token, how patient: what all operations share.",
        ("_sync.client", "types.http"),
    ),
    "download": (
        "Downloads",
        "One file, a snapshot of a repository, and what is in the cache of it.",
        ("download", "urls", "_sync.download", "_core.download", "events"),
    ),
    "upload": (
        "Uploads and commits",
        "Files and folders to the Hub, and commits made of several operations.",
        ("upload", "commits_api", "commits", "_core.upload", "_sync.upload"),
    ),
    "repos": ("Repositories", "Create, describe, move, copy and delete them.", ("repos", "duplication")),
    "files": ("Files in repositories", "List, look at and compare them.", ("files", "verification")),
    "revisions": ("Branches, tags and history", "Git references of a repository.", ("revisions",)),
    "search": ("Search", "Find models, datasets and Spaces.", ("search",)),
    "discussions": ("Discussions and pull requests", "Open, comment, merge.", ("discussions",)),
    "spaces": ("Spaces", "Hardware, secrets, logs and life cycle.", ("spaces", "space_settings")),
    "jobs": (
        "Jobs",
        "Run something on the Hub's machines, once or on a schedule.",
        ("jobs", "scheduled_jobs", "job_progress"),
    ),
    "inference_endpoints": (
        "Inference Endpoints",
        "Models that are served for you.",
        ("inference_endpoints", "inference_catalog"),
    ),
    "auth": (
        "Authentication",
        "Tokens, logins and git credentials.",
        ("auth", "tokens", "token_store", "colab", "git_credentials", "prompts", "_sync.auth", "oauth", "oidc"),
    ),
    "cache": ("The cache", "What is on disk, and getting rid of it.", ("cache", "_core.cache")),
    "cards": ("Card metadata", "The YAML at the top of a README.", ("cards", "evals", "evaluations")),
    "safetensors": ("Safetensors", "Headers of weights, without the weights.", ("safetensors",)),
    "http": (
        "HTTP",
        "The sessions behind the client, retries and rate limits.",
        ("factories", "backoff", "http_errors", "ratelimit", "legacy_arguments", "http"),
    ),
    "local_hub": ("The local Hub", "A Hub on this machine, for tests and for work offline.", ("local_hub.server",)),
    "uris": ("hf:// addresses", "Read and write them.", ("uris",)),
    "strict": ("Strict dataclasses", "Dataclasses that check their values.", ("strict", "type_checks")),
    "errors": ("Errors", "Every exception, and what it is a kind of.", ("errors",)),
    "constants": ("Constants", "Names of files, limits and defaults.", ("constants",)),
    "utilities": ("Utilities", "Helpers that other libraries build on.", ()),
}
ERRORS = (f"{PACKAGE}.errors", f"{PACKAGE}._errors")
# Names that are public, but no names of the reference.
MORE = {
    "LocalHub": "local_hub.server",
    "Timeouts": "types.http",
    "TransferEnded": "types.events",
    "TransferProgressed": "types.events",
    "TransferStarted": "types.events",
}
UTILITIES = ("_core.", "utils", "cli.", "_runtime.")


@dataclass
class _Page:
    operations: list[tuple[str, str]] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)


def api_pages(calls: dict[str, list[str]]) -> dict[str, str]:
    """
    All pages, by file name.

    Args:
        calls: The commands that run an operation, by its name.
    """
    writer = _Writer(calls)
    pages = writer.pages()
    files = {f"{word}.md": _page(word, page) for word, page in pages.items()}
    files["README.md"] = _index(pages)

    return {name: writer.link(name, text) for name, text in files.items()}


class _Writer:
    """Puts each public name on its page."""

    def __init__(self, calls: dict[str, list[str]]) -> None:
        self.calls = calls
        self.reader = Reader()
        self.surface: Surface = read_surface(ROOT / LIST)
        # Class → page, for links.
        self.classes: dict[str, str] = {}

    def pages(self) -> dict[str, _Page]:
        pages: dict[str, _Page] = {}
        methods = set()

        for name, node, twin, source in self._operations():
            methods.add(name)
            page = pages.setdefault(_word(source.name.removeprefix(f"{PACKAGE}.")), _Page())
            page.operations.append((name, self._operation(name, node, twin)))

        for entry in sorted([*self.surface.entries.values(), *self._more()], key=lambda entry: entry.public.lower()):
            if entry.home == METHODS_HOME or entry.public in methods:
                continue
            if (text := self._entry(entry)) is not None:
                word = _word(entry.home)
                page = pages.setdefault(word, _Page())
                page.others.append((entry.public, text))
                if text.startswith(f"### `{entry.public}`\n\n```python\nclass") or entry.public[0].isupper():
                    self.classes.setdefault(entry.public, word)

        return {word: pages[word] for word in [*(w for w in PAGES if w in pages), *sorted(pages.keys() - PAGES.keys())]}

    def _more(self) -> Iterator[Entry]:
        """What is public without being a name of the list: all errors, the types of arguments, the local Hub."""
        known = set(self.surface.entries)
        for name in [name for home in ERRORS for name in self.reader.read(home).classes]:
            if name not in known and not name.startswith("_"):
                yield Entry(name, "errors", name)
        for name, home in MORE.items():
            yield Entry(name, home, name)

    def _operations(self) -> Iterator[tuple[str, Function, Function, Source]]:
        twins = {name: node for name, node, _ in self._methods("_sync.api", "HfApi")}
        for name, node, source in sorted(self._methods("_async.api", "AsyncHfApi"), key=lambda found: found[0]):
            yield name, node, twins[name], source

    def _methods(self, module: str, name: str) -> Iterator[tuple[str, Function, Source]]:
        seen: set[str] = set()
        for cls, source in self.reader.classes(module, name):
            # The last definition is the implementation; overloads come before it.
            own = {
                node.name: node for node in cls.body if isinstance(node, FUNCTIONS) and not node.name.startswith("_")
            }
            for key, node in own.items():
                if key not in seen:
                    seen.add(key)
                    yield key, node, source

    def _operation(self, name: str, node: Function, twin: Function) -> str:
        is_function = name in self.surface.root
        places = ["method of `HfApi` and `AsyncHfApi`"]
        if is_function:
            places.append(f"function of `{PACKAGE}` and `{PACKAGE}.aio`")
        commands = (
            [f"command {', '.join(f'[`{call}`](../cli/{call.split()[1]}.md)' for call in self.calls[name])}"]
            if name in self.calls
            else []
        )
        signatures, note = _signatures(name, node, twin)
        notes = [" · ".join([*places, *commands]), note, self._function_note(name, node), _guides(name)]
        return entries.function(node, name, notes, signatures)

    def _function_note(self, name: str, node: Function) -> str:
        """What a function of the same name, which is not the method, takes besides."""
        entry = self.surface.entries.get(name)
        if entry is None or entry.home == METHODS_HOME:
            return ""
        home = entry.home.replace("_sync", "_async", 1)
        function = self.reader.read(f"{PACKAGE}.{home}").functions.get(entry.actual)
        more = [each for each in _parameters_of(function) if each not in _parameters_of(node)] if function else []
        return f"As a function it also takes {', '.join(f'`{each}`' for each in more)}." if more else ""

    def _entry(self, entry: Entry) -> str | None:
        """A name of the list, or `None` if there is nothing to say of it."""
        async_home = entry.home.replace("_sync", "_async", 1) if entry.home.startswith("_sync") else entry.home
        source = self.reader.read(f"{PACKAGE}.{async_home}")
        name = entry.actual
        if name not in source.own and f"Async{name}" in source.own:
            name = f"Async{name}"
        if name not in source.own and name in source.imports:
            home, name = source.imports[name]
            source = self.reader.read(home)

        if name in source.classes:
            return self._class(entry, name, source)
        if name in source.functions:
            node = source.functions[name]
            twin = self.reader.read(source.name.replace("._async", "._sync")).functions.get(name, node)
            signatures, note = _signatures(entry.public, node, twin)
            return entries.function(node, entry.public, [self._offered(entry), note], signatures)
        if name in source.values:
            found, text = source.values[name]
            return entries.value(entry.public, found, text)

        return None

    def _class(self, entry: Entry, name: str, source: Source) -> str | None:
        bases = [cls for cls, _ in self.reader.classes(source.name.removeprefix(f"{PACKAGE}."), name)][1:]
        node = source.classes[name]
        if name.endswith("HfApi"):
            # Its operations stand on their own pages.
            init = next(each for cls in (node, *bases) for each in cls.body if getattr(each, "name", "") == "__init__")
            node, bases = ast.ClassDef(name, [], [], [*node.body[:1], init], [], type_params=[]), []
        if source.name in ERRORS:
            # What every error of the Hub has is said once.
            bases = []
        text = entries.class_(node, [cls for cls in bases if cls.name != "WireObject"])
        return text.replace(f"### `{name}`", f"### `{entry.public}`", 1).replace(f"\n{name}(", f"\n{entry.public}(", 1)

    def _offered(self, entry: Entry) -> str:
        modules = [PACKAGE] if entry.public in self.surface.root else []
        if entry.home.startswith("_sync") and modules:
            modules.append(f"{PACKAGE}.aio")
        modules += [f"{PACKAGE}.{module}" for module, names in self.surface.modules.items() if entry.public in names]
        return f"function of {', '.join(f'`{module}`' for module in modules[:3])}" if modules else ""

    def link(self, page: str, text: str) -> str:
        """Make links of the names of errors in lists, and of types where an operation returns one."""

        def target(match: re.Match[str]) -> str:
            return f"- [`{match[1]}`]({self._place(match[1], page)}): " if match[1] in self.classes else match[0]

        def returned(match: re.Match[str]) -> str:
            words = (word.removeprefix("Async") for word in re.findall(r"\w+", match[1]))
            found = [name for name in dict.fromkeys(words) if name in self.classes]
            links = [f"[{name}]({self._place(name, page)})" for name in found]
            return f"{match[0]} ({', '.join(links)})" if links else match[0]

        text = re.sub(r"^- `(\w+)`: ", target, text, flags=re.MULTILINE)
        return re.sub(r"^\*\*Returns\*\* `([^`]+)`(?:, one after another)?", returned, text, flags=re.MULTILINE)

    def _place(self, name: str, page: str) -> str:
        word = self.classes[name]
        return f"{'' if f'{word}.md' == page else f'{word}.md'}#{name.lower()}"


def _signatures(name: str, node: Function, twin: Function) -> tuple[list[str], str]:
    """How it is called, as awaited; and what to say of the blocking colour, if its result has another type."""
    keyword = "await " if isinstance(node, ast.AsyncFunctionDef) and not _is_iterated(node) else ""
    keyword = f"async {_statement(node)} " if _is_iterated(node) else keyword
    shown = entries.signature(node, name=name, keyword="" if keyword.startswith("async") else keyword)
    lines = [shown]

    if _parameters_of(node) != _parameters_of(twin):
        lines.append(f"{entries.signature(twin, name=name)}  # blocking")
        return lines, ""
    if _is_iterated(node):
        return (
            lines,
            f"Use it in `{keyword}{'… in …' if 'for' in keyword else '… as …'}:`; in blocking code without `async`.",
        )
    if ast.unparse(node.args) == ast.unparse(twin.args) and _returns(node) != _returns(twin):
        return lines, f"The blocking one returns `{_returns(twin)}`."

    return lines, ""


def _parameters_of(node: Function) -> list[str]:
    return [each.arg for each in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]


def _returns(node: Function) -> str:
    return ast.unparse(node.returns) if node.returns else ""


def _statement(node: Function) -> str:
    return "with" if any("contextmanager" in ast.unparse(each) for each in node.decorator_list) else "for"


def _is_iterated(node: Function) -> bool:
    return _returns(node).startswith("AsyncGenerator")


@cache
def _guide_texts() -> dict[str, str]:
    """The title and the Python of each guide."""
    found = {}
    for path in sorted((ROOT / "docs" / "guides").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        code = "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE))
        found[path.name] = text.partition("\n")[0].lstrip("# ") + "\n" + code
    return found


def _guides(name: str) -> str:
    """The guides whose examples use an operation."""
    found = {
        page: text.partition("\n")[0]
        for page, text in _guide_texts().items()
        if re.search(rf"(?<![\w\"']){name}\(", text)
    }
    links = [f"[{title}](../../guides/{page})" for page, title in found.items()]
    return f"Examples: {', '.join(links[:3])}" if links else ""


@cache
def _words() -> dict[str, str]:
    return {word: page for page, (_, _, words) in PAGES.items() for word in words}


def _word(home: str) -> str:
    """The page of a module."""
    words = _words()

    if home.endswith("_async.client") or home in ("_async.api", "_sync.api"):
        return "client"
    for prefix in (home, ".".join(home.split(".")[:2])):
        prefix = prefix.replace("_async", "_sync")
        if prefix in words:
            return words[prefix]

    last = home.rpartition(".")[2]
    if last in words:
        return words[last]

    if home.startswith(UTILITIES) or home in ("utils", "types.datetimes"):
        # Rules of a domain stand with its operations.
        return last if (ROOT / "src" / PACKAGE / "_async" / "api" / f"{last}.py").exists() else "utilities"

    return last


def _page(word: str, page: _Page) -> str:
    title, sentence, _ = PAGES.get(word, (word.replace("_", " ").capitalize(), "", ()))
    lines = [f"# {title}\n", f"{sentence}\n" if sentence else ""]
    both = [("Operations", page.operations), ("Types, functions and values", page.others)]
    shown = [(heading, found) for heading, found in both if found]

    for heading, found in shown:
        if len(shown) > 1:
            lines.append(f"**{heading}**\n")
        lines.append("\n".join(f"- [`{name}`](#{name.lower()}){_summary(text)}" for name, text in found) + "\n")

    for heading, found in shown:
        lines.append(f"## {heading}\n")
        lines += [text for _, text in found]

    return "\n".join(line for line in lines if line)


def _summary(text: str) -> str:
    """The first sentence that is neither heading, code nor a list of places."""
    blocks = re.sub(r"```.*?```", "", text, flags=re.DOTALL).split("\n\n")
    texts = [block.strip().replace("\n", " ") for block in blocks if block.strip()]
    words = [block for block in texts if not block.startswith(("#", "|", "**"))]
    return f": {words[0]}" if words else ""


def _index(pages: dict[str, _Page]) -> str:
    lines = [
        "# API reference\n",
        "Every operation is a method of `HfApi` (blocking) and `AsyncHfApi` (to be awaited), with the same name and the same",
        "arguments; most are functions of `huggingface_hub` and `huggingface_hub.aio` too. Signatures are shown as awaited:",
        "without `await`, they are those of the blocking twin. See also the [command line](../cli/README.md), the",
        "[environment variables](../environment.md) and the [guides](../../README.md).\n",
        "| page | | operations |",
        "|---|---|---|",
    ]

    for word, page in pages.items():
        title, sentence, _ = PAGES.get(word, (word.replace("_", " ").capitalize(), "", ()))
        names = ", ".join(f"[`{name}`]({word}.md#{name.lower()})" for name, _ in page.operations)
        lines.append(f"| [{title}]({word}.md) | {sentence} | {names} |")

    return "\n".join(lines) + "\n"
