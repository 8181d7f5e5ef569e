# Generated from tests/_async/upload/test_upload_secrets.py: edit that file, not this one, then run `python -m codegen`.

"""Where the token and signed addresses go during an upload, and where not."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from tests.support import upload_server as faults
from tests.support.clock import FakeClock
from tests.support.upload_server import REPO, UploadHub


TOKEN = "hf_" + "secretsecretsecret"
BIG = random.Random(1).randbytes(10_500)
OID = hashlib.sha256(BIG).hexdigest()


def upload(hub: UploadHub, content: bytes | Path = BIG, name: str = "a.bin") -> None:
    HfApi(hub.url, TOKEN).upload_file(path_or_fileobj=content, path_in_repo=name, repo_id=REPO)


def test_a_storage_may_send_us_elsewhere_but_not_with_the_token(clock: FakeClock) -> None:
    with UploadHub() as hub, UploadHub() as other:
        other._on_put = lambda seen: hub._store(OID, seen.body)  # type: ignore[method-assign]
        location = f"Location: {other.url}/put/{OID}\r\n"
        hub.script("put", faults.status("307 Temporary Redirect", headers=location))

        upload(hub)

        assert hub.files == {"a.bin": (OID, True)}
        assert "authorization" not in other.seen[0].headers


# --- where the token goes, and what is let out ---


def test_S16_the_token_is_not_sent_to_a_foreign_verify_address() -> None:
    with UploadHub() as foreign, UploadHub(verify=f"{foreign.url}/verify/x") as hub:
        with pytest.raises(errors.UploadFailedError, match="address for verifying an upload") as caught:
            upload(hub)

        assert isinstance(caught.value.__cause__, errors.UntrustedURLError)
        assert foreign.seen == []
        assert hub.to("put") == []


def test_S16_the_hub_itself_is_asked_to_verify_with_the_token() -> None:
    with UploadHub(verify="") as hub:
        upload(hub)

        [verify] = hub.to("verify")
        assert verify.json == {"oid": OID, "size": len(BIG)}
        assert verify.headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("part_size", [None, 1000])
def test_S18_the_storage_never_sees_the_token(part_size: int | None) -> None:
    with UploadHub(part_size=part_size) as hub:
        upload(hub)

        for seen in hub.to("put") + hub.to("complete"):
            assert "authorization" not in seen.headers
            assert TOKEN not in str(seen)


@respx.mock
@pytest.mark.parametrize("target", ["http://storage.example/x", "file:///etc/passwd", "https://169.254.169.254/x"])
def test_S18_an_upload_address_that_is_not_https_or_private_is_refused(target: str) -> None:
    hub = "https://huggingface.co"
    decision = {"path": "a.bin", "uploadMode": "lfs", "shouldIgnore": False}
    respx.post(f"{hub}/api/models/{REPO}/preupload/main").respond(json={"files": [decision]})
    instruction = {"oid": OID, "size": len(BIG), "actions": {"upload": {"href": target}}}
    respx.post(f"{hub}/{REPO}.git/info/lfs/objects/batch").respond(json={"objects": [instruction]})

    with pytest.raises(errors.UploadFailedError) as caught:
        HfApi(hub, TOKEN).upload_file(path_or_fileobj=BIG, path_in_repo="a.bin", repo_id=REPO)

    assert isinstance(caught.value.__cause__, errors.UntrustedURLError)
    assert len(respx.calls) == 2


@respx.mock
def test_S18_a_foreign_https_storage_gets_the_content_and_no_token() -> None:
    hub = "https://huggingface.co"
    decision = {"path": "a.bin", "uploadMode": "lfs", "shouldIgnore": False}
    respx.post(f"{hub}/api/models/{REPO}/preupload/main").respond(json={"files": [decision]})
    instruction = {"oid": OID, "size": len(BIG), "actions": {"upload": {"href": "https://storage.example/x?sig=1"}}}
    respx.post(f"{hub}/{REPO}.git/info/lfs/objects/batch").respond(json={"objects": [instruction]})
    put = respx.put("https://storage.example/x").mock(return_value=httpx.Response(200))
    commit = {"commitUrl": f"{hub}/{REPO}/commit/{'a' * 40}", "commitOid": "a" * 40}
    respx.post(f"{hub}/api/models/{REPO}/commit/main").respond(json=commit)

    HfApi(hub, TOKEN, headers={"X-Company": "internal"}).upload_file(
        path_or_fileobj=BIG, path_in_repo="a.bin", repo_id=REPO
    )

    sent = put.calls.last.request
    assert sent.content == BIG
    assert "authorization" not in sent.headers
    assert "x-company" not in sent.headers
