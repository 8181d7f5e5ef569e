"""`@huggingface/hub` from npm."""

from __future__ import annotations

import json

import pytest

from tests.local_hub.clients.conftest import Run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]


def test_create_upload_list_download(npm: Run) -> None:
    printed = npm(
        """
import { createRepo, uploadFiles, listFiles, downloadFile, deleteRepo, whoAmI } from "@huggingface/hub";

const hubUrl = process.env.HF_ENDPOINT;
const accessToken = process.env.HF_TOKEN;
const me = (await whoAmI({ accessToken, hubUrl })).name;
const repo = { type: "model", name: `${me}/npm-${Math.random().toString(36).slice(2)}` };
await createRepo({ repo, accessToken, hubUrl });
const big = new Uint8Array(11_000_000).map((_, i) => i % 251);
await uploadFiles({
  repo, accessToken, hubUrl, commitTitle: "From npm", useXet: false,
  files: [
    { path: "hello.txt", content: new Blob(["hello from npm"]) },
    { path: "dir/big.bin", content: new Blob([big]) },
  ],
});
const names = [];
for await (const file of listFiles({ repo, recursive: true, accessToken, hubUrl })) {
  if (file.type === "file") names.push([file.path, file.size, Boolean(file.lfs)]);
}
const text = await (await downloadFile({ repo, path: "hello.txt", accessToken, hubUrl })).text();
const back = new Uint8Array(await (await downloadFile({ repo, path: "dir/big.bin", accessToken, hubUrl, xet: false })).arrayBuffer());
const equal = back.length === big.length && back.every((b, i) => b === big[i]);
await deleteRepo({ repo, accessToken, hubUrl });
console.log(JSON.stringify({ names, text, equal }));
"""
    )

    result = json.loads(printed)
    assert result["text"] == "hello from npm"
    assert result["equal"] is True
    assert ["hello.txt", 14, False] in result["names"]
    assert ["dir/big.bin", 11_000_000, True] in result["names"]
