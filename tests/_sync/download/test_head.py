# Generated from tests/_async/download/test_head.py: edit that file, not this one, then run `python -m codegen`.

"""The question about a file goes over the fast lane as well: what that saves, and that nothing is lost by it. For both colours."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import server_warnings
from huggingface_hub._runtime.lane import pool
from huggingface_hub._sync.download import get_hf_file_metadata, hf_hub_download
from tests.support.fault_server import COMMIT, REPO, Ask, FaultHub, File
from tests.support.rawserver import Connection


CONFIG = b'{"model_type": "small"}\n'
ANSWER = f'HTTP/1.1 200 OK\r\nX-Repo-Commit: {COMMIT}\r\nETag: "{{}}"\r\nContent-Length: {len(CONFIG)}\r\n{{}}\r\n'


@pytest.fixture(autouse=True)
def lane(monkeypatch: pytest.MonkeyPatch) -> Generator[None, None, None]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_FAST_LANE", False)
    pool.POOL.close()
    yield
    pool.POOL.close()


def heads(hub: FaultHub) -> list[Ask]:
    return [ask for ask in hub.asked if ask.method == "HEAD"]


def test_the_content_follows_on_the_same_connection() -> None:
    with FaultHub({"config.json": CONFIG}) as hub:
        path = Path(hf_hub_download(REPO, "config.json", endpoint=hub.url))

        assert path.read_bytes() == CONFIG
        assert [ask.method for ask in hub.asked] == ["HEAD", "GET"]
        assert hub._hub.connections == 1


def test_a_program_that_downloads_does_not_load_httpx(tmp_path: Path) -> None:
    script = (
        "import sys; from huggingface_hub import hf_hub_download\n"
        f"print(open(hf_hub_download({REPO!r}, 'config.json', endpoint=sys.argv[1], cache_dir=sys.argv[2])).read())\n"
        "print(sorted({'httpx', 'httpcore', 'ssl', 'urllib.request'} & set(sys.modules)))\n"
    )
    with FaultHub({"config.json": CONFIG}) as hub:
        program = [sys.executable, "-I", "-c", script, hub.url, str(tmp_path)]
        done = subprocess.run(program, capture_output=True, text=True, check=True)

    assert done.stdout.split("\n")[0] == CONFIG.decode().strip()
    # The last filelock for Python 3.10 loads asyncio, which loads ssl.
    allowed = ("[]", "['ssl']") if sys.version_info < (3, 11) else ("[]",)
    assert done.stdout.split("\n")[-2] in allowed


def test_what_the_hub_refuses_is_raised_as_itself() -> None:
    with FaultHub({"config.json": CONFIG}) as hub:
        with pytest.raises(errors.RemoteEntryNotFoundError) as caught:
            hf_hub_download(REPO, "other.json", endpoint=hub.url)

        assert caught.value.response.headers["X-Repo-Commit"] == COMMIT
        assert len(heads(hub)) == 1


def test_warnings_of_the_hub_are_shown_once(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    def warn(connection: Connection, ask: Ask, file: File) -> bool:
        more = "X-HF-Warning: age; This repository is old.\r\nX-HF-Warning: name; It has moved.\r\n"
        return connection.send(ANSWER.format(file.etag, more).encode())

    monkeypatch.setattr(server_warnings, "_seen", set())
    monkeypatch.setattr(logging.getLogger("huggingface_hub"), "handlers", [caplog.handler])
    with FaultHub({"config.json": CONFIG}) as hub:
        hub.heads.faults.extend([warn, warn])
        get_hf_file_metadata(f"{hub.url}/{REPO}/resolve/main/config.json", endpoint=hub.url)
        hf_hub_download(REPO, "config.json", endpoint=hub.url)

    assert [record.message for record in caplog.records] == ["This repository is old.", "It has moved."]


def test_a_body_that_should_not_be_there_is_never_taken_for_the_next_answer() -> None:
    def with_body(connection: Connection, ask: Ask, file: File) -> bool:
        return connection.send(
            ANSWER.format(file.etag, "").encode() + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad"
        )

    with FaultHub({"config.json": CONFIG}) as hub:
        hub.heads.faults.append(with_body)
        path = Path(hf_hub_download(REPO, "config.json", endpoint=hub.url))

        assert path.read_bytes() == CONFIG
        assert hub._hub.connections == 2


def test_an_answer_in_chunks_has_no_body_either() -> None:
    def chunked(connection: Connection, ask: Ask, file: File) -> bool:
        head = f'HTTP/1.1 200 OK\r\nX-Repo-Commit: {COMMIT}\r\nETag: "{file.etag}"\r\n'
        return connection.send(f"{head}X-Linked-Size: {len(CONFIG)}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())

    with FaultHub({"config.json": CONFIG}) as hub:
        hub.heads.faults.append(chunked)

        assert Path(hf_hub_download(REPO, "config.json", endpoint=hub.url)).read_bytes() == CONFIG


def test_redirects_stay_within_the_hub() -> None:
    with FaultHub({"weights.bin": CONFIG}, cdn=True) as hub:
        found = get_hf_file_metadata(f"{hub.url}/{REPO}/resolve/main/weights.bin", endpoint=hub.url)

        assert hub._cdn is not None
        assert found.location.startswith(hub._cdn.url)
        assert found.size == len(CONFIG)
        assert [ask.path for ask in hub.asked] == [f"/{REPO}/resolve/main/weights.bin"]


def test_a_silent_hub_is_given_up_in_time() -> None:
    def say_nothing(connection: Connection, ask: Ask, file: File) -> bool:
        connection.wait_for_end()
        return True

    with FaultHub({"config.json": CONFIG}) as hub:
        hub.heads.faults.append(say_nothing)
        with pytest.raises(errors.TimeoutException):
            get_hf_file_metadata(f"{hub.url}/{REPO}/resolve/main/config.json", endpoint=hub.url, timeout=0.2)
