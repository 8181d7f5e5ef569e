"""`hf doctor`: what it finds, and that it names no secrets."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import respx

from huggingface_hub import constants
from huggingface_hub._core import packages
from huggingface_hub._runtime.xet import session
from huggingface_hub.cli.handlers import doctor

from .conftest import Finished


Run = Callable[..., Finished]
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def quiet_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*PROXIES, *(name.upper() for name in PROXIES), *doctor.CA_VARIABLES, *doctor.IGNORED_CA_VARIABLES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "token"))


def findings(ended: Finished) -> dict[str, dict[str, Any]]:
    return {row["check"]: row for row in json.loads(ended.out)}


def test_a_machine_in_order(on_hub: Run, local_hub: Any) -> None:
    ended = on_hub("doctor", "--json")
    found = findings(ended)
    assert ended.code == 0, found
    assert set(found) == {
        "endpoint", "proxy", "certificates", "token", "cache folder", "cache space", "cache symlinks", "cache locks",
        "xet",
    }  # fmt: skip
    assert found["endpoint"]["detail"].startswith(f"{local_hub.url} answers in ")
    assert found["token"]["detail"].startswith("from HF_TOKEN in the environment, of ")
    assert found["cache locks"]["status"] in ("ok", "warning")
    assert local_hub.token not in ended.out
    assert list(Path(constants.HF_HUB_CACHE).glob("**/.doctor*")) == []


@respx.mock
def test_a_hub_that_refuses(on_exchanges: Run) -> None:
    respx.get("https://huggingface.co/api/models").respond(503)
    respx.get("https://huggingface.co/api/whoami-v2").respond(401, json={"error": "Invalid token"})
    ended = on_exchanges("doctor", "--json")
    found = findings(ended)
    assert ended.code == 1
    assert found["endpoint"]["status"] == "failure"
    assert "does not accept it (status 401)" in found["token"]["detail"]
    assert "Not in order: endpoint, token" in ended.err


def test_nothing_there(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    found = findings(hf("doctor", "--json"))
    assert found["endpoint"]["status"] == "failure"
    assert "http://127.0.0.1:9 can't be reached: " in found["endpoint"]["detail"]
    assert "Errno" not in found["endpoint"]["detail"]
    assert (found["token"]["status"], "hf auth login" in found["token"]["detail"]) == ("warning", True)


def test_one_cause_is_one_failure(hf: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_TOKEN", "hf_hidden")
    (tmp_path / "file").touch()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file/hub"))
    ended = hf("doctor", "--json")
    assert "Not in order: endpoint, cache folder\n" in ended.err
    assert "trying again" not in ended.err
    found = findings(ended)
    assert "the Hub can't be reached" in found["token"]["detail"]
    assert "Set HF_HOME or HF_HUB_CACHE" in found["cache folder"]["detail"]
    assert found["cache locks"] == {
        "check": "cache locks",
        "status": "warning",
        "detail": "not tried, because of: cache folder",
    }


@pytest.mark.parametrize(
    ("setting", "value", "words"),
    [
        ("HTTPS_PROXY", "http://me:hidden@127.0.0.1:9", "through the proxy http://"),
        ("SSL_CERT_FILE", "/nonexistent.pem", "See certificates below"),
    ],
)
def test_odd_surroundings(process: Run, setting: str, value: str, words: str) -> None:
    ended = process("doctor", "--json", HF_ENDPOINT="https://127.0.0.9:9", **{setting: value})
    assert words in findings(ended)["endpoint"]["detail"]
    assert "hidden" not in ended.out


def test_an_endpoint_that_is_no_address(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "hub.example")
    assert findings(hf("doctor", "--json"))["endpoint"]["detail"] == "HF_ENDPOINT is no http(s) address: hub.example"


def test_proxies_and_certificates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(constants, "ENDPOINT", "https://hub.example")
    assert doctor.proxy() == ("ok", "none")
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hidden@proxy.example:3128")
    assert "proxy.example:3128" in doctor.proxy()[1]
    assert "hidden" not in doctor.proxy()[1]
    monkeypatch.setenv("NO_PROXY", "hub.example")
    assert "NO_PROXY" in doctor.proxy()[1]
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "x")
    assert doctor.certificates()[0] == "warning"
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert doctor.certificates()[0] == "failure"


def test_caches_that_lack_something(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("no symlinks")

    monkeypatch.setattr(os, "symlink", refuse)
    assert doctor.symlinks()[0] == "warning"
    monkeypatch.setattr(doctor, "_second_process_is_kept_out", lambda path: False)
    assert doctor.locks()[0] == "failure"
    monkeypatch.setattr(doctor, "_second_process_is_kept_out", lambda path: True)
    monkeypatch.setattr(doctor, "file_system", lambda folder: "nfs4")
    assert doctor.locks() == ("warning", "work on this machine, but on nfs4 they may not keep out other machines")


def test_offline(hf: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setenv("HF_TOKEN", "hf_hidden")
    ended = hf("doctor", "--json")
    assert ended.code == 0
    assert findings(ended)["endpoint"]["status"] == "warning"
    assert "hf_hidden" not in ended.out


def test_file_systems(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"x / ext4 rw 0 0\nserver:/data {tmp_path} nfs4 rw 0 0\nshort\n")
    assert doctor.file_system(tmp_path / "cache", mounts) == "nfs4"
    assert doctor.file_system(Path("/"), mounts) == "ext4"
    assert doctor.file_system(tmp_path, tmp_path / "none") is None


def test_xet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.xet() == ("ok", "switched off by HF_HUB_DISABLE_XET: transfers go over HTTP")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    monkeypatch.setattr(packages, "is_package_available", lambda name: False)
    assert doctor.xet()[0] == "ok"
    assert "huggingface_hub[xet]" in doctor.xet()[1]


def test_xet_that_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Any:
        raise OSError("no such symbol")

    pytest.importorskip("hf_xet")
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", False)
    assert "transfers go through hf_xet " in doctor.xet()[1]
    monkeypatch.setattr(session, "_SESSIONS", {})
    monkeypatch.setattr(session, "_new_session", broken)
    assert doctor.xet()[0] == "warning"
    assert "no such symbol. Transfers go over HTTP" in doctor.xet()[1]
