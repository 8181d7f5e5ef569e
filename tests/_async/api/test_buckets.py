"""Buckets on a local Hub: created, described, listed, changed, moved and deleted."""

from __future__ import annotations

import pytest

from huggingface_hub import errors
from huggingface_hub._async.api import AsyncHfApi


async def test_create_describe_list_and_delete(api: AsyncHfApi, name: str) -> None:
    url = await api.create_bucket(name, private=True)

    assert (url.url, url.bucket_id, url.namespace) == (f"{api.endpoint}/buckets/{name}", name, "local")
    info = await api.bucket_info(name)
    assert (info.id, info.private, info.size, info.total_files) == (name, True, 0, 0)
    assert name in [bucket.id async for bucket in api.list_buckets()]
    assert name in [bucket.id async for bucket in api.list_buckets("local", search=name.split("/")[1])]
    assert [bucket async for bucket in api.list_buckets("local", search="no-such-bucket")] == []

    await api.delete_bucket(name)

    with pytest.raises(errors.BucketNotFoundError) as failure:
        await api.bucket_info(name)
    assert failure.value.bucket_id == name
    with pytest.raises(errors.BucketNotFoundError):
        await api.delete_bucket(name)
    await api.delete_bucket(name, missing_ok=True)


async def test_create_what_is_there(api: AsyncHfApi, reader: AsyncHfApi, name: str) -> None:
    first = await api.create_bucket(name.split("/")[1])

    assert await api.create_bucket(name, exist_ok=True) == first
    # A token that may only read cannot create it, but does not need to.
    assert await reader.create_bucket(name, exist_ok=True) == first
    assert await reader.create_bucket(name.split("/")[1], exist_ok=True) == first
    with pytest.raises(errors.HfHubHTTPError, match="409"):
        await api.create_bucket(name)
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        await reader.create_bucket(name + "x", exist_ok=True)


async def test_settings_and_moving(api: AsyncHfApi, anonymous: AsyncHfApi, name: str) -> None:
    await api.create_bucket(name, visibility="private")
    with pytest.raises(errors.BucketNotFoundError):
        await anonymous.bucket_info(name)

    await api.update_bucket_settings(name, private=False)
    await api.move_bucket(name, f"{name}-new")

    assert (await anonymous.bucket_info(f"{name}-new")).private is False
    assert (await anonymous.bucket_info(name)).id == f"{name}-new"


async def test_bad_input_is_refused_before_any_request(api: AsyncHfApi) -> None:
    with pytest.raises(ValueError, match="user/name"):
        await api.bucket_info("name")
    with pytest.raises(ValueError, match="Invalid bucket ID"):
        await api.create_bucket("a/b/c")
    with pytest.raises(ValueError, match="both `private` and `visibility`"):
        await api.create_bucket("a/b", private=True, visibility="public")
    with pytest.raises(ValueError, match="namespace"):
        await api.move_bucket("b", "a/b")
