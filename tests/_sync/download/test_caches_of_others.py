# Generated from tests/_async/download/test_caches_of_others.py: edit that file, not this one, then run `python -m codegen`.

"""Rows K, F, S of the fault matrix that are about what is on the disk already. For both colours."""

from __future__ import annotations

import builtins
import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants, errors
from huggingface_hub._core import paths
from huggingface_hub._core.cache import local_dir, ownership, pointers
from huggingface_hub._core.download import verify
from huggingface_hub._sync.download import hf_hub_download, snapshot_download
from tests.support.caches import warnings_of
from tests.support.clock import FakeClock
from tests.support.fault_server import COMMIT, REPO, FaultHub


pytestmark = pytest.mark.skipif(os.name == "nt", reason="files have owners on POSIX only")

CONFIG = b'{"model_type": "test"}'
WEIGHTS = os.urandom(300_000)
FORGED = bytes(reversed(WEIGHTS))
FILES = {"config.json": CONFIG, "model.bin": WEIGHTS}


def methods(hub: FaultHub) -> list[str]:
    return [ask.method for ask in hub.asked]


@pytest.fixture
def strangers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything in the cache belongs to somebody whom nobody knows."""
    monkeypatch.setattr(ownership, "trusted", lambda root: set())
    monkeypatch.setattr(ownership, "_seen", set())


@pytest.mark.usefixtures("strangers")
@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_K5_what_somebody_else_forged_is_not_used(cache: Path, name: str) -> None:
    data = FILES[name]
    with FaultHub(FILES) as hub:
        path = Path(hf_hub_download(REPO, name, endpoint=hub.url))
        path.resolve().write_bytes(bytes(reversed(data)))

        # Neither without the Hub …
        with pytest.raises(errors.LocalEntryNotFoundError):
            hf_hub_download(REPO, name, endpoint=hub.url, local_files_only=True)
        # … nor with it.
        assert Path(hf_hub_download(REPO, name, endpoint=hub.url)).read_bytes() == data
        path.resolve().write_bytes(bytes(reversed(data)))
        assert (Path(snapshot_download(REPO, endpoint=hub.url)) / name).read_bytes() == data


@pytest.mark.usefixtures("strangers")
def test_K5_what_somebody_else_brought_is_verified_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultHub(FILES) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        monkeypatch.setattr(ownership, "_seen", set())
        assert hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path
        hub.asked.clear()

        def never(self: object, path: Path) -> None:
            pytest.fail(f"{path} was read again")

        # Neither in this process nor, by the note, in the next.
        monkeypatch.setattr(verify.Expected, "check_file", never)
        assert hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path
        monkeypatch.setattr(ownership, "_seen", set())
        assert hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path

        assert methods(hub) == ["HEAD", "HEAD"]
        (note,) = Path(constants.HF_HOME, "verified").iterdir()
        assert note.stat().st_mode & 0o777 == 0o600


def test_K5_F5_what_belongs_to_the_owner_of_the_cache_is_not_read(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultHub(FILES) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        monkeypatch.setattr(os, "getuid", lambda: 54321)
        monkeypatch.setattr(ownership, "_verified", lambda *args: pytest.fail("was read"))

        assert hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path


def test_S10_a_planted_link_as_content_is_verified_and_never_written_through(cache: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(FORGED)
    with FaultHub(FILES) as hub:
        path = Path(hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        blob = path.parent / os.readlink(path)
        blob.unlink()
        blob.symlink_to(elsewhere)

        with pytest.raises(errors.LocalEntryNotFoundError):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url, local_files_only=True)
        assert Path(hf_hub_download(REPO, "model.bin", endpoint=hub.url)).read_bytes() == WEIGHTS

        assert not blob.is_symlink()
        assert elsewhere.read_bytes() == FORGED


def test_S10_a_link_to_the_right_content_is_used(cache: Path, tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        path = Path(hf_hub_download(REPO, "model.bin", endpoint=hub.url))
        blob = path.parent / os.readlink(path)
        blob.rename(tmp_path / "elsewhere")
        blob.symlink_to(tmp_path / "elsewhere")
        hub.asked.clear()

        assert Path(hf_hub_download(REPO, "model.bin", endpoint=hub.url)).read_bytes() == WEIGHTS
        assert methods(hub) == ["HEAD"]


def forge_note(target: Path, name: str, etag: str, *, stated: float, written: float) -> None:
    """A note that says that a file is up to date."""
    note = local_dir.local_paths(target, name).metadata_path
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(f"{COMMIT}\n{etag}\n{stated}\n")
    os.utime(note, (written, written))


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        pytest.param(1e6, 0.0, id="of_the_future"),
        pytest.param(500.0, 0.0, id="from_an_archive"),
        pytest.param(0.0, -1e6, id="copied_with_its_time"),
    ],
)
def test_K10_the_content_decides_and_not_a_suspicious_note(
    tmp_path: Path, clock: FakeClock, stated: float, written: float
) -> None:
    target, now = tmp_path / "target", time.time()
    target.mkdir()
    (target / "model.bin").write_bytes(FORGED)
    (target / "config.json").write_bytes(CONFIG)
    with FaultHub(FILES) as hub:
        for name in FILES:
            forge_note(target, name, hub.files[name].etag, stated=now + stated, written=now + written)

        for revision in ("main", COMMIT):
            for name, data in FILES.items():
                path = hf_hub_download(REPO, name, revision=revision, local_dir=target, endpoint=hub.url)
                assert Path(path).read_bytes() == data
        forge_note(target, "model.bin", hub.files["model.bin"].etag, stated=now + stated, written=now + written)
        (target / "model.bin").write_bytes(FORGED)
        snapshot_download(REPO, local_dir=target, endpoint=hub.url)

        assert (target / "model.bin").read_bytes() == WEIGHTS
        # What was right was not fetched again.
        assert len(hub.contents("model.bin")) == 2
        assert len(hub.contents("config.json")) == 0


@pytest.mark.parametrize("shift", [-1e6, 1e6], ids=["backwards", "ahead"])
def test_F12_wrong_clocks_cost_no_download_and_hide_no_change(tmp_path: Path, shift: float) -> None:
    with FaultHub(FILES) as hub:
        path = Path(hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url))
        moment = time.time() + shift
        os.utime(path, (moment, moment))
        hub.asked.clear()

        hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url)
        assert methods(hub) == ["HEAD"]

        path.write_bytes(WEIGHTS[:-1])
        os.utime(path, (moment, moment))
        hf_hub_download(REPO, "model.bin", local_dir=tmp_path / "t", endpoint=hub.url)
        assert path.read_bytes() == WEIGHTS


def test_F12_a_file_that_changed_and_whose_time_was_set_back_is_not_believed(tmp_path: Path) -> None:
    with FaultHub(FILES) as hub:
        path = Path(hf_hub_download(REPO, "model.bin", local_dir=tmp_path, endpoint=hub.url))
        before = path.stat()
        path.write_bytes(WEIGHTS[::-1])
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

        hf_hub_download(REPO, "model.bin", local_dir=tmp_path, endpoint=hub.url)

        assert path.read_bytes() == WEIGHTS
        # One look is enough: what was hashed is believed again.
        hub.asked.clear()
        path.chmod(0o600)
        for _ in range(2):
            hf_hub_download(REPO, "model.bin", local_dir=tmp_path, endpoint=hub.url)
        assert methods(hub) == ["HEAD", "HEAD"]


def test_F10_F11_twins_are_refused_before_anything_is_fetched(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"README.md": b"a", "readme.md": b"b", "x": b"x"}
    with FaultHub(files) as hub:
        # A disk that tells them apart keeps both.
        folder = Path(snapshot_download(REPO, endpoint=hub.url))
        assert {name: (folder / name).read_bytes() for name in files} == files
        hub.asked.clear()
        monkeypatch.setattr(paths, "_are_one_file", lambda folder, first, second: True)

        with pytest.raises(errors.UnsafePathError, match=r"'README\.md' and 'readme\.md'"):
            snapshot_download(REPO, endpoint=hub.url, local_dir=tmp_path / "target")
        with pytest.raises(errors.UnsafePathError, match=r"'README\.md' and 'readme\.md'"):
            snapshot_download(REPO, endpoint=hub.url, cache_dir=tmp_path / "other")

        assert not any("/resolve/" in ask.path for ask in hub.asked)
        assert not (tmp_path / "target" / "README.md").exists()
        snapshot_download(REPO, endpoint=hub.url, local_dir=tmp_path / "t", ignore_patterns="readme.md")


@pytest.mark.parametrize("name", ["n" * 256, "ä" * 128, "/".join(["n" * 200] * 20)])
def test_F9_names_that_are_too_long_are_refused_before_the_network(cache: Path, name: str) -> None:
    with FaultHub({name: CONFIG}) as hub:
        with pytest.raises(errors.UnsafePathError):
            hf_hub_download(REPO, name, endpoint=hub.url)

        assert hub.asked == []
        assert not cache.exists()


def test_F9_a_name_without_room_for_its_note_is_refused_before_the_network(tmp_path: Path, cache: Path) -> None:
    name = "n" * 250
    with FaultHub({name: CONFIG}) as hub:
        assert Path(hf_hub_download(REPO, name, endpoint=hub.url)).read_bytes() == CONFIG
        hub.asked.clear()

        with pytest.raises(errors.UnsafePathError, match="too long"):
            hf_hub_download(REPO, name, endpoint=hub.url, local_dir=tmp_path / "t")
        with pytest.raises(errors.UnsafePathError, match="longer than"):
            hf_hub_download(REPO, "n" * 200, endpoint=hub.url, cache_dir="/" + "/".join(["f" * 200] * 20))

        assert hub.asked == []


def test_F8_a_file_is_never_renamed_across_volumes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Partial files lie beside what they become, wherever `TMPDIR` is."""
    renamed: list[tuple[str, str]] = []
    real = os.replace

    def replace(source: str, target: str) -> None:
        renamed.append((str(source), str(target)))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    cache, target = tmp_path / "cache", tmp_path / "target"
    with FaultHub(FILES) as hub:
        hf_hub_download(REPO, "model.bin", endpoint=hub.url, cache_dir=cache)
        snapshot_download(REPO, endpoint=hub.url, cache_dir=cache)
        snapshot_download(REPO, endpoint=hub.url, local_dir=target, cache_dir=tmp_path / "other")

    assert renamed
    for source, final in renamed:
        root = next(folder for folder in (cache, target, tmp_path / "other") if Path(final).is_relative_to(folder))
        assert Path(source).is_relative_to(root)


