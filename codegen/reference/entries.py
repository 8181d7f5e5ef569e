"""One function, class or value of the API as Markdown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from codegen.cli.docstrings import Doc, entries, parse
from codegen.sources import FUNCTIONS, Function, is_overload, is_property


WIDTH = 100
# Sections that are laid out in their own way.
NO_SECTION = {"Args", "Raises", "Attributes", "Returns", "Yields"}
_CODE = re.compile(r"^(>>>|\.\.\. )")


def signature(node: Function, *, name: str | None = None, keyword: str = "") -> str:
    """A call as code: on one line if it fits, else a parameter on each."""
    arguments = _copy(node.args)

    # A function may have an argument called `cls`, too: one that can be left out.
    if len(arguments.args) > len(arguments.defaults) and arguments.args[0].arg in ("self", "cls"):
        arguments.args = arguments.args[1:]

    parts = _parameters(arguments)
    head = f"{keyword}{name or node.name}("
    tail = ")" + (f" -> {ast.unparse(node.returns)}" if node.returns else "")
    line = f"{head}{', '.join(parts)}{tail}"

    return line if len(line) <= WIDTH else head + "\n" + "".join(f"    {part},\n" for part in parts) + tail


def function(node: Function, title: str, notes: Sequence[str], signatures: Sequence[str]) -> str:
    """A function or method with everything that its docstring says."""
    doc = parse(ast.get_docstring(node))
    parts = [f"### `{title}`", _fence("\n\n".join(signatures)), *_texts(doc, _returned(node)), *notes]

    return "\n\n".join(part for part in parts if part) + "\n"


def value(name: str, found: ast.expr | None, text: str) -> str:
    """A constant or the name of a type."""
    written = ast.unparse(found) if found is not None else "..."
    shown = f"{name} = {written}" if len(written) <= 400 else f"{name} = ..."

    return "\n\n".join(part for part in (f"### `{name}`", _fence(shown), text.strip()) if part) + "\n"


def class_(node: ast.ClassDef, bases: Sequence[ast.ClassDef]) -> str:
    """A class: fields, properties and methods of its own and of its bases."""
    doc = parse(ast.get_docstring(node))
    shown = [ast.unparse(base) for base in node.bases if not ast.unparse(base).startswith(("Generic", "WireObject"))]
    heading = f"class {node.name}" + (f"({', '.join(shown)})" if shown else "")
    init = next((each for each in node.body if isinstance(each, FUNCTIONS) and each.name == "__init__"), None)
    call = [_fence(signature(init, name=node.name).removesuffix(" -> None"))] if init else [_fence(heading)]
    parts = [f"### `{node.name}`", *call, *_texts(doc), *_fields(node, bases, doc)]

    if init is not None and (told := _arguments(parse(ast.get_docstring(init)).args)) and not doc.args:
        parts.append(told)

    parts += [_method(method) for method in _methods(node, bases)]

    return "\n\n".join(part for part in parts if part) + "\n"


def _method(node: Function) -> str:
    doc = parse(ast.get_docstring(node))
    kind = "" if is_property(node) else _fence(signature(node, keyword=_keyword(node)))
    title = f"#### `{node.name}`"

    return "\n\n".join(part for part in (title, kind, *_texts(doc)) if part)


def _keyword(node: Function) -> str:
    return "await " if isinstance(node, ast.AsyncFunctionDef) else ""


def _methods(node: ast.ClassDef, bases: Sequence[ast.ClassDef]) -> Iterator[Function]:
    seen: set[str] = set()

    for cls in (node, *bases):
        for each in cls.body:
            if not isinstance(each, FUNCTIONS) or each.name.startswith("_") or each.name in seen or is_overload(each):
                continue
            seen.add(each.name)
            if ast.get_docstring(each) or is_property(each):
                yield each


def _fields(node: ast.ClassDef, bases: Sequence[ast.ClassDef], doc: Doc) -> Iterator[str]:
    texts: dict[str, str] = {}
    for cls in reversed(bases):
        texts |= entries(parse(ast.get_docstring(cls)).sections.get("Attributes", "").splitlines())
    texts |= entries(doc.sections.get("Attributes", "").splitlines())

    rows: dict[str, tuple[str, str]] = {name: ("", text) for name, text in texts.items()}

    for cls in (*reversed(bases), node):
        for each in cls.body:
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                name, kind = each.target.id, ast.unparse(each.annotation)
                if not name.startswith("_") and not kind.startswith("ClassVar"):
                    rows[name] = kind, texts.get(name, "")
            elif isinstance(each, ast.Assign) and _is_enum(node) and isinstance(each.value, ast.Constant):
                rows |= {ast.unparse(target): (f'"{each.value.value}"', "") for target in each.targets}

    if rows:
        head = "| member | value |" if _is_enum(node) else "| attribute | type | |"
        line = "|---|---|" if _is_enum(node) else "|---|---|---|"
        yield "\n".join([head, line, *(_row(name, kind, text, _is_enum(node)) for name, (kind, text) in rows.items())])


def _is_enum(node: ast.ClassDef) -> bool:
    return any("Enum" in ast.unparse(base) for base in node.bases)


def _row(name: str, kind: str, text: str, is_enum: bool) -> str:
    shown = f"`{escape(kind)}`" if kind else ""
    return f"| `{name}` | {shown} |" if is_enum else f"| `{name}` | {shown} | {escape(text)} |"


def escape(text: str) -> str:
    """Text for the cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def _returned(node: Function) -> str:
    """The type that a call gives, for whoever wants to look it up."""
    found = ast.unparse(node.returns) if node.returns else "None"
    items = re.fullmatch(r"(?:Async)?Generator\[(.*?)(?:, None)*\]", found)
    if items and any("contextmanager" in ast.unparse(each) for each in node.decorator_list):
        return f"`{items[1]}`, for the block"
    return "" if found == "None" else f"`{items[1]}`, one after another" if items else f"`{found}`"


