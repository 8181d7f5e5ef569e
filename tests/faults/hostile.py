"""Rows S, F and A: servers, repositories and arguments that want to reach further than they should."""

from __future__ import annotations

from pathlib import Path

from tests.faults.world import BIG, SMALL, Row, Verdict, World, answer, but, raises, revision, whole
from tests.support import fault_server as faults
from tests.support.fault_server import COMMIT
from tests.support.rawserver import RawServer, serve_forever


TOKEN = "hf_" + "secret" * 5


def contained(world: World, found: Verdict) -> Verdict:
    outside = world.outside()
    return but(found, f"writes outside of the cache: {', '.join(outside)}" if outside else None)


def etag_is_a_path(world: World) -> Verdict:
    head = faults.status("200 OK", ETag='"../../../x"', X_Repo_Commit=COMMIT)
    world.hub.heads.faults.extend([head] * 3)
    return contained(world, raises(world.download("config.json"), "ValueError", "OSError"))


def commit_is_a_path(world: World, status: str) -> Verdict:
    head = faults.status(status, ETag='"1234"', X_Repo_Commit="../../..", X_Error_Code="EntryNotFound")
    world.hub.heads.faults.extend([head] * 3)
    outcome = world.download("config.json")
    written = [path.name for path in world.folder.rglob("*") if path.is_file()]
    return but(contained(world, Verdict(not outcome.ok, str(outcome))), f"writes {written}" if written else None)


def name_is(world: World, name: str) -> Verdict:
    world.hub.files = {name: faults.File(SMALL)}
    outcome = world.snapshot()
    return contained(world, Verdict(not outcome.ok, "returned as good" if outcome.ok else str(outcome)))


def into_local(world: World, name: str) -> Verdict:
    world.hub.files = {name: faults.File(SMALL)}
    outcome = world.snapshot(local_dir=world.folder / "local")
    there = (world.folder / "local" / name).exists() and (world.folder / "local" / name).read_bytes() == SMALL
    return but(Verdict(not outcome.ok, str(outcome)), "written" if there else None)


def planted_link(world: World) -> Verdict:
    elsewhere = world.folder / "cache" / "elsewhere"
    elsewhere.mkdir(parents=True)
    (world.folder / "local").mkdir()
    (world.folder / "local" / "folder").symlink_to(elsewhere)
    world.hub.files = {"folder/x.txt": faults.File(SMALL)}
    outcome = world.snapshot(local_dir=world.folder / "local")
    return but(Verdict(not outcome.ok, str(outcome)), "writes through the link" if list(elsewhere.iterdir()) else None)


def to_a_stranger(world: World, token: bool) -> Verdict:
    """Contents are on another host, which gets neither the token nor the caller's own headers."""
    secret = {"X-Company-Secret": "s3cret"}
    outcome = world.download(token=TOKEN if token else False, headers={} if token else secret)
    told = [ask for ask in world.hub.asked if ask.path.startswith("/object/")]
    leaked = any("authorization" in ask.headers or "x-company-secret" in ask.headers for ask in told)
    return but(whole(outcome), "sent along" if leaked else None)


def next_page_of_a_stranger(world: World) -> Verdict:
    with RawServer(
        serve_forever(lambda c, request: c.answer(b"[]", headers="Content-Type: application/json\r\n"))
    ) as other:
        link = f'Link: <{other.url}/next>; rel="next"'
        world.hub.apis.faults.extend(
            [
                revision,
                *[answer("200 OK", "Content-Type: application/json", link, body=b"[]")] * 5,
            ]
        )
        outcome = world.snapshot(token=TOKEN)
        leaked = any(TOKEN.encode() in request for request in other.requests)
    return but(Verdict(not outcome.ok or not other.requests, str(outcome)), "token sent" if leaked else None)


def xet_of_a_stranger(world: World) -> Verdict:
    with RawServer(serve_forever(lambda c, request: c.answer(b"{}"))) as other:
        etag = world.hub.files["model.bin"].etag
        lines = [f"X-Xet-Hash: {'e' * 64}", f'Link: <{other.url}/t>; rel="xet-auth"', f'ETag: "{etag}"']
        world.hub.heads.faults.append(answer("200 OK", *lines, f"X-Repo-Commit: {COMMIT}", length=len(BIG)))
        outcome = world.download(token=TOKEN)
        leaked = bool(other.requests)
    return but(whole(outcome), "asked, with the token" if leaked else None)


