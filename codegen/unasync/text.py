"""
Strings: messages, `__all__`, and docstrings with code in them.

Prose only gets `AsyncX` -> `X` (with its article). Code, after `>>> `, in a fence, or between single backticks, is converted
like any other code. Everything works on the text as it stands in the file, escapes included.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from codegen.unasync.rules import ASYNC_WORD, DOTTED, Used, rename_module


# Converts a piece of Python source; raises ValueError when it does not parse.
ConvertCode = Callable[[str], str]

ARTICLE = re.compile(r"\b([Aa])n( `{0,2})Async(?=([A-Z]\w*))")
AN = re.compile(r"[AEIO]|H[Ff]|[FLMNRSX][A-Z]")
INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
INLINE_KEYWORD = re.compile(r"\bawait\s+|\basync\s+(?=with\b|for\b|def\b)")
FENCE = re.compile(r"^(?P<indent>[ \t]*)```[ \t]*(?P<language>\w*)[^\n]*$")
PROMPT = re.compile(r"^(?P<indent>[ \t]*)>>> ?(?P<code>.*)$")
CONTINUATION = re.compile(r"^[ \t]*\.\.\.(?: (?P<code>.*)|)$")
PYTHON_FENCES = frozenset({"", "py", "python", "pycon", "python3"})


def convert_prose(text: str, used: Used) -> str:
    """Drop `Async` from names, correct "an AsyncClient" to "a Client", and drop keywords from inline code."""

    def article(match: re.Match[str]) -> str:
        used["AsyncX in a string"] += 1
        return match[1] + ("n" if AN.match(match[3]) else "") + match[2]

    def inline(match: re.Match[str]) -> str:
        code, count = INLINE_KEYWORD.subn("", match[1])

        if count:
            used["code in a docstring"] += count

        return f"`{code}`"

    text = INLINE.sub(inline, ARTICLE.sub(article, text))
    text, count = ASYNC_WORD.subn("", text)

    if count:
        used["AsyncX in a string"] += count

    return text


def convert_message(text: str, used: Used) -> str:
    """A string that is no docstring; one that is nothing but the dotted path of a module moves with the module."""
    if DOTTED.fullmatch(text):
        text = rename_module(text, used)

    return convert_prose(text, used)


def convert_docstring(text: str, convert_code: ConvertCode, used: Used) -> str:
    """Convert prose and code of a docstring, line by line."""
    lines = text.split("\n")
    result: list[str] = []
    at = 0

    while at < len(lines):
        fence = FENCE.match(lines[at])
        prompt = PROMPT.match(lines[at])

        if fence is not None and (end := _closing_fence(lines, at)) is not None:
            body = lines[at + 1 : end]
            converted = _convert_fence(body, fence["language"], convert_code, used)
            # What is no plain Python (another language, a console session) is read line by line.
            result += [lines[at]] if converted is None else [lines[at], *converted, lines[end]]
            at = at + 1 if converted is None else end + 1
        elif prompt is not None:
            at, example = _convert_prompt(lines, at, prompt["indent"], convert_code, used)
            result += example
        else:
            result.append(convert_prose(lines[at], used))
            at += 1

    return "\n".join(result)


def _closing_fence(lines: list[str], start: int) -> int | None:
    return next((n for n in range(start + 1, len(lines)) if lines[n].strip() == "```"), None)


def _convert_fence(body: list[str], language: str, convert_code: ConvertCode, used: Used) -> list[str] | None:
    if language not in PYTHON_FENCES or any(PROMPT.match(line) for line in body):
        return None

    source = textwrap.dedent("\n".join(body))
    indent = next((line[: len(line) - len(line.lstrip())] for line in body if line.strip()), "")

    try:
        converted = convert_code(source + "\n").rstrip("\n")
    except ValueError:
        # A fence that does not say that it is Python may hold anything.
        if not language:
            return None
        raise

    used["code in a docstring"] += 1

    return textwrap.indent(converted, indent).split("\n") if converted else []


def _convert_prompt(
    lines: list[str],
    start: int,
    indent: str,
    convert_code: ConvertCode,
    used: Used,
) -> tuple[int, list[str]]:
    """One doctest example: the line with the prompt and its continuation lines; what it prints stays."""
    first = PROMPT.match(lines[start])
    assert first is not None
    code = [first["code"]]
    end = start + 1

    while end < len(lines) and (more := CONTINUATION.match(lines[end])) is not None:
        code.append(more["code"] or "")
        end += 1

    used["code in a docstring"] += 1
    converted = convert_code("\n".join(code) + "\n").rstrip("\n")

    if not converted:
        return end, []

    prompts = [">>>"] + ["..."] * converted.count("\n")
    result = [f"{indent}{mark} {line}".rstrip() for mark, line in zip(prompts, converted.split("\n"), strict=True)]

    # An example that needs a last empty "..." line (a block) keeps it.
    if len(code) > 1 and not code[-1] and len(result) > 1:
        result.append(f"{indent}...")

    return end, result
