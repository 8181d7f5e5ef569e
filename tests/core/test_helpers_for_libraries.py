"""Small helpers that libraries import from here."""

from __future__ import annotations

import subprocess
import sys
from typing import Any, Optional, Union

import pytest

from huggingface_hub._core.legacy_arguments import _deprecate_method
from huggingface_hub.utils import (
    capture_output,
    is_jsonable,
    is_simple_optional_type,
    run_interactive_subprocess,
    run_subprocess,
    unwrap_simple_optional_type,
)


LOOP: list[Any] = []
LOOP.append(LOOP)
SHARED = [1]


@pytest.mark.parametrize("value", [1, "a", None, 1.5, True, [1, {"a": (1, 2)}], {1: 2}, {None: 1}, [SHARED, SHARED]])
def test_what_json_can_hold(value: Any) -> None:
    assert is_jsonable(value)


@pytest.mark.parametrize("value", [{1, 2}, b"x", object(), LOOP, {"a": LOOP}, {(1, 2): 3}, [object()], {"a": object()}])
def test_what_json_cannot_hold(value: Any) -> None:
    assert not is_jsonable(value)


def test_optional_types() -> None:
    for optional in (Optional[int], Union[int, None], int | None, None | int):  # noqa: UP045 (the older spellings)
        assert is_simple_optional_type(optional)
        assert unwrap_simple_optional_type(optional) is int
    assert unwrap_simple_optional_type(list[int] | None) == list[int]
    assert not is_simple_optional_type(int | str | None)
    for other in (int, type(None), list[int]):
        assert not is_simple_optional_type(other)
        with pytest.raises(ValueError, match="not an optional type"):
            unwrap_simple_optional_type(other)


def test_a_method_that_goes_away() -> None:
    @_deprecate_method(version="9.9", message="Use `g`.")
    def f(x: int) -> int:
        """Documented."""
        return x

    with pytest.warns(FutureWarning, match=r"'f' \(from '.*'\) is deprecated .* version '9.9'. Use `g`."):
        assert f(3) == 3
    assert (f.__name__, f.__doc__) == ("f", "Documented.")


def test_programs(tmp_path: Any) -> None:
    done = run_subprocess("echo a  b")
    assert (done.args, done.returncode, done.stdout, done.stderr) == (["echo", "a", "b"], 0, "a b\n", "")
    failing = [sys.executable, "-c", "import sys; sys.stderr.write('no'); sys.exit(3)"]
    assert run_subprocess(failing, check=False).returncode == 3
    with pytest.raises(subprocess.CalledProcessError) as caught:
        run_subprocess(failing)
    assert caught.value.stderr == "no"
    where = [sys.executable, "-c", "import os; print(os.getcwd())"]
    assert run_subprocess(where, tmp_path).stdout.strip() == str(tmp_path.resolve())
    assert run_subprocess(where, str(tmp_path), env={}).returncode == 0


def test_talking_to_a_program() -> None:
    echo = [sys.executable, "-c", "for line in iter(input, ''): print(line.upper(), flush=True)"]
    with run_interactive_subprocess(echo) as (stdin, stdout):
        stdin.write("hello\n")
        stdin.flush()
        assert stdout.readline() == "HELLO\n"
        stdin.write("\n")
    with pytest.raises(KeyError), run_interactive_subprocess(echo):
        raise KeyError("the block fails while the program waits for more")


def test_what_is_printed() -> None:
    before = sys.stdout
    with pytest.raises(KeyError), capture_output() as caught:
        print("inside")
        raise KeyError
    assert caught.getvalue() == "inside\n"
    assert sys.stdout is before


def test_patterns_and_headers() -> None:
    from huggingface_hub.utils._http import (  # type: ignore[import-not-found]
        BUCKET_API_REGEX,
        RANGE_REGEX,
        REPO_API_REGEX,
        X_AMZ_CF_ID,
        X_AMZN_TRACE_ID,
        X_REQUEST_ID,
    )

    match = REPO_API_REGEX.match("https://huggingface.co/api/models/a/b")
    assert match.groups() == ("/api/models/a/b", "models", "a/b", None, None)
    match = REPO_API_REGEX.match("https://huggingface.co/datasets/a/b/resolve/main/f/g")
    assert match.groups() == ("/datasets/a/b/resolve/main/f/g", None, None, "datasets/a/b", "main/f/g")
    for other in (
        "http://h/api/models/a/b",
        "https://h/api/models/",
        "https://h/a/b/raw/main/x",
        "https://h/api/jobs/a",
    ):
        assert REPO_API_REGEX.match(other) is None
    assert BUCKET_API_REGEX.match("https://huggingface.co/api/buckets/a/b")
    assert BUCKET_API_REGEX.match("https://huggingface.co/api/models/a/b") is None
    assert RANGE_REGEX.match(" Bytes = 1 - ").groups() == ("1", "")
    assert RANGE_REGEX.match("items=0-1") is None
    assert (X_REQUEST_ID, X_AMZN_TRACE_ID, X_AMZ_CF_ID) == ("x-request-id", "X-Amzn-Trace-Id", "x-amz-cf-id")


async def test_hooks_and_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    from huggingface_hub import constants, errors
    from huggingface_hub._runtime import factories

    request = httpx.Request("GET", "https://h.test/?signature=s3cret", headers={"X-Request-Id": "abc"})
    assert factories.before_request(request) == "abc"
    assert request.headers["x-amzn-trace-id"] == "abc"
    other = httpx.Request("GET", "https://h.test")
    assert await factories.async_before_request(other) == other.headers["x-amzn-trace-id"]
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(errors.OfflineModeIsEnabled) as caught:
        factories.before_request(request)
    assert "s3cret" not in str(caught.value)
    with factories.default_client_factory() as client:
        assert client.event_hooks["request"] == [factories.before_request]
    async with factories.default_async_client_factory() as client:
        assert client.event_hooks["response"] == [factories.async_read_error]