def _texts(doc: Doc, returned: str = "") -> Iterator[str]:
    yield doc.summary
    yield _code(doc.body)
    yield _arguments(doc.args)

    text = doc.sections.get("Returns") or doc.sections.get("Yields") or ""
    if returned or text:
        yield f"**Returns** {returned}" + (f": {_code(text)}" if text and returned else _code(text))

    for title, text in doc.sections.items():
        if title not in NO_SECTION:
            yield f"**{title}**\n\n{_code(text)}" if title.startswith("Example") else f"**{title}:** {_code(text)}"

    if raises := entries(doc.sections.get("Raises", "").splitlines()):
        yield "**Raises**\n\n" + "\n".join(f"- `{name}`: {text}" for name, text in raises.items())


def _arguments(args: dict[str, str]) -> str:
    return "**Arguments**\n\n" + "\n".join(f"- `{name}`: {text}" for name, text in args.items()) if args else ""


def _code(text: str) -> str:
    """Text whose `>>>` examples are fenced."""
    lines: list[str] = []
    inside = fenced = False

    for line in text.splitlines():
        fenced ^= line.strip().startswith("```")
        starts = bool(_CODE.match(line)) and not fenced
        if starts and not inside:
            lines.append("```python")
        if inside and not line.strip():
            lines.append("```")
        inside = starts or (inside and bool(line.strip()))
        lines.append(line)

    found = "\n".join([*lines, "```"] if inside else lines)
    return re.sub(r"```python\n(.*?)\n```", _without_prompts, found, flags=re.DOTALL)


def _without_prompts(match: re.Match[str]) -> str:
    """An example that can be copied, unless it shows what it prints."""
    lines = match[1].splitlines()
    plain = all(_CODE.match(line) or line == "..." for line in lines)
    return "```python\n" + "\n".join(line[4:] for line in lines) + "\n```" if plain else match[0]


def _fence(code: str) -> str:
    return f"```python\n{code}\n```" if code else ""


def _parameters(arguments: ast.arguments) -> list[str]:
    parts: list[str] = []
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)

    for each, default in zip(positional, defaults, strict=True):
        parts.append(_parameter(each, default))
    if arguments.posonlyargs:
        parts.insert(len(arguments.posonlyargs), "/")
    if arguments.vararg:
        parts.append(f"*{_parameter(arguments.vararg, None)}")
    elif arguments.kwonlyargs:
        parts.append("*")
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if not each.arg.startswith("_"):
            parts.append(_parameter(each, default))
    if arguments.kwarg:
        parts.append(f"**{_parameter(arguments.kwarg, None)}")

    return parts


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    annotation = f": {ast.unparse(argument.annotation)}" if argument.annotation else ""
    shown = "" if default is None else (" = " if annotation else "=") + ast.unparse(default)
    return f"{argument.arg}{annotation}{shown}"


def _copy(arguments: ast.arguments) -> ast.arguments:
    copied = ast.parse(f"def f({ast.unparse(arguments)}): ...").body[0]
    assert isinstance(copied, ast.FunctionDef)
    return copied.args
