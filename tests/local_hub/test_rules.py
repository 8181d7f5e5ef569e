"""The rules that need no server: pages, signatures, routes, attributes, trees."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from dulwich.objects import Blob
from hypothesis import given, settings, strategies as st

from huggingface_hub.local_hub.errors import HubError
from huggingface_hub.local_hub.paging import cut, next_link, read_page
from huggingface_hub.local_hub.routing import Match, Router, Routes, match, split
from huggingface_hub.local_hub.signing import Signer
from huggingface_hub.local_hub.state.attributes import Attributes, attribute_line, looks_binary
from huggingface_hub.local_hub.state.git import Git, GitStore
from huggingface_hub.local_hub.state.pointers import BlobInfo, describe, pointer_text
from huggingface_hub.local_hub.state.trees import TreeEditor, walk


segment = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1, max_size=12)


@given(total=st.integers(0, 60), limit=st.integers(1, 20))
def test_pages_give_every_item_once(total: int, limit: int) -> None:
    items, seen = list(range(total)), []
    query = [("limit", str(limit)), ("search", "a&b c")]
    for _ in range(total + 2):
        page = read_page(dict(query), default=7, maximum=50)
        seen += cut(items, page)
        link = next_link("http://hub/x", query, page, total, pinned="abc")
        if not link:
            break
        address, _, rest = link["Link"].removeprefix("<").partition(">")
        assert rest == '; rel="next"'
        query = parse_qsl(urlsplit(address).query)
        assert dict(query)["search"] == "a&b c"
        assert read_page(dict(query), default=7, maximum=50).pinned == "abc"
    assert seen == items


@pytest.mark.parametrize(
    "query", [{"limit": "x"}, {"limit": "-1"}, {"cursor": "!!"}, {"cursor": "e30"}, {"p": "1e9"}, {"cursor": "bnVsbA"}]
)
def test_bad_pages(query: dict[str, str]) -> None:
    with pytest.raises(HubError) as caught:
        read_page(query, default=1, maximum=2)
    assert caught.value.status == 400


@given(
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    value=st.text(max_size=10),
    change=st.integers(0, 3),
)
def test_signatures_fit_one_request(path: str, value: str, change: int) -> None:
    signer = Signer(b"secret", 60)
    url = signer.sign("PUT", f"/{path}", {"a": value})
    query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
    signer.check("PUT", f"/{path}", query)
    wrong = [
        ("GET", f"/{path}", query),
        ("PUT", f"/{path}x", query),
        ("PUT", f"/{path}", {**query, "a": value + "x"}),
        ("PUT", f"/{path}", {**query, "b": ""}),
    ]
    with pytest.raises(HubError):
        signer.check(*wrong[change])
    with pytest.raises(HubError):
        Signer(b"another", 60).check("PUT", f"/{path}", query)


@given(st.lists(segment, min_size=1, max_size=5))
def test_paths_survive_encoding(parts: list[str]) -> None:
    assert split(("/" + "/".join(quote(part, safe="") for part in parts)).encode()) == parts


@given(rev=segment, path=st.lists(segment, min_size=1, max_size=4))
def test_any_revision_and_path_is_matched(rev: str, path: list[str]) -> None:
    for given_path in (path, ["/".join(path)]):
        found = match(("resolve", "{rev}", "{path...}"), ["resolve", rev, *given_path])
        if rev == "refs":
            continue
        assert found == {"rev": rev, "path": "/".join(path)}


def test_ids_and_routes() -> None:
    router = Router()
    router.on_repo("GET", "")(lambda context: context)  # type: ignore[arg-type,return-value]
    router.on_repo("GET", "commits/{rev}")(lambda context: context)  # type: ignore[arg-type,return-value]
    router.on_web("GET", "resolve/{rev}/{path...}")(lambda context: context)  # type: ignore[arg-type,return-value]
    routes = Routes([router])
    there = {("model", "a/b"), ("model", "me/x"), ("dataset", "a/commits"), ("model", "a/commits")}

    def found(path: str) -> tuple[str | None, str | None, dict[str, str]]:
        answer = routes.find("GET", path.encode(), lambda kind, name: (kind, name) in there)
        assert isinstance(answer, Match), path
        return answer.repo_type, answer.repo_id, dict(answer.params)

    assert found("/api/models/a/b") == ("model", "a/b", {})
    assert found("/api/models/a%2Fb/commits/main") == ("model", "a/b", {"rev": "main"})
    assert found("/api/datasets/a/commits") == ("dataset", "a/commits", {})
    assert found("/api/models/a/commits/commits/main") == ("model", "a/commits", {"rev": "main"})
    assert found("/api/models/x/commits/main") == ("model", "x", {"rev": "main"})
    assert found("/x/resolve/main/a/b") == ("model", "x", {"rev": "main", "path": "a/b"})
    assert found("/datasets/none/such/resolve/refs/pr/1/f") == (
        "dataset",
        "none/such",
        {"rev": "refs/pr/1", "path": "f"},
    )
    assert found("/none/such.git/resolve/main/") == ("model", "none/such", {"rev": "main", "path": ""})


@given(st.lists(segment, min_size=1, max_size=3).map("/".join))
def test_an_attribute_line_covers_its_path_and_no_other(path: str) -> None:
    if any(character.isspace() and character != " " for character in path) or path.endswith(" "):
        return
    rules = Attributes(attribute_line(path).encode())
    assert rules.is_lfs(path)
    assert not rules.is_lfs(path + "x")


@given(st.text(), st.integers(0, 8))
def test_text_cut_anywhere_is_no_binary(text: str, cut_at: int) -> None:
    data = text.replace("\0", "").encode("utf-8", "ignore")
    assert not looks_binary(data[: len(data) - cut_at] if cut_at < len(data) else data)


@given(st.binary(max_size=300))
def test_only_pointers_are_pointers(data: bytes) -> None:
    assert describe(data) == BlobInfo(len(data))
    text = pointer_text("ab" * 32, 12)
    assert describe(text) == BlobInfo(len(text), "ab" * 32, 12)
    assert describe(text + b"x" + data).lfs_sha256 is None


name = st.sampled_from(["a", "b", "c", "d"])
path = st.lists(name, min_size=1, max_size=3).map("/".join)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["put", "remove"]), path), max_size=12))
def test_edited_trees_are_what_a_folder_would_be(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    git = fresh_git(tmp_path_factory.mktemp("git"))
    model: dict[str, str] = {}
    tree: str | None = None
    for number, (step, where) in enumerate(steps):
        editor = TreeEditor(git, tree)
        if step == "put":
            blob = Blob.from_string(str(number).encode())
            git.write([blob])
            editor.put(where, blob.id.decode())
            model = {
                key: value
                for key, value in model.items()
                if not key.startswith(where + "/") and not where.startswith(key + "/")
            }
            model[where] = blob.id.decode()
        else:
            known = where in model or any(key.startswith(where + "/") for key in model)
            assert editor.remove(where) is known
            model = {key: value for key, value in model.items() if key != where and not key.startswith(where + "/")}
        tree, objects = editor.finish()
        git.write(objects)
    if tree is not None:
        assert {entry.path: entry.sha for entry in walk(git, tree) if not entry.is_dir} == model
    git.close()


def fresh_git(folder: Path) -> Git:
    store = GitStore(folder)
    store.create("x")
    return Git(store.path("x"))