@pytest.mark.parametrize("code", [errno.EDQUOT, errno.ENOSPC, errno.ESTALE], ids=["quota", "full", "stale"])
def test_F16_a_quota_and_a_stale_handle_are_typed(
    cache: Path, monkeypatch: pytest.MonkeyPatch, code: int, clock: FakeClock
) -> None:
    def refuse(fd: int, length: int) -> None:
        raise OSError(code, os.strerror(code))

    with FaultHub(FILES) as hub:
        monkeypatch.setattr(os, "ftruncate", refuse)
        kind = OSError if code == errno.ESTALE else errors.NotEnoughSpaceError

        with pytest.raises(kind) as caught:
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)

        assert caught.value.errno in (code, errno.ENOSPC)
        assert not list(cache.rglob("*.incomplete"))
        monkeypatch.undo()


def test_F5_a_cache_of_somebody_else_says_whose_it_is(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.mkdir

    def refuse(path: str, mode: int = 0o777) -> None:
        if str(path).startswith(str(cache)):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        real(path, mode)

    cache.mkdir()
    monkeypatch.setattr(os, "mkdir", refuse)
    monkeypatch.setattr(os, "getuid", lambda: 54321)
    with FaultHub(FILES) as hub:
        with pytest.raises(PermissionError, match=r"belongs to .*HF_HUB_CACHE"):
            hf_hub_download(REPO, "model.bin", endpoint=hub.url)


def only_to_read(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let nothing be created below a folder: tests often run as a user to whom permissions mean nothing."""

    def guard(module: Any, name: str, at: int = 0) -> None:
        real = getattr(module, name)

        def refuse(*args: Any, **options: Any) -> Any:
            creates = name != "open" or (args[1] & os.O_CREAT if module is os else "x" in str(args[1:2]))
            if creates and str(args[at]).startswith(str(folder)) and not os.path.lexists(args[at]):
                raise PermissionError(errno.EACCES, "Permission denied", str(args[at]))
            return real(*args, **options)

        monkeypatch.setattr(module, name, refuse)

    for name in ("open", "mkdir"):
        guard(os, name)
    for name in ("symlink", "link", "rename", "replace"):
        guard(os, name, at=1)
    guard(builtins, "open")
    monkeypatch.setattr(
        os, "access", lambda path, mode, **_: not (mode & os.W_OK and str(path).startswith(str(folder)))
    )
    monkeypatch.setattr(os, "getuid", lambda: 54321)


@pytest.mark.usefixtures("way")
@pytest.mark.filterwarnings("error")
def test_F4_F5_a_cache_that_lacks_files_and_can_only_be_read_is_named_before_a_byte_is_fetched(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = r"Cannot write to .*models--user--repo.*belongs to user .*HF_HUB_CACHE"
    monkeypatch.setattr(pointers, "_symlinks_work", {})
    with FaultHub({**FILES, "other.bin": FILES["model.bin"]}) as hub:
        path = hf_hub_download(REPO, "model.bin", endpoint=hub.url)
        hub.asked.clear()
        with monkeypatch.context() as patch:
            only_to_read(patch, cache)

            assert hf_hub_download(REPO, "model.bin", endpoint=hub.url) == path
            for name in ("config.json", "other.bin"):
                with pytest.raises(PermissionError, match=named):
                    hf_hub_download(REPO, name, endpoint=hub.url)
                with pytest.raises(PermissionError, match=named):
                    snapshot_download(REPO, endpoint=hub.url, allow_patterns=name)

        assert not any(hub.contents(name) for name in hub.files)


@pytest.mark.usefixtures("way")
def test_F4_a_local_folder_that_can_only_be_read_is_named_before_a_byte_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    with FaultHub(FILES) as hub:
        hf_hub_download(REPO, "config.json", endpoint=hub.url, local_dir=target)
        hub.asked.clear()
        with monkeypatch.context() as patch:
            only_to_read(patch, target)

            with pytest.raises(PermissionError, match=r"Cannot write to .*mine.*local_dir"):
                hf_hub_download(REPO, "model.bin", endpoint=hub.url, local_dir=target)

        assert not hub.contents("model.bin")


def test_F3_a_local_folder_that_is_up_to_date_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    target = tmp_path / "mine"
    with FaultHub(FILES) as hub:
        folder = snapshot_download(REPO, endpoint=hub.url, local_dir=target)
        notes = target / ".cache" / "huggingface" / "download"
        before = {note: note.stat().st_mtime_ns for note in notes.iterdir()}
        with monkeypatch.context() as patch, warnings_of(caplog):
            only_to_read(patch, target)

            assert snapshot_download(REPO, endpoint=hub.url, local_dir=target) == folder
            for name in FILES:
                assert hf_hub_download(REPO, name, endpoint=hub.url, local_dir=target) == str(target / name)
            assert "Could not note" not in caplog.text
            monkeypatch.setattr(local_dir, "is_plausible", lambda *_: False)
            assert snapshot_download(REPO, endpoint=hub.url, local_dir=target) == folder

        assert caplog.text.count("Could not note") == 1
        assert {note: note.stat().st_mtime_ns for note in notes.iterdir()} == before
