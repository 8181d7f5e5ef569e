# Generated from tests/_async/api/test_buckets.py: edit that file, not this one, then run `python -m codegen`.

"""Buckets on a local Hub: created, described, listed, changed, moved and deleted."""

from __future__ import annotations

import pytest

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi


def test_create_describe_list_and_delete(api: HfApi, name: str) -> None:
    url = api.create_bucket(name, private=True)

    assert (url.url, url.bucket_id, url.namespace) == (f"{api.endpoint}/buckets/{name}", name, "local")
    info = api.bucket_info(name)
    assert (info.id, info.private, info.size, info.total_files) == (name, True, 0, 0)
    assert name in [bucket.id for bucket in api.list_buckets()]
    assert name in [bucket.id for bucket in api.list_buckets("local", search=name.split("/")[1])]
    assert list(api.list_buckets("local", search="no-such-bucket")) == []

    api.delete_bucket(name)

    with pytest.raises(errors.BucketNotFoundError) as failure:
        api.bucket_info(name)
    assert failure.value.bucket_id == name
    with pytest.raises(errors.BucketNotFoundError):
        api.delete_bucket(name)
    api.delete_bucket(name, missing_ok=True)


def test_create_what_is_there(api: HfApi, reader: HfApi, name: str) -> None:
    first = api.create_bucket(name.split("/")[1])

    assert api.create_bucket(name, exist_ok=True) == first
    # A token that may only read cannot create it, but does not need to.
    assert reader.create_bucket(name, exist_ok=True) == first
    assert reader.create_bucket(name.split("/")[1], exist_ok=True) == first
    with pytest.raises(errors.HfHubHTTPError, match="409"):
        api.create_bucket(name)
    with pytest.raises(errors.HfHubHTTPError, match="403"):
        reader.create_bucket(name + "x", exist_ok=True)


def test_settings_and_moving(api: HfApi, anonymous: HfApi, name: str) -> None:
    api.create_bucket(name, visibility="private")
    with pytest.raises(errors.BucketNotFoundError):
        anonymous.bucket_info(name)

    api.update_bucket_settings(name, private=False)
    api.move_bucket(name, f"{name}-new")

    assert anonymous.bucket_info(f"{name}-new").private is False
    assert anonymous.bucket_info(name).id == f"{name}-new"


def test_bad_input_is_refused_before_any_request(api: HfApi) -> None:
    with pytest.raises(ValueError, match="user/name"):
        api.bucket_info("name")
    with pytest.raises(ValueError, match="Invalid bucket ID"):
        api.create_bucket("a/b/c")
    with pytest.raises(ValueError, match="both `private` and `visibility`"):
        api.create_bucket("a/b", private=True, visibility="public")
    with pytest.raises(ValueError, match="namespace"):
        api.move_bucket("b", "a/b")
