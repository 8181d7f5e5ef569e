"""`hf://` addresses."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.uris import HfUri, is_hf_uri, parse_hf_uri


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
    try:
        parse_hf_uri("hf://" + text)
    except errors.HfUriError as error:
        assert error.uri == "hf://" + text
