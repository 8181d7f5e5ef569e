"""`hf://` addresses."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.uris import HfMount, HfUri, is_hf_uri, parse_hf_mount, parse_hf_uri


@pytest.mark.parametrize(
    ("uri", "parsed"),
    [
        ("hf://a/b", HfUri("model", "a/b")),
        ("hf://models/a/b", HfUri("model", "a/b")),
        ("hf://a/b@main", HfUri("model", "a/b", "main")),
        ("hf://a/b/x/y.txt", HfUri("model", "a/b", None, "x/y.txt")),
        ("hf://a/b@refs/pr/1/x.txt", HfUri("model", "a/b", "refs/pr/1", "x.txt")),
        ("hf://a/b@refs/convert/parquet/x", HfUri("model", "a/b", "refs/convert/parquet", "x")),
        ("hf://a/b@refs/pr/1x/y", HfUri("model", "a/b", "refs", "pr/1x/y")),
        ("hf://a/b@refs%2Fpr%2F1/x", HfUri("model", "a/b", "refs/pr/1", "x")),
        ("hf://a/b@my/branch/x", HfUri("model", "a/b", "my", "branch/x")),
        ("hf://a/b@x@y", HfUri("model", "a/b", "x@y")),
        ("hf://a/b/x@y", HfUri("model", "a/b", None, "x@y")),
        ("hf://datasets/a/b/", HfUri("dataset", "a/b")),
        ("hf://spaces/a/b@v1/f/", HfUri("space", "a/b", "v1", "f")),
        ("hf://kernels/a/b", HfUri("kernel", "a/b")),
        ("hf://buckets/a/b/c", HfUri("bucket", "a/b", None, "c")),
    ],
)
def test_addresses(uri: str, parsed: HfUri) -> None:
    assert is_hf_uri(uri)
    assert parse_hf_uri(uri) == parsed
    assert parse_hf_uri(parsed.to_uri()) == parsed
    assert parsed.is_bucket is not parsed.is_repo


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("hf://", "Empty body after 'hf://'"),
        ("hf://gpt2", "must be 'namespace/name', got 'gpt2'"),
        ("hf://datasets/a", "must be 'namespace/name', got 'a'"),
        ("hf://dataset/a/b", "Did you mean 'datasets/'?"),
        ("hf://a/b@", "Empty revision after '@'"),
        ("hf://a/b//c", "must not contain empty segments"),
        ("hf://a/..", "Repo"),
        ("hf://buckets/a/b@main", "Bucket URIs do not support a revision"),
    ],
)
def test_what_is_no_address(uri: str, message: str) -> None:
    with pytest.raises(errors.HfUriError, match=message.replace("?", r"\?")):
        parse_hf_uri(uri)


PART = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="/"), min_size=1)


@given(st.sampled_from(["model", "dataset", "space", "kernel"]), PART, st.lists(PART))
def test_every_address_comes_back(kind: str, revision: str, path: list[str]) -> None:
    uri = HfUri(kind, "user/name", revision, "/".join(path))
    assert parse_hf_uri(uri.to_uri()) == uri


@given(st.text())
def test_nothing_else_is_raised(text: str) -> None:
    with contextlib.suppress(errors.HfUriError):
        parse_hf_uri("hf://" + text)
    with contextlib.suppress(errors.HfUriError):
        parse_hf_uri("https://huggingface.co/" + text)
    with contextlib.suppress(errors.HfUriError):
        parse_hf_uri(text)


def test_the_error_knows_the_text() -> None:
    with pytest.raises(errors.HfUriError) as failure:
        parse_hf_uri("hf://x")

    assert failure.value.uri == "hf://x"


# --- Pages and mounts ---


@pytest.mark.parametrize(
    ("page", "parsed"),
    [
        ("https://huggingface.co/a/b", HfUri("model", "a/b")),
        ("http://HUGGINGFACE.co/datasets/a/b/", HfUri("dataset", "a/b")),
        ("huggingface.co/spaces/a/b/tree/main", HfUri("space", "a/b", "main")),
        ("hf.co/a/b#readme", HfUri("model", "a/b")),
        ("https://huggingface.co/a/b/blob/main/x/y.txt", HfUri("model", "a/b", "main", "x/y.txt")),
        ("https://huggingface.co/a/b/resolve/refs%2Fpr%2F1/x?download=true", HfUri("model", "a/b", "refs/pr/1", "x")),
        ("https://huggingface.co/a/b/raw/refs/pr/1/x", HfUri("model", "a/b", "refs/pr/1", "x")),
        ("https://huggingface.co/a/b/blame/main/x%20y", HfUri("model", "a/b", "main", "x y")),
        ("https://huggingface.co/a/b/tree", HfUri("model", "a/b")),
        ("https://huggingface.co/kernels/a/b/tree/v1", HfUri("kernel", "a/b", "v1")),
        ("https://huggingface.co/buckets/a/b/tree/c/d", HfUri("bucket", "a/b", None, "c/d")),
        ("https://hub.example/base/a/b/tree/v1/c", HfUri("model", "a/b", "v1", "c")),
    ],
)
def test_pages(page: str, parsed: HfUri) -> None:
    assert parse_hf_uri(page, "https://hub.example/base") == parsed


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("https://example.com/a/b", "Must start with 'hf://'"),
        ("https://huggingface.co.example.com/a/b", "Must start with 'hf://'"),
        ("https://huggingface.co@example.com/a/b", "Must start with 'hf://'"),
        ("a/b", "Must start with 'hf://'"),
        ("https://huggingface.co/a", "single-segment URLs"),
        ("https://huggingface.co/a/b/discussions/1", "'/discussions/' route"),
        ("https://huggingface.co/buckets/a/b/blob/c", "'/blob/' route"),
    ],
)
def test_what_is_no_page(page: str, message: str) -> None:
    assert not is_hf_uri(page)
    with pytest.raises(errors.HfUriError, match=message):
        parse_hf_uri(page)


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        (HfUri("model", "a/b"), "https://hub.example/a/b"),
        (HfUri("dataset", "a/b", "v/1"), "https://hub.example/datasets/a/b/tree/v%2F1"),
        (HfUri("dataset", "a/b", None, "x y"), "https://hub.example/datasets/a/b/blob/main/x%20y"),
        (HfUri("space", "a/b", "refs/pr/1", "x"), "https://hub.example/spaces/a/b/blob/refs/pr/1/x"),
        (HfUri("bucket", "a/b"), "https://hub.example/buckets/a/b"),
        (HfUri("bucket", "a/b", None, "c/d"), "https://hub.example/buckets/a/b/tree/c/d"),
    ],
)
def test_address_of_a_page(uri: HfUri, url: str) -> None:
    assert uri.to_url("https://hub.example") == url
    assert parse_hf_uri(url, "https://hub.example").to_url("https://hub.example") == url


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"type": "foo", "id": "a/b"}, "Invalid type 'foo'"),
        ({"type": "model", "id": "a"}, "must be 'namespace/name'"),
        ({"type": "model", "id": "a/b", "revision": ""}, "Empty revision"),
        ({"type": "model", "id": "a/b", "path_in_repo": "/c"}, "must not contain empty segments"),
        ({"type": "bucket", "id": "a/b", "revision": "main"}, "do not support a revision"),
    ],
)
def test_parts_that_make_no_address(kwargs: dict[str, str], message: str) -> None:
    with pytest.raises(errors.HfUriError, match=message):
        HfUri(**kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "mount"),
    [
        ("hf://models/a/b:/data", HfMount(HfUri("model", "a/b"), "/data")),
        ("hf://datasets/a/b@v1/sub:/d:ro", HfMount(HfUri("dataset", "a/b", "v1", "sub"), "/d", True)),
        ("hf://buckets/a/b/p:/d:x:rw", HfMount(HfUri("bucket", "a/b", None, "p"), "/d:x", False)),
    ],
)
def test_mounts(text: str, mount: HfMount) -> None:
    assert parse_hf_mount(text) == mount
    assert mount.to_uri() == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hf://a/b", "Missing mount path"),
        ("hf://a/b:data", "Missing mount path"),
        ("hf://a/b:/", "non-empty absolute path"),
        ("a/b:/data", "Must start with 'hf://'"),
        ("hf://a:/data", "must be 'namespace/name'"),
    ],
)
def test_what_is_no_mount(text: str, message: str) -> None:
    with pytest.raises(errors.HfUriError, match=message):
        parse_hf_mount(text)
