"""Resolve and raw: revisions, names, ranges, conditions, and the way to LFS objects."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from urllib.parse import quote

import httpx
import pytest

from huggingface_hub.local_hub import LocalHub
from tests.local_hub.conftest import Client, add, lfs


DATA = bytes(range(256)) * 1000
NAMES = [
    "plain.txt",
    "sub/dir/x.txt",
    "a b.txt",
    "what?.txt",
    "100%.txt",
    "naïve ü.txt",
    "日本/語.txt",
    "q#1&2+3.txt",
    "x;y=z.txt",
    "%2e%2e",
]


def git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


@pytest.fixture
def big(ada: Client, repo: str) -> str:
    """The hash of an LFS object at `w.bin`."""
    sha256 = ada.put_object(repo, DATA)
    assert ada.commit(repo, lfs("w.bin", sha256, len(DATA))).status_code == 200
    return sha256


def test_head_and_get_of_a_regular_file(ada: Client, repo: str) -> None:
    commit = ada.put_files(repo, {"config.json": b'{"a": 1}'})
    head = ada.head(f"/{repo}/resolve/main/config.json")
    get = ada.get(f"/{repo}/resolve/main/config.json")
    for response in (head, get):
        assert response.status_code == 200
        assert response.headers["x-repo-commit"] == commit
        assert response.headers["etag"] == f'"{git_sha1(b"""{"a": 1}""")}"'
        assert response.headers["content-length"] == "8"
        assert response.headers["accept-ranges"] == "bytes"
        assert response.headers["content-type"] == "application/json"
        assert response.headers["x-request-id"]
    assert (head.content, get.content) == (b"", b'{"a": 1}')


@pytest.mark.parametrize("path", NAMES)
def test_odd_names(ada: Client, repo: str, path: str) -> None:
    content = f"content of {path}"
    ada.put_files(repo, {path: content})
    for encoded in (quote(path), quote(path, safe="")):
        response = ada.get(f"/{repo}/resolve/main/{encoded}")
        assert (response.status_code, response.text) == (200, content)
        assert quote(path.rpartition("/")[2], safe="") in response.headers["content-disposition"]
    assert path in ada.files(repo)


def test_every_kind_of_revision(ada: Client, repo: str) -> None:
    commit = ada.put_files(repo, {"x.txt": "x"})
    for kind, ref in (("branch", "dev/one"), ("branch", "refs/convert/parquet")):
        assert ada.post(f"/api/models/{repo}/{kind}/{quote(ref, safe='')}", json={}).status_code == 200
    assert ada.post(f"/api/models/{repo}/tag/main", json={"tag": "v1.0", "message": "annotated"}).status_code == 200
    pull = ada.commit(repo, add("y.txt", "y"), query="?create_pr=1").json()
    revisions = ["main", "HEAD", "dev%2Fone", "v1.0", commit, commit[:10], "refs%2Fheads%2Fmain", "refs%2Ftags%2Fv1.0"]
    revisions += ["refs%2Fconvert%2Fparquet", "refs/convert/parquet"]
    for revision in revisions:
        response = ada.get(f"/{repo}/resolve/{revision}/x.txt")
        assert (response.status_code, response.headers["x-repo-commit"]) == (200, commit), revision
    for revision in ("refs%2Fpr%2F1", "refs/pr/1", pull["commitOid"]):
        response = ada.get(f"/{repo}/resolve/{revision}/y.txt")
        assert (response.text, response.headers["x-repo-commit"]) == ("y", pull["commitOid"])


@pytest.mark.parametrize(
    "revision",
    ["nope", "0" * 40, "abc", "refs%2Fpr%2F9", "..", "refs%2F..%2F..%2Fhub.sqlite", "refs%2Fheads%2F..%2F..%2FHEAD"],
)
def test_unknown_revisions(ada: Client, repo: str, revision: str) -> None:
    status, headers = ada.raw(f"/{repo}/resolve/{revision}/.gitattributes")
    assert (status, headers["x-error-code"]) == (404, "RevisionNotFound")


@pytest.mark.parametrize("text", ["a%00b", "%ff", "%C3"])
def test_paths_that_are_no_text(ada: Client, repo: str, text: str) -> None:
    for path in (f"/{repo}/resolve/{text}/x", f"/{repo}/resolve/main/{text}", f"/api/models/{text}"):
        assert ada.raw(path)[0] == 400


def test_a_blob_is_not_a_revision(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"x.txt": "x"})
    assert ada.get(f"/{repo}/resolve/{git_sha1(b'x')}/x.txt").status_code == 404
    assert ada.get(f"/{repo}/resolve/{git_sha1(b'x')[:12]}/x.txt").status_code == 404


@pytest.mark.parametrize("path", ["nope.txt", "sub", "sub/", "", "../x", "%2e%2e/%2e%2e/hub.sqlite", "x.txt/y"])
def test_missing_entries_still_tell_the_commit(ada: Client, repo: str, path: str) -> None:
    commit = ada.put_files(repo, {"sub/x.txt": "x", "x.txt": "x"})
    status, headers = ada.raw(f"/{repo}/resolve/main/{path}")
    assert (status, headers["x-error-code"], headers["x-repo-commit"]) == (404, "EntryNotFound", commit)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, 255_999),
        ("bytes=-10", 255_990, 255_999),
        ("bytes=255999-300000", 255_999, 255_999),
        ("bytes=-999999", 0, 255_999),
    ],
)
def test_ranges(ada: Client, repo: str, big: str, wanted: str, first: int, last: int) -> None:
    small = DATA[:1000]
    ada.put_files(repo, {"small.bin": small})
    for path, data in (("w.bin", DATA), ("small.bin", small)):
        if path == "small.bin" and first > len(small):
            continue
        response = ada.get(f"/{repo}/resolve/main/{path}", headers={"range": wanted}, follow_redirects=True)
        end = min(last, len(data) - 1)
        begin = first if not wanted.startswith("bytes=-") else max(0, len(data) - int(wanted[7:]))
        assert response.status_code == 206
        assert response.headers["content-range"] == f"bytes {begin}-{end}/{len(data)}"
        assert response.content == data[begin : end + 1]


@pytest.mark.parametrize("wanted", ["bytes=256000-", "bytes=999999-1000000", "bytes=-0"])
def test_ranges_outside(ada: Client, repo: str, big: str, wanted: str) -> None:
    response = ada.get(f"/{repo}/resolve/main/w.bin", headers={"range": wanted}, follow_redirects=True)
    assert response.status_code == 416
    assert response.headers["content-range"] == "bytes */256000"


@pytest.mark.parametrize("wanted", ["bytes=0-1,5-6", "chunks=0-1", "bytes=-", "bytes=5-1", "nonsense"])
def test_ranges_that_are_not_understood_give_the_whole(ada: Client, repo: str, big: str, wanted: str) -> None:
    response = ada.get(f"/{repo}/resolve/main/w.bin", headers={"range": wanted}, follow_redirects=True)
    assert (response.status_code, response.content) == (200, DATA)


def test_if_range(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"x.txt": "0123456789"})
    url, etag = f"/{repo}/resolve/main/x.txt", f'"{git_sha1(b"0123456789")}"'
    assert ada.get(url, headers={"range": "bytes=2-3", "if-range": etag}).text == "23"
    assert ada.get(url, headers={"range": "bytes=2-3", "if-range": '"other"'}).text == "0123456789"


def test_if_none_match(ada: Client, repo: str, big: str) -> None:
    ada.put_files(repo, {"x.txt": "x"})
    for path, etag in (("x.txt", git_sha1(b"x")), ("w.bin", big)):
        for value in (f'"{etag}"', f'W/"{etag}"', f'"a", "{etag}"', "*"):
            response = ada.get(f"/{repo}/resolve/main/{path}", headers={"if-none-match": value})
            assert (response.status_code, response.content) == (304, b"")
        assert ada.get(f"/{repo}/resolve/main/{path}", headers={"if-none-match": '"a"'}).status_code in (200, 302)


def test_lfs_files_are_redirected(ada: Client, nobody: Client, repo: str, big: str) -> None:
    response = ada.head(f"/{repo}/resolve/main/w.bin")
    assert response.status_code == 302
    assert response.headers["x-linked-etag"] == f'"{big}"'
    assert response.headers["x-linked-size"] == str(len(DATA))
    target = nobody.head(response.headers["location"])
    assert target.status_code == 200
    # A client that follows on the same origin reads the same from the last answer.
    for header in ("x-linked-etag", "x-linked-size", "x-repo-commit"):
        assert target.headers[header] == response.headers[header]
    assert target.headers["content-length"] == str(len(DATA))
    assert nobody.get(response.headers["location"]).content == DATA


def test_raw_shows_the_pointer(ada: Client, repo: str, big: str) -> None:
    text = ada.get(f"/{repo}/raw/main/w.bin").text
    assert text == f"version https://git-lfs.github.com/spec/v1\noid sha256:{big}\nsize {len(DATA)}\n"
    ada.put_files(repo, {"x.html": "<b>"})
    response = ada.get(f"/{repo}/raw/main/x.html")
    assert (response.text, response.headers["content-type"]) == ("<b>", "text/plain; charset=utf-8")


def test_pages_and_scripts_are_not_served_as_such(ada: Client, repo: str) -> None:
    ada.put_files(repo, {"x.html": "<script>", "x.svg": "<svg/>", "x.js": "1"})
    for path in ("x.html", "x.svg", "x.js"):
        assert ada.get(f"/{repo}/resolve/main/{path}").headers["content-type"].startswith("text/plain")


def test_signed_urls_hold_for_what_they_were_made(ada: Client, nobody: Client, repo: str, big: str) -> None:
    location = ada.head(f"/{repo}/resolve/main/w.bin").headers["location"]
    other = "0" if big[0] != "0" else "1"
    for changed in (
        location.replace("signature=", "signature=0"),
        location.replace(big, other + big[1:]),
        location.replace("expires=", "expires=9"),
        location.partition("?")[0],
        location + "&commit=x",
        location.replace("filename=w.bin", "filename=evil.exe"),
    ):
        assert nobody.get(changed).status_code == 403, changed
    assert nobody.put(location, content=b"x").status_code == 405
    assert nobody.get("/objects/..%2F..%2Ftoken/xx/yy").status_code == 400


def test_signed_urls_expire(local_hub_factory: Callable[..., LocalHub]) -> None:
    hub = local_hub_factory(url_lifetime=-5)
    repo = hub.new_repo(files={"w.bin": b"\0" * 100})
    response = httpx.get(f"{hub.url}/{repo}/resolve/main/w.bin", follow_redirects=True)
    assert response.status_code == 403
    assert "expired" in response.json()["error"]


def test_a_cdn_takes_the_downloads(local_hub_factory: Callable[..., LocalHub]) -> None:
    hub = local_hub_factory(cdn_url="https://cdn.example.org/x/")
    data = os.urandom(100)
    sha256 = hashlib.sha256(data).hexdigest()
    repo = hub.new_repo(files={"w.bin": data})
    location = httpx.head(f"{hub.url}/{repo}/resolve/main/w.bin").headers["location"]
    assert location == f"https://cdn.example.org/x/{sha256[:2]}/{sha256[2:4]}/{sha256}"
    assert (hub.root / "objects" / sha256[:2] / sha256[2:4] / sha256).read_bytes() == data


def test_a_pointer_does_not_open_foreign_objects(ada: Client, bob: Client, name: str) -> None:
    """Whoever knows the hash of a private file cannot read it by committing a pointer to it."""
    private = ada.new_repo(name, private=True)
    data = os.urandom(1000)
    sha256 = ada.put_object(private, data)
    thief = bob.new_repo(name)
    assert bob.commit(thief, lfs("stolen.bin", sha256, 1000)).status_code == 400
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize 1000\n"
    assert bob.commit(thief, add("stolen.bin", pointer)).status_code == 400
    # Nor does the batch API say that it is there already: he has to send the bytes.
    [answer] = bob.batch(thief, "upload", [(sha256, 1000)])["objects"]
    assert "upload" in answer["actions"]
    [answer] = bob.batch(thief, "download", [(sha256, 1000)])["objects"]
    assert answer["error"]["code"] == 404
