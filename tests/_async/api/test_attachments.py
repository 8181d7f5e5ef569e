"""Attachments of discussions on a local Hub."""

from __future__ import annotations

from pathlib import Path

import pytest

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi


async def test_what_is_attached_can_be_opened_by_everyone(
    api: AsyncHfApi, anonymous: AsyncHfApi, tmp_path: Path
) -> None:
    (tmp_path / "plot.PNG").write_bytes(b"picture")

    address = await api.upload_attachment(tmp_path / "plot.PNG")

    assert address.startswith(f"{api.endpoint}/uploads/")
    assert address.endswith(".png")
    response = await anonymous.send("GET", address)
    assert (response.content, response.headers["content-type"]) == (b"picture", "image/png")
    assert await api.upload_attachment(str(tmp_path / "plot.PNG")) != address


async def test_what_cannot_be_attached(
    api: AsyncHfApi, anonymous: AsyncHfApi, reader: AsyncHfApi, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "a.gif").write_text("gif")

    with pytest.raises(ValueError, match="supported formats"):
        await api.upload_attachment(tmp_path / "a.txt")
    with pytest.raises(FileNotFoundError):
        await api.upload_attachment(tmp_path / "none.png")
    for client, status in ((anonymous, 401), (reader, 403)):
        with pytest.raises(errors.HfHubHTTPError) as failure:
            await client.upload_attachment(tmp_path / "a.gif")
        assert failure.value.response.status_code == status
    for headers in ({"Content-Type": "text/html"}, {}):
        with pytest.raises(errors.BadRequestError):
            await api.send("POST", "/uploads", content=b"<script>", headers=headers)
    for name in ("none", "../hub.sqlite", "..%2fhub.sqlite", "0" * 32 + ".png"):
        with pytest.raises(errors.HfHubHTTPError, match="404"):
            await anonymous.send("GET", f"/uploads/{name}")
