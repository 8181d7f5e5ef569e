"""Bad input: each a one-line error of the contract's class that says what to do, and nothing half-written."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huggingface_hub import HfApi, errors, hf_hub_download, snapshot_download
from huggingface_hub.local_hub import LocalHub
from tests.support.clock import FakeClock


@pytest.fixture(scope="module")
def hub(local_hub_factory: Callable[..., LocalHub]) -> LocalHub:
    hub = local_hub_factory(users={"users": {"owner": {"tokens": ["hf_owner"]}, "guest": {"tokens": ["hf_guest"]}}})
    api = HfApi(hub.url, "hf_owner")
    api.create_repo("owner/open")
    api.upload_file(path_or_fileobj=b"{}", path_in_repo="config.json", repo_id="owner/open")
    api.create_repo("owner/secret", private=True)
    api.create_repo("owner/gated")
    api.upload_file(path_or_fileobj=b"{}", path_in_repo="config.json", repo_id="owner/gated")
    api.update_repo_settings("owner/gated", gated="manual")
    return hub


def files_below(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file() and p.suffix != ".lock" and p.name != "CACHEDIR.TAG")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"repo_id": "a/b/c"}, errors.HFValidationError),
        ({"repo_id": "../etc"}, errors.HFValidationError),
        ({"repo_id": "owner/nothing"}, errors.RepositoryNotFoundError),
        ({"repo_id": "owner/secret"}, errors.RepositoryNotFoundError),
        ({"repo_id": "owner/gated"}, errors.GatedRepoError),
        ({"revision": "nothing"}, errors.RevisionNotFoundError),
        ({"filename": "nothing.json"}, errors.RemoteEntryNotFoundError),
        ({"filename": "../../x"}, ValueError),
        ({"filename": ""}, ValueError),
        ({"revision": "../../x"}, (errors.UnsafePathError, errors.RevisionNotFoundError)),
        ({"token": "hf_wrong"}, errors.HfHubHTTPError),
        ({"repo_type": "modle"}, ValueError),
        ({"endpoint": "http://127.0.0.1:9"}, errors.LocalEntryNotFoundError),
        ({"local_files_only": True}, errors.LocalEntryNotFoundError),
    ],
    ids=str,
)
def test_a_download_that_can_not_work(
    hub: LocalHub, tmp_path: Path, arguments: dict[str, object], expected: type[Exception]
) -> None:
    given = {"repo_id": "owner/open", "filename": "config.json", "token": "hf_guest", "endpoint": hub.url, **arguments}
    before = set(tmp_path.parent.iterdir())

    with FakeClock(), pytest.raises(expected) as caught:
        hf_hub_download(cache_dir=tmp_path / "cache", etag_timeout=0.5, **given)  # type: ignore[arg-type]

    assert str(caught.value).strip()
    assert "hf_guest" not in str(caught.value)
    assert "hf_wrong" not in str(caught.value)
    assert "config.json" not in files_below(tmp_path)
    assert set(tmp_path.parent.iterdir()) == before, "nothing was written outside of the cache"


def test_a_disk_without_room_is_noticed_before_the_first_byte(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    HfApi(hub.url, "hf_owner").upload_file(
        path_or_fileobj=os.urandom(100_000), path_in_repo="w.bin", repo_id="owner/open"
    )
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))

    with pytest.raises(errors.NotEnoughSpaceError) as caught:
        hf_hub_download("owner/open", "w.bin", endpoint=hub.url, token="hf_guest", cache_dir=tmp_path)

    assert caught.value.needed == 100_000
    assert caught.value.free == 1000
    assert not list(tmp_path.rglob("*.incomplete"))


@pytest.mark.parametrize("reason", [errno.EACCES, errno.EROFS])
def test_an_unwritable_cache_is_named(
    hub: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    real = os.mkdir

    def refuse(path: str, *args: int, **kwargs: int) -> None:
        # Permissions don't stop root, as whom CI runs.
        if str(path).startswith(str(tmp_path / "cache")):
            raise OSError(reason, os.strerror(reason), str(path))
        real(path, *args, **kwargs)

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(OSError, match="cache") as caught:
        hf_hub_download("owner/open", "config.json", endpoint=hub.url, token="hf_guest", cache_dir=tmp_path / "cache")

    assert caught.value.errno == reason
    assert "HF_HOME" in str(caught.value) or "HF_HUB_CACHE" in str(caught.value)


def test_A8_a_cache_that_is_a_file_is_named(hub: LocalHub, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.write_text("I am a file")

    with pytest.raises(OSError, match="cache"):
        hf_hub_download("owner/open", "config.json", endpoint=hub.url, token="hf_guest", cache_dir=cache)

    assert cache.read_text() == "I am a file"


def test_a_snapshot_of_nothing_says_why(hub: LocalHub, tmp_path: Path) -> None:
    with pytest.raises(errors.RepositoryNotFoundError):
        snapshot_download("owner/nothing", endpoint=hub.url, token="hf_guest", cache_dir=tmp_path)


@pytest.mark.parametrize(
    ("command", "code", "expected"),
    [
        ("download owner/nothing", 1, "Model 'owner/nothing' not found"),
        ("download owner/open nothing.json", 1, "File not found in model 'owner/open'"),
        ("download owner/open --revision nothing", 1, "Revision not found in model 'owner/open'"),
        ("download owner/gated", 1, "Access denied. Model 'owner/gated' requires approval"),
        ("download a/b/c/d", 1, "Repo id must be in the form"),
        ("download owner/open ../x", 1, "x"),
        ("download owner/open --repo-type modle", 2, "modle"),
        ("download", 0, ""),
        ("upload owner/open /nothing/there", 1, "/nothing/there"),
        ("repos delete owner/open --yes", 1, ""),
        ("auth whoami --token hf_wrong", 2, "No such option"),
    ],
)
def test_the_command_line_says_it_in_one_line(
    hub: LocalHub, tmp_path: Path, command: str, code: int, expected: str
) -> None:
    env = {
        **{k: v for k, v in os.environ.items() if not k.startswith("HF_")},
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": "hf_guest",
        "HF_HOME": str(tmp_path / "home"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "huggingface_hub.cli", *command.split()],
        env=env, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == code, done.stdout + done.stderr
    assert expected in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "hf_guest" not in done.stdout + done.stderr
    if code == 1:
        assert done.stderr.startswith("Error: "), done.stderr
        assert done.stdout == ""


def test_a_wrong_token_is_named_as_the_cause(hub: LocalHub, tmp_path: Path) -> None:
    env = {**os.environ, "HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path), "HF_TOKEN": "hf_wrong"}
    done = subprocess.run(
        [sys.executable, "-m", "huggingface_hub.cli", "auth", "whoami"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "Invalid user token" in done.stderr
    assert "HF_TOKEN" in done.stderr
    assert "hf_wrong" not in done.stderr
