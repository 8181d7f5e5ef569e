"""Exceptions as one line, wrong usage with what would have been right."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core.download import fallback
from huggingface_hub.cli.errors import message_of, show

from .conftest import Finished, Recorder, output


RESPONSE = httpx.Response(404, request=httpx.Request("GET", "https://hub.test/user/m/resolve/main/x?Signature=secret"))


def http(kind: type[errors.HfHubHTTPError], **details: str) -> errors.HfHubHTTPError:
    error = kind("404 Client Error. (Request ID: abc)", response=RESPONSE)
    error.__dict__.update(details)
    return error


@pytest.mark.parametrize(
    ("error", "parts"),
    [
        (errors.OfflineModeIsEnabled("offline"), ["offline"]),
        (
            http(errors.GatedRepoError, repo_id="user/m", repo_type="model"),
            ["Access denied. Model 'user/m' requires approval."],
        ),
        (
            http(errors.RepositoryNotFoundError, repo_id="user/d", repo_type="dataset"),
            ["Dataset 'user/d' not found.", "hf auth login", "hf repos create user/d --type dataset"],
        ),
        (
            http(errors.RevisionNotFoundError, repo_id="user/m", repo_type="space"),
            ["Revision not found in space 'user/m'."],
        ),
        (
            http(errors.RemoteEntryNotFoundError, repo_id="user/m", repo_type="model"),
            ["File not found in model 'user/m'.", "URL: https://hub.test/user/m/resolve/main/x"],
        ),
        (
            http(errors.BucketNotFoundError, bucket_id="user/b"),
            ["Bucket 'user/b' not found.", "hf buckets create user/b"],
        ),
        (errors.LocalTokenNotFoundError("none"), ["Not logged in. Run 'hf auth login' first."]),
        (errors.DeviceCodeError("denied"), ["Login failed: denied"]),
        (errors.OIDCError("x"), ["OIDC Exchange failed. x"]),
        (
            errors.IncompleteSnapshotError("files lack", "/snap"),
            ["Local entry not found. files lack", "Incomplete snapshot available at: /snap"],
        ),
        (errors.LocalEntryNotFoundError("gone"), ["Local entry not found. gone"]),
        (errors.HfUriError("hf://x", "Too short."), ["Invalid HF URI: hf://x. Too short."]),
        (errors.HFValidationError("bad id"), ["Invalid value. bad id"]),
        (errors.CLIError("as is"), ["as is"]),
        (errors.CacheNotFound("m", "/cache"), ["Cache directory not found: /cache"]),
        (http(errors.HfHubHTTPError), ["404 Client Error. (Request ID: abc)"]),
        (errors.FileDuplicationError("twice"), ["twice"]),
        (errors.CacheLockTimeout("/lock"), ["/lock"]),
        (errors.UnsafePathError("../x leaves the folder"), ["Invalid value. ../x leaves the folder"]),
        (errors.NotEnoughSpaceError("3 GB are needed, 1 GB is free."), ["3 GB are needed, 1 GB is free."]),
        (ImportError('It needs `hf_xet`: `pip install "huggingface_hub[xet]"`.'), ["It needs `hf_xet`: `pip install"]),
        (PermissionError(13, "Permission denied", "/cache"), ["Permission denied: '/cache'"]),
        (OSError(30, "Cannot write to /cache: choose another", "/cache"), ["Cannot write to /cache: choose another"]),
        (httpx.ConnectError("refused"), ["The Hub could not be reached: refused", "HF_ENDPOINT"]),
    ],
)
def test_known_exceptions(error: Exception, parts: list[str]) -> None:
    message = message_of(error)
    assert message is not None
    assert message.count("/cache") <= 1
    for part in parts:
        assert part in message
    assert "secret" not in message


def test_a_token_that_is_not_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    error = errors.HfHubHTTPError("401 Unauthorized", response=httpx.Response(401, request=RESPONSE.request))
    assert "hf auth login --force" in str(message_of(error))
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    assert "correct the environment variable HF_TOKEN" in str(message_of(error))
    assert "hf_x" not in str(message_of(error))


def test_a_failed_download_says_why() -> None:
    cause = httpx.ConnectError("no route")
    error = errors.LocalEntryNotFoundError(fallback.not_cached_message("a.bin", cause, local_files_only=False))
    error.__cause__ = cause
    message = str(message_of(error))
    assert message.startswith("Local entry not found. Cannot find a.bin in the cache")
    assert "no route" in message
    assert "HF_ENDPOINT" in message


def test_a_download_that_the_hub_refused_says_what_the_hub_said() -> None:
    error = errors.LocalEntryNotFoundError("not cached")
    error.__cause__ = http(errors.HfHubHTTPError)
    assert "404 Client Error" in str(message_of(error))


def test_unknown_exceptions_are_not_hidden() -> None:
    assert message_of(RuntimeError("a defect")) is None
    assert message_of(TypeError("a defect")) is None
    with pytest.raises(ImportError) as caught:
        from huggingface_hub.errors import NoSuchName  # type: ignore[attr-defined]  # noqa: F401
    assert message_of(caught.value) is None


def test_one_line_and_a_hint(hf: Callable[..., Finished], recorder: Recorder) -> None:
    recorder.answers["delete_branch"] = http(errors.RevisionNotFoundError, repo_id="user/m", repo_type="model")
    ended = hf("repos", "branch", "delete", "user/m", "dev")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "Error: Revision not found in model 'user/m'.\n"
        "Hint: set HF_DEBUG=1 as environment variable for full traceback.\n"
    )


def test_debugging_shows_the_traceback(
    hf: Callable[..., Finished], recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_DEBUG", True)
    recorder.answers["delete_branch"] = errors.CLIError("no")
    ended = hf("repos", "branch", "delete", "user/m", "dev")
    assert ended.code == 1
    assert "Traceback" in ended.err
    assert "Hint:" not in ended.err


def test_a_defect_keeps_its_traceback(hf: Callable[..., Finished], recorder: Recorder) -> None:
    recorder.answers["delete_branch"] = RuntimeError("a defect")
    with pytest.raises(RuntimeError, match="a defect"):
        hf("repos", "branch", "delete", "user/m", "dev")


def test_ctrl_c(hf: Callable[..., Finished], recorder: Recorder) -> None:
    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    recorder.__dict__["delete_branch"] = interrupt
    ended = hf("repos", "branch", "delete", "user/m", "dev")
    assert (ended.code, ended.err) == (130, "Interrupted.\n")


def test_ctrl_c_in_a_long_transfer_tells_how_to_go_on(hf: Callable[..., Finished], recorder: Recorder) -> None:
    def interrupt(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    recorder.__dict__["snapshot_download"] = interrupt
    ended = hf("download", "user/m")
    assert (ended.code, ended.err) == (130, "Interrupted. The same command goes on from here.\n")


def test_what_went_wrong_beside_it_is_said() -> None:
    error = errors.IntegrityError("1.txt was damaged.")
    error.__notes__ = ["3 files could not be downloaded.", "  - IntegrityError: 2.txt was damaged."]  # type: ignore[attr-defined]
    out, _, stderr = output()

    show(error, str(message_of(error)), out)

    assert stderr.getvalue().splitlines()[:3] == [
        "Error: 1.txt was damaged.",
        "3 files could not be downloaded.",
        "  - IntegrityError: 2.txt was damaged.",
    ]
