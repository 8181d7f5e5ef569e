"""What is read from the answer about a file: `contract/wire/files.md` §1."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, strategies as st

from huggingface_hub import errors
from huggingface_hub._core.download import metadata
from huggingface_hub.types.download import HfFileMetadata, XetFileData


HUB = "https://huggingface.co"
URL = f"{HUB}/user/repo/resolve/main/model.bin"
COMMIT = "a" * 40
SHA = "b" * 64


def read(status: int = 200, endpoint: str = HUB, **headers: str) -> HfFileMetadata:
    named = httpx.Headers({name.replace("_", "-"): value for name, value in headers.items()})
    return metadata.from_response(status, named, URL, endpoint)


def test_a_regular_file() -> None:
    answer = read(ETag='"1234"', X_Repo_Commit=COMMIT, Content_Length="7")

    assert answer == HfFileMetadata(COMMIT, "1234", URL, 7, None)


def test_an_lfs_file_is_described_by_the_redirect_that_leads_to_it() -> None:
    answer = read(
        302,
        ETag='"of-the-redirect"',
        X_Repo_Commit=COMMIT,
        X_Linked_Etag=f'"{SHA}"',
        X_Linked_Size="5000",
        Content_Length="80",
        Location="https://cdn.example/object?sig=1",
    )

    assert answer == HfFileMetadata(COMMIT, SHA, "https://cdn.example/object?sig=1", 5000, None)


def test_the_length_of_a_redirect_is_not_that_of_the_file() -> None:
    assert read(302, Content_Length="80", Location="/elsewhere").size is None
    assert read(302, Location="/elsewhere").location == f"{HUB}/elsewhere"


@pytest.mark.parametrize("value", ["", "-1", "1e3", "1.5", "many", "１", " ", "0x10"])
def test_R15_a_size_that_is_none_counts_as_not_said(value: str) -> None:
    assert metadata.to_size(value) is None


@given(st.integers(0, 1 << 60))
def test_sizes(size: int) -> None:
    assert metadata.to_size(str(size)) == size


@pytest.mark.parametrize("etag", ['"x"', 'W/"x"', "x"])
def test_etags_are_normalized(etag: str) -> None:
    assert read(ETag=etag).etag == "x"


def test_xet_data_from_the_link_or_the_header() -> None:
    route = f"{HUB}/api/models/user/repo/xet-read-token/{COMMIT}"
    link = f'<{route}>; rel="xet-auth", <https://cas.example/x>; rel="xet-reconstruction-info"'

    assert read(X_Xet_Hash=SHA, Link=link).xet_file_data == XetFileData(SHA, route)
    assert read(X_Xet_Hash=SHA, X_Xet_Refresh_Route=route).xet_file_data == XetFileData(SHA, route)
    assert read(X_Xet_Hash=SHA).xet_file_data is None
    assert read(Link=link).xet_file_data is None
    mirrored = read(endpoint="https://mirror.example", X_Xet_Hash=SHA, Link=link).xet_file_data
    assert mirrored == XetFileData(SHA, route.replace(HUB, "https://mirror.example"))


def test_N20_an_answer_without_commit_or_etag_is_no_hub() -> None:
    with pytest.raises(errors.FileMetadataError, match="X-Repo-Commit"):
        metadata.check(read(ETag="x"), URL)
    with pytest.raises(errors.FileMetadataError, match="ETag"):
        metadata.check(read(X_Repo_Commit=COMMIT), URL)


@pytest.mark.parametrize("etag", ["../x", "a/../b", "/etc/passwd", "..", ".", "a\\..\\b", "a\nb", "x" * 200])
def test_S1_etags_that_are_paths_are_refused(etag: str) -> None:
    with pytest.raises(errors.UnsafePathError):
        metadata.check(HfFileMetadata(COMMIT, etag, URL, 1, None), URL)


@pytest.mark.parametrize("commit", ["main", "../x", "A" * 40, "a" * 41, ""])
def test_S2_commits_that_are_none_are_refused(commit: str) -> None:
    with pytest.raises(errors.UnsafePathError):
        metadata.check(HfFileMetadata(commit, "x", URL, 1, None), URL)