def disposition(world: World) -> Verdict:
    header = 'Content-Disposition: attachment; filename="../../../x";'
    etag = world.hub.files["config.json"].etag
    lines = [header, f'ETag: "{etag}"', f"X-Repo-Commit: {COMMIT}"]
    world.hub.heads.faults.append(answer("200 OK", *lines, length=len(SMALL)))
    world.hub.script("config.json", answer("200 OK", *lines, body=SMALL))
    return contained(world, whole(world.download("config.json"), SMALL))


def old_file_stays(world: World) -> Verdict:
    local = world.folder / "local"
    local.mkdir()
    (local / "model.bin").write_bytes(b"old but good")
    world.hub.script("model.bin", then=faults.status("404 Not Found"))
    outcome = world.download(local_dir=local)
    stays = (local / "model.bin").is_file() and (local / "model.bin").read_bytes() == b"old but good"
    return but(Verdict(not outcome.ok, "old file kept"), None if stays else "the old file is gone")


def forged_note(world: World) -> Verdict:
    """A note says that a file of other bytes and the same size is up to date."""
    local = world.folder / "local"
    note = local / ".cache" / "huggingface" / "download" / "model.bin.metadata"
    note.parent.mkdir(parents=True)
    (local / "model.bin").write_bytes(BIG[::-1])
    note.write_text(f"{COMMIT}\n{world.hub.files['model.bin'].etag}\n9999999999.0\n")
    return whole(world.download(local_dir=local))


def revision_is_a_path(world: World) -> Verdict:
    outcome = world.download("config.json", revision="../../../x")
    outside = [str(p.name) for p in world.folder.rglob("*") if p.is_file()]
    return but(contained(world, Verdict(not outcome.ok, str(outcome))), f"writes {outside}" if outside else None)


def reference_is_a_path(world: World) -> Verdict:
    world.download("config.json")
    repo = world.cache / "models--user--repo"
    (world.cache / "elsewhere").mkdir(parents=True, exist_ok=True)
    (repo / "refs" / "main").write_text("../../elsewhere")
    outcome = world.snapshot(local_files_only=True)
    inside = outcome.value is None or Path(str(outcome.value)).resolve().is_relative_to((repo / "snapshots").resolve())
    return but(Verdict(not outcome.ok, str(outcome)), None if inside else "returns another folder")


def reference_of_an_editor(world: World) -> Verdict:
    world.download("config.json")
    (world.cache / "models--user--repo" / "refs" / "main").write_text(
        f"\ufeff{COMMIT}\r\n", encoding="utf-8", newline=""
    )
    return whole(world.download("config.json", local_files_only=True), SMALL)


ROWS = [
    Row("S1", '`ETag: "../../../x"`', "refused, nothing written", etag_is_a_path),
    Row("S2", "`X-Repo-Commit: ../../..`", "refused, nothing written", lambda w: commit_is_a_path(w, "200 OK")),
    Row("S3", "`X-Repo-Commit: ../../..` on a 404", "ignored, nothing written", lambda w: commit_is_a_path(w, "404 Not Found")),
    Row("S4", "file name `../../../x`", "refused", lambda w: name_is(w, "../../../x")),
    Row("S6", "file name with a line break", "refused", lambda w: name_is(w, "a\nb")),
    Row("S7", "`.git/hooks/post-checkout` into a local folder", "refused", lambda w: into_local(w, ".git/hooks/post-checkout")),
    Row("S8", "`.cache/huggingface/download/x.metadata` into a local folder", "refused",
        lambda w: into_local(w, ".cache/huggingface/download/x.metadata")),
    Row("S9", "folder of the local folder is a link to elsewhere", "refused", planted_link),
    Row("S11", "redirect to another host, with a token", "token stays", lambda w: to_a_stranger(w, True), cdn=True),
    Row("S12", "redirect to another host, with a header of one's own", "header stays", lambda w: to_a_stranger(w, False), cdn=True),
    Row("S15", "next page of a list on another host", "token stays", next_page_of_a_stranger),
    Row("S17", "`xet-auth` link to another host", "not asked", xet_of_a_stranger),
    Row("S22", "`Content-Disposition` with a path", "of no consequence", disposition),
    Row("F13", "update of a file in a local folder fails", "the old file stays", old_file_stays),
    Row("K1", "`refs/main` is a path", "not followed", reference_is_a_path),
    Row("K2", "`refs/main` with a byte order mark and CRLF", "read", reference_of_an_editor),
    Row("K10", "forged note about a file of a local folder", "the content decides", forged_note),
    Row("A1", "`revision='../../../x'`", "refused, nothing written", revision_is_a_path),
]  # fmt: skip
